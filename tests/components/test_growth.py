"""A stack that grows keeps what it has: same URNs, same inputs but for what must change, nothing replaced."""

from typing import Any

import pytest

from tests.components.growth import Growth, create_only, grown, growth
from tests.harness import STACKS, config_of, graph_of

SUBNET_USERS = {
    "ec2/vpcEndpoint s3-gateway": ("routeTableIds",),
    "ecs/service api": ("networkConfiguration",),
    "ecs/service worker": ("networkConfiguration",),
    "lb/loadBalancer load-balancer": ("subnets",),
    "rds/subnetGroup db": ("subnetIds",),
}
"""What names the subnets or route tables of every zone, and so changes when there is one more."""


def reordered(stack: str, *paths: str) -> dict[str, Any]:
    """Changes that turn the order of the maps or lists at `paths` round."""
    changes: dict[str, Any] = {}
    for path in paths:
        value: Any = config_of(stack)
        for key in path.split("."):
            value = value[key]
        assert len(value) > 1, f"{path} has no order"
        turned = list(reversed(value))
        changes[path] = {key: value[key] for key in turned} if isinstance(value, dict) else turned
    return changes


@pytest.mark.parametrize("stack", STACKS)
def test_it_is_known_of_every_type_what_replaces_it(stack: str) -> None:
    custom = {resource.type for resource in graph_of(stack).resources if resource.state["custom"]}
    assert len(custom) > 20
    for token in custom:
        create_only(token)


def test_another_zone() -> None:
    where = {"groundwork:system.region": "us-east-1", "groundwork:network.zones": ["a", "b", "d"]}
    found = grown("prod", {"groundwork:network.zones": ["a", "b", "c", "d"]}, where)
    assert found == Growth(
        added=(
            "ec2/eip nat-c",
            "ec2/natGateway nat-c",
            "ec2/route private-c-internet",
            "ec2/routeTable private-c",
            "ec2/routeTableAssociation data-c",
            "ec2/routeTableAssociation private-c",
            "ec2/routeTableAssociation public-c",
            "ec2/subnet data-c",
            "ec2/subnet private-c",
            "ec2/subnet public-c",
        ),
        changed=SUBNET_USERS,
    )


def test_another_service() -> None:
    service = {
        "kind": "ecs",
        "image": {"kind": "repository", "repository": "worker", "tag": "1.0.0"},
        "size": {"cpu": 256, "memory": 512},
        "uses": ["db"],
    }
    found = grown("prod", {"groundwork:compute.services.mailer": service})
    assert found.changed == {"cloudwatch/dashboard dashboard": ("dashboardBody",)}
    assert (found.gone, found.replaced) == ((), ())
    assert {added.rpartition(" ")[2] for added in found.added} == {
        *("mailer", "mailer-cpu", "mailer-memory", "mailer-execution", "mailer-execution-policy"),
        *("mailer-task", "mailer-out", "db-from-mailer"),
    }


def test_another_bucket_secret_and_repository() -> None:
    changes = {
        "groundwork:storage.buckets.archive": {},
        "groundwork:security.secrets.token": {"kind": "generated"},
        "groundwork:delivery.repositories.tools": {},
    }
    found = grown("prod", changes)
    assert found.changed == {"cloudwatch/dashboard dashboard": ("dashboardBody",)}
    assert (found.gone, found.replaced) == ((), ())
    assert {added.rpartition(" ")[2] for added in found.added} == {"archive", "token", "tools"}


def test_another_replica() -> None:
    found = grown("prod", {"groundwork:data.db.replicas": 2}, {"groundwork:data.db.replicas": 1})
    assert found == Growth(
        added=(
            "cloudwatch/logGroup db-replica-2-postgresql",
            "cloudwatch/logGroup db-replica-2-upgrade",
            "rds/instance db-replica-2",
        )
    )


def test_another_threshold() -> None:
    found = grown("prod", {"groundwork:observability.alarms": {"api-cpu": {"threshold": 70}}})
    assert found == Growth(changed={"cloudwatch/metricAlarm api-cpu": ("threshold",)})


def test_another_subscriber_before_the_first() -> None:
    emails = ["new@example.com", "oncall@example.com"]
    found = grown("prod", {"groundwork:observability.alerts.emails": emails})
    assert found == Growth(added=("sns/topicSubscription alerts-new@example.com",))


