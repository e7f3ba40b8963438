"""What grown systems use: caches, servers, functions' events, web ACLs, backups, copies in other regions."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import provider, registry
from simulator.schema import resource_schema
from tests.simulator.services.growth import FILES, REGION, Grown, cases, every, grown

BASES = every()
TOKENS = sorted(BASES)

LEFT_OUT = {
    "aws:elasticache/replicationGroup:ReplicationGroup": {"configurationEndpointAddress"},  # only with shards
    "aws:lambda/function:Function": {"signingJobArn", "signingProfileVersionArn"},  # only of signed code
    "aws:rds/instance:Instance": {"latestRestorableTime"},  # only with backups, which the replica has not
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        # Only with a checksum algorithm.
        *("checksumCrc32", "checksumCrc32c", "checksumCrc64nvme", "checksumSha1", "checksumSha256"),
    },
}
"""Outputs of the SDK that a resource of its base inputs does not have, and why."""


def every_case(kind: str) -> list[Any]:
    """The cases of all files."""
    return [pytest.param(case, id=f"{name}-{case}") for name in FILES for case in cases(name, kind)]


@pytest.mark.parametrize("case", every_case("accepted"))
def test_accepts(case: Grown) -> None:
    assert case.refusals() == []


@pytest.mark.parametrize("case", every_case("refused"))
def test_refuses(case: Grown) -> None:
    assert case.refusals() == case.says


@pytest.mark.parametrize("case", every_case("remarked"))
def test_remarks(case: Grown) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


@pytest.mark.parametrize("case", [*every_case("accepted"), *every_case("refused")])
def test_the_types_of_the_sdk_take_the_inputs(case: Grown) -> None:
    """A case shows a rule of the service, so that the SDK's types have nothing against its inputs."""
    inputs = {key: value for key, value in case.inputs.items() if key != REGION}
    schema = resource_schema(case.token)
    assert schema is not None
    failures: list[registry.Failure] = []
    schema.check(grown().resolve(inputs), failures)
    assert failures == []


@pytest.mark.parametrize("token", TOKENS)
def test_every_type_has_rules_answers_and_replacements(token: str) -> None:
    registry.load_for(token)
    schema = resource_schema(token)
    assert schema is not None
    assert schema.arguments is not None
    assert registry.CHECKS.get(token)
    assert token in registry.OUTPUTS
    assert registry.REPLACE[token] <= set(schema.arguments.fields)


@pytest.mark.parametrize("token", TOKENS)
def test_answers_have_every_output_and_no_other(token: str) -> None:
    schema = resource_schema(token)
    assert schema is not None
    assert schema.arguments is not None
    inputs = grown().resolve(BASES[token])
    id, outputs = registry.OUTPUTS[token](inputs, grown().context(token, "fresh"))
    assert id
    offered = set(schema.outputs)
    assert outputs.keys() <= offered
    # `tagsAll`, `region` and `id` are the provider's, for all types alike.
    computed = offered - set(schema.arguments.fields) - {"tagsAll", "region", "id"}
    assert computed - outputs.keys() - inputs.keys() == LEFT_OUT.get(token, set()) - outputs.keys()


@pytest.mark.parametrize("token", TOKENS)
def test_the_same_inputs_have_the_same_answers(token: str) -> None:
    inputs, ctx = grown().resolve(BASES[token]), grown().context(token, "fresh")
    assert registry.OUTPUTS[token](dict(inputs), ctx) == registry.OUTPUTS[token](dict(inputs), ctx)


@pytest.mark.parametrize("token", TOKENS)
def test_rules_skip_what_is_not_known_yet(token: str) -> None:
    """With every value unknown but in place, nothing can be said against a resource."""
    registry.load_for(token)
    inputs = dict.fromkeys(BASES[token], registry.UNKNOWN)
    ctx = grown().context(token, "fresh")
    assert [failure for rule in registry.CHECKS[token] for failure in rule(inputs, ctx) or ()] == []


def deep(value: Any) -> Any:
    """The same blocks and lists, in which each single value is unknown."""
    if isinstance(value, dict):
        return {key: deep(item) for key, item in value.items()}
    return [deep(item) for item in value] if isinstance(value, list) else registry.UNKNOWN


@pytest.mark.parametrize("token", TOKENS)
def test_rules_skip_unknown_values_within_blocks(token: str) -> None:
    registry.load_for(token)
    ctx = grown().context(token, "fresh")
    assert [found for rule in registry.CHECKS[token] for found in rule(deep(BASES[token]), ctx) or ()] == []


