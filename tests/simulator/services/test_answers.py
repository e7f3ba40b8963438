"""What holds for the answers of every resource type: known properties, nothing left out, stable ids."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import registry
from simulator.schema import resource_schema
from tests.simulator.services.cases import FOLDER, bases
from tests.simulator.services.world import World, account

BASES: dict[str, dict[str, Any]] = {
    token: inputs for path in sorted(FOLDER.glob("*.yaml")) for token, inputs in bases(path.stem).items()
}

LEFT_OUT = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {"namePrefix"},
    "aws:ec2/eip:Eip": {
        # Only of an address that is bound, or that comes from Outposts or a wavelength zone.
        *("associationId", "carrierIp", "customerOwnedIp", "privateDns", "privateIp", "ptrRecord"),
    },
    "aws:ec2/natGateway:NatGateway": {
        # Only of a regional gateway.
        *("autoProvisionZones", "autoScalingIps", "regionalNatGatewayAddresses"),
        *("regionalNatGatewayAutoMode", "routeTableId"),
    },
    "aws:ec2/route:Route": {"instanceId", "instanceOwnerId"},  # only of a route to an instance
    "aws:ec2/subnet:Subnet": {"ipv6CidrBlockAssociationId"},  # only with an IPv6 block
    "aws:ec2/vpc:Vpc": {"ipv6AssociationId"},  # only with an IPv6 block
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"prefixListId"},  # only of a gateway endpoint
    "aws:lambda/function:Function": {"signingJobArn", "signingProfileVersionArn"},  # only of signed code
    "aws:s3/bucket:Bucket": {"websiteDomain", "websiteEndpoint"},  # only of a website
    "aws:sns/topic:Topic": {"beginningArchiveTime"},  # only with an archive policy
}
"""Outputs of the SDK that a resource of its base inputs does not have, and why."""

OURS = {
    *(
        "acm",
        "appautoscaling",
        "budgets",
        "cloudfront",
        "cloudwatch",
        "ec2",
        "ecr",
        "ecs",
        "iam",
        "kms",
        "lambda",
    ),
    *("lb", "rds", "route53", "s3", "secretsmanager", "sns", "sqs", "vpc"),
}

TOKENS = sorted(token for token in BASES if registry.service_of(token) in OURS)


@pytest.mark.parametrize("token", TOKENS)
def test_every_type_has_rules_answers_and_replacements(token: str) -> None:
    registry.load_for(token)
    assert registry.CHECKS.get(token)
    assert token in registry.OUTPUTS
    assert registry.REPLACE[token] <= names(token)[0]


def names(token: str) -> tuple[set[str], set[str]]:
    """What the installed SDK takes as inputs of a type, and what it offers as outputs."""
    schema = resource_schema(token)
    assert schema is not None
    assert schema.arguments is not None
    return set(schema.arguments.fields), set(schema.outputs)


@pytest.mark.parametrize("token", TOKENS)
def test_answers_have_every_output_and_no_other(token: str) -> None:
    taken, offered = names(token)
    world = World()
    world.states.update(account().states)
    inputs = world.resolve(BASES[token])
    id, outputs = registry.OUTPUTS[token](inputs, world.context(token, "fresh"))
    assert id
    assert outputs.keys() <= offered
    # `tagsAll`, `region` and `id` are the provider's, for all types alike.
    computed = offered - taken - {"tagsAll", "region", "id"}
    assert computed - outputs.keys() - inputs.keys() == LEFT_OUT.get(token, set()) - outputs.keys()


@pytest.mark.parametrize("token", TOKENS)
def test_the_same_inputs_have_the_same_answers(token: str) -> None:
    inputs = account().resolve(BASES[token])
    ctx = account().context(token, "fresh")
    assert registry.OUTPUTS[token](dict(inputs), ctx) == registry.OUTPUTS[token](dict(inputs), ctx)


def ids(token: str, **change: Any) -> str:
    """The id of a resource of a type with changed inputs."""
    inputs = {**account().resolve(BASES[token]), **change}
    return registry.OUTPUTS[token](inputs, account().context(token, "fresh"))[0]


@pytest.mark.parametrize(
    ("token", "stays", "goes"),
    [
        ("aws:ec2/vpc:Vpc", {"tags": {"a": "b"}}, {"cidrBlock": "10.9.0.0/16"}),
        ("aws:ec2/subnet:Subnet", {"mapPublicIpOnLaunch": True}, {"availabilityZone": "us-east-1b"}),
        ("aws:rds/instance:Instance", {"instanceClass": "db.t4g.medium"}, {"storageEncrypted": False}),
        ("aws:lb/targetGroup:TargetGroup", {"deregistrationDelay": 5}, {"port": 9000}),
        ("aws:kms/key:Key", {"description": "other"}, {"multiRegion": True}),
    ],
)
def test_an_id_changes_with_what_replaces_and_with_nothing_else(
    token: str, stays: dict[str, Any], goes: dict[str, Any]
) -> None:
    assert ids(token, **stays) == ids(token)
    assert ids(token, **goes) != ids(token)


def test_two_resources_have_two_ids() -> None:
    token = "aws:ec2/vpc:Vpc"
    inputs = BASES[token]
    found = {registry.OUTPUTS[token](inputs, account().context(token, name))[0] for name in ("a", "b")}
    assert len(found) == 2


def test_names_that_the_provider_makes() -> None:
    for token in TOKENS:
        registry.load_for(token)
    shown = {"cloudwatch", "ecr", "iam", "lambda", "lb", "rds", "s3", "sns", "sqs"}
    limits = {
        token: (rule.property, rule.max_length, rule.lower)
        for token, rule in registry.AUTONAMES.items()
        if token in TOKENS and registry.service_of(token) in shown
    }
    assert limits == {
        "aws:cloudwatch/eventRule:EventRule": ("name", 64, False),
        "aws:cloudwatch/eventTarget:EventTarget": ("targetId", 64, False),
        "aws:cloudwatch/logGroup:LogGroup": ("name", 512, False),
        "aws:cloudwatch/metricAlarm:MetricAlarm": ("name", 255, False),
        "aws:ecr/repository:Repository": ("name", 256, True),
        "aws:iam/instanceProfile:InstanceProfile": ("name", 128, False),
        "aws:iam/policy:Policy": ("name", 128, False),
        "aws:iam/role:Role": ("name", 64, False),
        "aws:iam/rolePolicy:RolePolicy": ("name", 128, False),
        "aws:lambda/function:Function": ("name", 64, False),
        "aws:lambda/permission:Permission": ("statementId", 100, False),
        "aws:lb/loadBalancer:LoadBalancer": ("name", 32, False),
        "aws:lb/targetGroup:TargetGroup": ("name", 32, False),
        "aws:rds/instance:Instance": ("identifier", 63, True),
        "aws:rds/parameterGroup:ParameterGroup": ("name", 255, True),
        "aws:rds/subnetGroup:SubnetGroup": ("name", 255, True),
        "aws:s3/bucket:Bucket": ("bucket", 63, True),
        "aws:sns/topic:Topic": ("name", 256, False),
        "aws:sqs/queue:Queue": ("name", 80, False),
    }


@pytest.mark.parametrize("token", TOKENS)
def test_rules_skip_what_is_not_known_yet(token: str) -> None:
    """With every value unknown but in place, nothing can be said against a resource."""
    registry.load_for(token)
    inputs = dict.fromkeys(BASES[token], registry.UNKNOWN)
    ctx = account().context(token, "fresh")
    found = [failure for rule in registry.CHECKS[token] for failure in rule(inputs, ctx) or ()]
    assert found == []