@pytest.mark.parametrize(
    ("stack", "paths"),
    [
        ("prod", ["groundwork:compute.services", "groundwork:delivery.repositories"]),
        ("dev", ["groundwork:network.zones"]),
        ("pyshop/dev", ["groundwork:network.subnets", "groundwork:network.subnets.public"]),
        ("pyshop/prod", ["groundwork:network.subnets.public", "groundwork:network.subnets.private"]),
    ],
)
def test_the_order_of_a_map_is_no_change(stack: str, paths: list[str]) -> None:
    """But for the order of the rows on the dashboard, which is the settings'."""
    found = grown(stack, reordered(stack, *paths))
    rows = {"cloudwatch/dashboard dashboard": ("dashboardBody",)} if stack == "prod" else {}
    assert found == Growth(changed=rows)


def test_the_order_of_buckets_and_secrets_is_no_change() -> None:
    base = {
        "groundwork:storage.buckets": {"uploads": {}, "archive": {}},
        "groundwork:security.secrets": {"session-key": {}, "token": {}},
        "groundwork:compute.services.api.uses": ["db", "uploads", "session-key", "archive", "token"],
        "groundwork:observability.alerts.emails": ["a@example.com", "b@example.com"],
    }
    turned = {
        "groundwork:storage.buckets": {"archive": {}, "uploads": {}},
        "groundwork:security.secrets": {"token": {}, "session-key": {}},
        "groundwork:observability.alerts.emails": ["b@example.com", "a@example.com"],
    }
    assert grown("prod", turned, base) == Growth()


NAT_A = ("ec2/eip nat-a", "ec2/natGateway nat-a")
ENDPOINTS = (
    "ec2/securityGroup endpoints",
    "ec2/vpcEndpoint ecr-api",
    "ec2/vpcEndpoint ecr-dkr",
    "ec2/vpcEndpoint logs",
    "ec2/vpcEndpoint secretsmanager",
    "ec2/vpcEndpoint ssmmessages",
    "vpc/securityGroupIngressRule endpoints-from-api",
)


def test_nat_from_none_to_single() -> None:
    """The endpoints that stood in for it go."""
    found = grown(
        "dev", {"groundwork:network.nat": {"kind": "single"}}, {"groundwork:network.nat": {"kind": "none"}}
    )
    routes = ("ec2/route private-a-internet", "ec2/route private-b-internet")
    assert found == Growth(added=(*NAT_A, *routes), gone=ENDPOINTS)


def test_nat_from_single_to_one_in_each_zone() -> None:
    """The one that was there stays, and no subnet moves to another table."""
    found = grown("dev", {"groundwork:network.nat": {"kind": "perZone"}})
    assert found == Growth(
        added=("ec2/eip nat-b", "ec2/natGateway nat-b"),
        changed={"ec2/route private-b-internet": ("natGatewayId",)},
    )


SPOT = (
    "cloudwatch/eventRule spot",
    "cloudwatch/eventTarget spot",
    "groundwork:observability:SpotFallback spot",
)


@pytest.mark.parametrize("on", [True, False], ids=["on", "off"])
def test_spot_on_and_off_reaches_the_services_that_are_there(on: bool) -> None:
    """A new default of the cluster alone would leave them where they are."""
    spot: dict[str, Any] = {"groundwork:compute.cluster.defaultCapacity": {"kind": "spot", "base": 1}}
    none: dict[str, Any] = {"groundwork:compute.cluster.defaultCapacity": {"kind": "onDemand"}}
    found = grown("prod", spot, none) if on else grown("prod", none, spot)
    assert found == Growth(
        added=SPOT if on else (),
        gone=() if on else SPOT,
        changed={
            "ecs/clusterCapacityProviders cluster": ("defaultCapacityProviderStrategies",),
            "ecs/service api": ("capacityProviderStrategies",),
            "ecs/service worker": ("capacityProviderStrategies",),
            "sns/topicPolicy alerts": ("policy",),
        },
    )


def test_spot_for_one_service() -> None:
    found = grown("prod", {"groundwork:compute.services.worker.capacity": {"kind": "spot", "base": 1}})
    assert found == Growth(
        added=SPOT,
        changed={
            "ecs/service worker": ("capacityProviderStrategies",),
            "sns/topicPolicy alerts": ("policy",),
        },
    )


def test_a_tier_for_data() -> None:
    found = grown("dev", {"groundwork:network.dataTier": True})
    assert found.changed == {
        "ec2/vpcEndpoint s3-gateway": ("routeTableIds",),
        "rds/subnetGroup db": ("subnetIds",),
    }
    assert (found.gone, found.replaced) == ((), ())
    assert len(found.added) == 5


