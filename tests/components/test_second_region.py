"""What a database has in the second region: key, copies of its backups, a replica in a network there."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.base import Component, Context
from components.data.postgres import Postgres
from components.regions import SecondRegion, in_region
from components.security.keys import EncryptionKey, KeyReplica
from settings.postgres import PostgresInstance
from settings.security import CustomerKeys
from simulator.embedded import preview
from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

STACK = "foodbegood/phase1"
HOME, THERE = "eu-west-1", "eu-central-1"
SECOND = {"groundwork:system.secondaryRegion": THERE}
COPIES = {"groundwork:data.db.backupCopies": {"retentionDays": 14}}


@pytest.fixture(scope="module")
def copied() -> Graph:
    return graph_of(STACK, {**SECOND, **COPIES})


@pytest.mark.spec("FBG-DAT-11", "FBG-REC-02", "FBG-REC-06")
def test_the_backups_are_copied_and_encrypted_there(copied: Graph) -> None:
    replication = copied.one("rds/instanceAutomatedBackupsReplication")
    assert replication.inputs == {
        "region": THERE,
        "sourceDbInstanceArn": copied.one("rds/instance").arn,
        "kmsKeyId": copied.one("kms/replicaKey").arn,
        "retentionPeriod": 14,
    }


@pytest.mark.spec("FBG-SEC-01", "FBG-OPS-09")
def test_the_key_has_a_protected_replica_there(copied: Graph) -> None:
    key, replica = copied.one("kms/key"), copied.one("kms/replicaKey")
    assert replica.arn == key.arn.replace(HOME, THERE)
    assert replica.inputs["primaryKeyArn"] == key.arn
    assert (replica.inputs["region"], replica.inputs["deletionWindowInDays"]) == (THERE, 30)
    assert replica.inputs["description"] == "KMS key for FoodBeGood application data"
    assert replica.state["protect"] is True
    services = {
        statement["Principal"]["Service"]
        for statement in replica.document("policy")["Statement"]
        if "Service" in statement["Principal"]
    }
    assert f"logs.{THERE}.amazonaws.com" in services
    alias = copied.one("kms/alias", "secondary-key")
    assert (alias.inputs["name"], alias.inputs["region"]) == ("alias/foodbegood-dev", THERE)
    assert alias.outputs["targetKeyArn"] == replica.arn


def test_a_second_region_alone_makes_nothing() -> None:
    assert grown(STACK, SECOND) == Growth()


@pytest.mark.spec("FBG-OPS-09")
def test_copies_add_only() -> None:
    assert grown(STACK, COPIES, SECOND) == Growth(
        added=(
            "groundwork:security:KeyReplica secondary-encryption",
            "kms/alias secondary-key",
            "kms/replicaKey secondary-key",
            "rds/instanceAutomatedBackupsReplication db-backups",
        )
    )


class Subnets(Component):
    """A VPC with two private subnets, in whatever region it is placed."""

    def __init__(self, name: str, context: Context, opts: pulumi.ResourceOptions) -> None:
        super().__init__("test:index:Subnets", name, None, opts)
        self.vpc = aws.ec2.Vpc(name, cidr_block="10.1.0.0/16", opts=self.child())
        self.ids = tuple(
            aws.ec2.Subnet(
                f"{name}-{zone}",
                vpc_id=self.vpc.id,
                cidr_block=f"10.1.{index}.0/24",
                availability_zone=f"{context.region}{zone}",
                opts=self.child(),
            ).id
            for index, zone in enumerate("ab")
        )
        self.register_outputs({})


def database(**settings: Any) -> Graph:
    """A database with a network in two regions."""

    def program() -> None:
        provider = aws.Provider("aws", region=HOME)
        opts = pulumi.ResourceOptions(providers=[provider])
        account = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=provider)).account_id
        keys = CustomerKeys.model_validate({"multiRegion": True})
        named: dict[str, Any] = {"alias": "shop", "account_id": account}
        key = EncryptionKey("encryption", keys, region=HOME, opts=opts, **named)
        context = Context("shop", HOME, account, 30, key_arn=key.arn)
        _, placed = in_region(context, THERE, opts, key_arn=None)
        replica = KeyReplica("there", keys, primary_arn=key.arn, region=THERE, opts=placed, **named)
        there, placed = in_region(context, THERE, opts, key_arn=replica.arn)
        first, second = Subnets("first", context, opts), Subnets("second", there, placed)
        Postgres(
            "db",
            PostgresInstance.model_validate(
                {"kind": "postgres", "instanceClass": "db.t3.medium", "maxAllocatedStorage": 500, **settings}
            ),
            context=context,
            vpc_id=first.vpc.id,
            subnet_ids=first.ids,
            second=SecondRegion(THERE, replica.arn, second.vpc.id, second.ids),
            recovery_window_days=30,
            opts=opts,
        )

    return Graph(preview(program, project="project", stack="dev", config={}))


@pytest.fixture(scope="module")
def replicated() -> Graph:
    return database(regionReplica={"instanceClass": "db.t3.small"}, performanceInsights=True)


@pytest.mark.spec("FBG-DAT-13", "FBG-REC-03", "FBG-REC-06")
def test_a_replica_stands_in_the_second_region_encrypted_and_private(replicated: Graph) -> None:
    source, replica = (replicated.one("rds/instance", name) for name in ("db", "db-region-replica"))
    group = replicated.one("ec2/securityGroup", "db-region-replica")
    key = replicated.one("kms/replicaKey").arn
    expected = {
        "region": THERE,
        "identifier": "shop-db-region-replica",
        "replicateSourceDb": source.arn,
        "instanceClass": "db.t3.small",
        "maxAllocatedStorage": 500,
        "multiAz": False,
        "storageEncrypted": True,
        "kmsKeyId": key,
        "performanceInsightsKmsKeyId": key,
        "publiclyAccessible": False,
        "vpcSecurityGroupIds": [group.id],
        "dbSubnetGroupName": "shop-db-region-replica-subnet-group",
        "parameterGroupName": replicated.one("rds/parameterGroup", "db-region-replica").outputs["name"],
        "monitoringRoleArn": replicated.one("iam/role", "db-monitoring").arn,
        "deletionProtection": True,
        "skipFinalSnapshot": True,
    }
    assert {name: replica.inputs.get(name) for name in expected} == expected
    assert {
        "allocatedStorage",
        "username",
        "password",
        "dbName",
        "engineVersion",
    } & replica.inputs.keys() == set()
    assert replica.state["protect"] is True
    assert "region" not in source.inputs


@pytest.mark.spec("FBG-DAT-13", "FBG-NET-18")
def test_what_it_needs_is_there_as_well(replicated: Graph) -> None:
    """Each with the region of its own, and nothing opened."""
    vpc = replicated.one("ec2/vpc", "second").id
    group = replicated.one("ec2/securityGroup", "db-region-replica")
    assert (group.inputs["vpcId"], group.inputs["region"]) == (vpc, THERE)
    assert replicated.none("vpc/securityGroupIngressRule")
    subnets = replicated.one("rds/subnetGroup", "db-region-replica").inputs
    assert subnets["region"] == THERE
    assert set(subnets["subnetIds"]) == {
        subnet.id for subnet in replicated.all("ec2/subnet") if subnet.inputs["vpcId"] == vpc
    }
    for log in ("postgresql", "upgrade"):
        logs = replicated.one("cloudwatch/logGroup", f"db-region-replica-{log}").inputs
        assert logs == {
            "region": THERE,
            "name": f"/aws/rds/instance/shop-db-region-replica/{log}",
            "retentionInDays": 30,
            "kmsKeyId": replicated.one("kms/replicaKey").arn,
        }


@pytest.mark.spec("FBG-DAT-14")
def test_tls_is_forced_there_too(replicated: Graph) -> None:
    group = replicated.one("rds/parameterGroup", "db-region-replica").inputs
    assert (group["region"], group["family"]) == (THERE, "postgres17")
    assert {"applyMethod": "pending-reboot", "name": "rds.force_ssl", "value": "1"} in group["parameters"]


def test_what_a_stack_gives_up_there() -> None:
    graph = database(
        regionReplica={"instanceClass": "db.t3.small", "multiAz": True},
        deletionProtection=False,
        monitoringInterval=0,
    )
    replica = graph.one("rds/instance", "db-region-replica")
    assert not replica.state.get("protect")
    assert (replica.inputs["deletionProtection"], replica.inputs["multiAz"]) == (False, True)
    assert "monitoringRoleArn" not in replica.inputs