@pytest.mark.parametrize("token", TOKENS)
def test_answers_to_inputs_that_are_not_known_yet(token: str) -> None:
    """A preview of a program asks for the answer before some of the inputs are known."""
    inputs = dict.fromkeys(BASES[token], registry.UNKNOWN)
    id, _ = registry.OUTPUTS[token](inputs, grown().context(token, "fresh"))
    assert id


AUTONAMES = {
    "aws:apigatewayv2/api:Api": ("name", 255, False),
    "aws:apigatewayv2/stage:Stage": ("name", 255, False),
    "aws:backup/plan:Plan": ("name", 255, False),
    "aws:backup/selection:Selection": ("name", 255, False),
    "aws:backup/vault:Vault": ("name", 255, False),
    "aws:cloudfront/function:Function": ("name", 64, False),
    "aws:cloudtrail/trail:Trail": ("name", 255, False),
    "aws:cloudwatch/eventArchive:EventArchive": ("name", 255, False),
    "aws:cloudwatch/eventBus:EventBus": ("name", 255, False),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ("name", 255, False),
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": ("name", 255, False),
    "aws:cloudwatch/queryDefinition:QueryDefinition": ("name", 255, False),
    "aws:cognito/userPool:UserPool": ("name", 255, False),
    "aws:cognito/userPoolClient:UserPoolClient": ("name", 255, False),
    "aws:dynamodb/table:Table": ("name", 255, False),
    "aws:ec2/keyPair:KeyPair": ("keyName", 255, False),
    "aws:elasticache/parameterGroup:ParameterGroup": ("name", 255, True),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("replicationGroupId", 40, True),
    "aws:elasticache/subnetGroup:SubnetGroup": ("name", 255, True),
    "aws:guardduty/detectorFeature:DetectorFeature": ("name", 255, False),
    "aws:lambda/alias:Alias": ("name", 255, False),
    "aws:scheduler/schedule:Schedule": ("name", 64, False),
    "aws:scheduler/scheduleGroup:ScheduleGroup": ("name", 64, False),
    "aws:sns/platformApplication:PlatformApplication": ("name", 255, False),
    "aws:ssm/parameter:Parameter": ("name", 255, False),
    "aws:wafv2/ipSet:IpSet": ("name", 255, False),
    "aws:wafv2/regexPatternSet:RegexPatternSet": ("name", 255, False),
    "aws:wafv2/webAcl:WebAcl": ("name", 255, False),
    "aws:wafv2/webAclRule:WebAclRule": ("name", 255, False),
}


def test_names_that_the_provider_makes() -> None:
    # What these types share a file with is shown elsewhere.
    elsewhere = {"aws:appautoscaling", "aws:budgets", "aws:ecs", "aws:rds", "aws:lambda/function"}
    found = {
        token: (rule.property, rule.max_length, rule.lower)
        for token, rule in registry.AUTONAMES.items()
        if token in TOKENS and not token.startswith(tuple(elsewhere))
    }
    assert found == AUTONAMES


@pytest.mark.parametrize(
    ("token", "stays", "goes"),
    [
        ("aws:ec2/instance:Instance", {"instanceType": "t3.small"}, {"ami": "ami-0fedcba9876543210"}),
        (
            "aws:elasticache/replicationGroup:ReplicationGroup",
            {"nodeType": "cache.t3.small", "numCacheClusters": 2, "clusterMode": "compatible"},
            {"atRestEncryptionEnabled": False},
        ),
        ("aws:lambda/eventSourceMapping:EventSourceMapping", {"batchSize": 5}, {"eventSourceArn": "other"}),
        ("aws:wafv2/webAcl:WebAcl", {"rules": []}, {"scope": "REGIONAL"}),
        ("aws:route53/healthCheck:HealthCheck", {"resourcePath": "/health/ready"}, {"requestInterval": 10}),
        ("aws:backup/selection:Selection", {}, {"resources": ["*"]}),
        ("aws:scheduler/schedule:Schedule", {"scheduleExpression": "rate(1 hour)"}, {"groupName": "other"}),
        ("aws:dynamodb/table:Table", {"billingMode": "PROVISIONED"}, {"rangeKey": None}),
    ],
)  # fmt: skip
def test_what_replaces_and_what_changes_in_place(
    token: str, stays: dict[str, Any], goes: dict[str, Any]
) -> None:
    base = BASES[token]
    assert provider.difference(token, base, {**base, **stays}).replaces == ()
    assert provider.difference(token, base, {**base, **goes}).replaces == tuple(goes)