def test_a_key_of_its_own_replaces_what_aws_cannot_encrypt_anew() -> None:
    """The only change here that costs data, and only that of a database: the deploy gate refuses it."""
    found = grown("dev", {"groundwork:security.encryption": {"kind": "customer"}})
    assert found.replaced == ("ecr/repository api encryptionConfigurations", "rds/instance db kmsKeyId")
    assert found.added == ("groundwork:security:EncryptionKey encryption", "kms/alias key", "kms/key key")
    assert found.gone == ()
    assert found.changed == {
        "cloudwatch/logGroup api": ("kmsKeyId",),
        "cloudwatch/logGroup db-postgresql": ("kmsKeyId",),
        "cloudwatch/logGroup db-upgrade": ("kmsKeyId",),
        "cloudwatch/logGroup exec": ("kmsKeyId",),
        "ecr/repository api": ("encryptionConfigurations",),
        "ecs/cluster cluster": ("configuration",),
        "iam/rolePolicy api-execution-policy": ("policy",),
        "iam/rolePolicy api-task-policy": ("policy",),
        "rds/instance db": ("kmsKeyId",),
        "s3/bucketServerSideEncryptionConfiguration uploads": ("rules",),
        "secretsmanager/secret db": ("kmsKeyId",),
        "sns/topic alerts": ("kmsMasterKeyId",),
    }


def test_a_name_and_tls() -> None:
    issued = {"kind": "issued", "domain": "a.example.com"}
    zone = {"kind": "create", "name": "example.com"}
    found = grown("dev", {"groundwork:edge.tls": issued, "groundwork:edge.dns": zone})
    assert found.changed == {"lb/listener load-balancer-http": ("defaultActions",)}
    assert (found.gone, found.replaced) == ((), ())
    assert "lb/listener load-balancer-https" in found.added


def test_a_distribution_in_front() -> None:
    found = grown("prod", {"groundwork:edge.cloudfront": {}})
    assert found.replaced == ()
    assert found.gone == ("vpc/securityGroupIngressRule load-balancer-http",)
    assert found.changed == {
        "route53/record app.example.com": ("aliases",),
        "vpc/securityGroupIngressRule load-balancer-https": ("cidrIpv4", "description", "prefixListId"),
    }


def test_a_size_is_a_new_revision_of_the_task_and_nothing_else() -> None:
    found = grown("dev", {"groundwork:compute.services.api.size": {"cpu": 512, "memory": 1024}})
    assert found == Growth(
        changed={"ecs/service api": ("taskDefinition",), "ecs/taskDefinition api": ("cpu", "memory")},
        replaced=("ecs/taskDefinition api cpu", "ecs/taskDefinition api memory"),
    )


def test_a_new_password_reaches_database_and_secret_together() -> None:
    found = grown("prod", {"groundwork:data.db.passwordVersion": 2})
    assert found == Growth(
        changed={
            "random:index/randomPassword db": ("keepers",),
            "rds/instance db": ("password",),
            "secretsmanager/secretVersion db": ("secretString",),
        },
        replaced=(
            "random:index/randomPassword db keepers",
            "secretsmanager/secretVersion db secretString",
        ),
    )


def test_a_larger_database_with_another_alarm() -> None:
    found = grown(
        "prod", {"groundwork:data.db.instanceClass": "db.m7g.xlarge", "groundwork:data.db.multiAz": False}
    )
    assert found == Growth(
        changed={
            "cloudwatch/metricAlarm db-connections": ("threshold",),
            "rds/instance db": ("instanceClass", "multiAz"),
        }
    )


def test_access_logs_flow_logs_scaling_and_a_budget_add_only() -> None:
    changes = {
        "groundwork:edge.loadBalancer.accessLogs": True,
        "groundwork:network.flowLogs.enabled": True,
        "groundwork:compute.services.api.scaling": {"minimum": 1, "maximum": 2, "cpu": {"target": 50}},
        "groundwork:cost.budget": {"monthlyUsd": 100, "emails": ["a@example.com"]},
    }
    found = grown("dev", changes)
    assert found.changed == {"lb/loadBalancer load-balancer": ("accessLogs",)}
    assert (found.gone, found.replaced) == ((), ())


def test_what_growth_compares_can_differ() -> None:
    """The comparison sees what is gone, and what is replaced."""
    changes = {
        "groundwork:network.cidr": "10.1.0.0/16",
        "groundwork:storage.buckets": {"other": {}},
        "groundwork:compute.services.api.uses": ["db"],
    }
    found = grown("dev", changes)
    assert "ec2/vpc vpc cidrBlock" in found.replaced
    assert "s3/bucket uploads" in found.gone
    assert "s3/bucket other" in found.added
    with pytest.raises(AssertionError, match="only 0 resources are in both graphs"):
        growth(graph_of("dev"), graph_of("prod"))
