"""The pack at the SDK's boundary: real messages in, diagnostics out; decoded once, bugs by name."""

from __future__ import annotations

import contextvars
import inspect
import json
import os
import random
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi.runtime import proto
from pulumi_policy import policy as sdk

from policy.catalogue import CATALOGUE
from policy.framework import registry, servicer
from policy.framework.policies import GraphPolicy, ResourcePolicy
from policy.framework.resource import Resource
from policy.offline import run
from policy.pack import build
from policy.report import assemble
from tests.policy.case import stack_of
from tests.policy.cases.data import LOGS
from tests.policy.cases.reachability import NET, PRIVATE_SERVICE, TIERS
from tests.policy.graphs import UNKNOWN, Node, Ref, Secret, changed, states, urn
from tests.policy.protocol import analyze, analyze_stack, drive

DB = "aws:rds/instance:Instance"
GRAPH = [
    *NET,
    PRIVATE_SERVICE,
    *LOGS,
    Node(
        DB,
        "db",
        {"engine": "postgres", "password": Secret("hunter2"), "monitoringRoleArn": Ref("role", "arn")},
    ),
    Node("aws:iam/role:Role", "role", {"assumeRolePolicy": UNKNOWN}),
    Node("pulumi:pulumi:Stack", "root", {"apiToken": Secret("abc"), "url": "https://x"}),
]
PRODUCTION = stack_of("groundwork", "production")
LEVELS = {proto.ADVISORY: "advisory", proto.MANDATORY: "mandatory"}


def diagnostics(responses: list[Any]) -> set[tuple[str, str, str, str]]:
    return {
        (item.policyName, LEVELS[item.enforcementLevel], item.urn, item.message)
        for response in responses
        for item in response.diagnostics
    }


@pytest.mark.parametrize("mode", ["resolved", "ids", "preview"])
def test_messages_of_the_engine_and_plain_states_give_the_same(mode: Any) -> None:
    graph = states([*GRAPH, *TIERS[:6]], mode)
    plain, engine = build(PRODUCTION), build(PRODUCTION)
    offline, real = run(plain, graph), drive(engine, graph)
    assert diagnostics(offline) == diagnostics(real)
    assert plain.session.decided == engine.session.decided
    assert len(assemble(plain).findings) > 20


def test_every_finding_is_a_diagnostic_with_level_and_remedy() -> None:
    pack = build(PRODUCTION)
    shown = diagnostics(drive(pack, states(GRAPH)))
    remedies = {control.id: control.remedy for control in CATALOGUE}
    for finding in assemble(pack).findings:
        if finding.status == "violation":
            text = f"{finding.title}\n{finding.message}. Fix: {remedies[finding.control]}"
            assert (finding.control, finding.level, finding.urn, text) in shown
    violations = [item for item in assemble(pack).findings if item.status == "violation"]
    assert len({(item.control, item.urn, item.message) for item in violations}) == len(violations) > 20


def test_what_a_policy_is_not_about_is_not_applicable_and_not_passed() -> None:
    pack = build(PRODUCTION)
    analyzer = pack.analyzer()
    graph = states([Node("aws:cloudwatch/logGroup:LogGroup", "logs", {"retentionInDays": 7})])
    response = analyzer.Analyze(analyze(graph[-1], graph), None)
    asked = {
        p.name for p in pack.policies if isinstance(p, ResourcePolicy) and pack.levels[p.name] != "disabled"
    }
    excused = {item.policy_name for item in response.not_applicable}
    assert asked - excused == {"log-group-retention", "tags-required", "tags-environment"}
    assert {item.reason for item in response.not_applicable} == {"not about aws:cloudwatch/logGroup:LogGroup"}


def test_a_resource_is_decoded_once_whatever_the_number_of_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []

    class Counting(Resource):
        def __init__(self, urn: str, *rest: Any, **named: Any) -> None:
            decoded.append(urn)
            super().__init__(urn, *rest, **named)

    monkeypatch.setattr(servicer, "Resource", Counting)
    seen: list[Any] = []
    monkeypatch.setattr(sdk, "deserialize_properties", lambda props, *_: seen.append(dict(props)) or {})
    graph = states(GRAPH)
    drive(build(PRODUCTION), graph)
    assert sorted(decoded) == sorted(2 * [state["urn"] for state in graph])  # registered, then settled
    assert {json.dumps(props) for props in seen} == {"{}"}  # the SDK itself has nothing left to decode


def test_an_unknown_value_is_an_advisory_beside_the_violations_of_a_mandatory_policy() -> None:
    graph = states(
        [Node(DB, "db", {"monitoringInterval": UNKNOWN, "publiclyAccessible": UNKNOWN, "engine": UNKNOWN})]
    )
    response = build(PRODUCTION).analyzer().Analyze(analyze(graph[-1], graph), None)
    public = [item for item in response.diagnostics if item.policyName == "database-not-public"]
    assert [(item.enforcementLevel, item.message) for item in public] == [
        (
            proto.ADVISORY,
            "can't run policy 'database-not-public' from policy pack 'groundwork@v0.0.1' during preview: "
            "db: publiclyAccessible is not known yet",
        )
    ]


def test_one_unknown_resource_silences_no_other() -> None:
    nodes = [
        Node("aws:ec2/vpc:Vpc", "one"),
        Node("aws:ec2/vpc:Vpc", "two"),
        Node("aws:ec2/flowLog:FlowLog", "log", {"vpcId": Ref("one"), "trafficType": UNKNOWN}),
    ]
    response = build(PRODUCTION).analyzer().AnalyzeStack(analyze_stack(states(nodes)), None)
    found = [item for item in response.diagnostics if item.policyName == "network-flow-logs"]
    assert [(LEVELS[item.enforcementLevel], item.urn) for item in found] == [
        ("mandatory", urn("aws:ec2/vpc:Vpc", "two")),
        ("advisory", ""),
    ]
    assert found[1].message.endswith("during preview: one: log.trafficType is not known yet")


@pytest.mark.parametrize("filled_in", [UNKNOWN, "arn:aws:kms:us-east-1:123456789012:key/of-aws"])
def test_what_aws_fills_in_does_not_hide_what_the_program_said(filled_in: str) -> None:
    """Optional and computed: absent as registered, unknown in a preview, AWS's choice afterwards."""
    graph = states([Node("aws:cloudwatch/logGroup:LogGroup", "logs", {"retentionInDays": 7})])
    graph[-1]["outputs"]["kmsKeyId"] = filled_in
    pack = build(stack_of("groundwork", "production", security={"encryption": {"kind": "customer"}}))
    drive(pack, graph)
    found = [item for item in assemble(pack).findings if item.control == "log-group-customer-key"]
    assert [(item.status, item.level, item.message) for item in found] == [
        ("violation", "mandatory", "kmsKeyId is absent, must be a customer-managed key")
    ]


@pytest.mark.parametrize(
    "filled_in", [UNKNOWN, {"rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}}]
)
def test_what_s3_fills_in_is_not_what_the_program_chose(filled_in: Any) -> None:
    graph = states([Node("aws:s3/bucket:Bucket", "data")])
    graph[-1]["outputs"]["serverSideEncryptionConfiguration"] = filled_in
    pack = build(PRODUCTION)
    drive(pack, graph)
    assert [item.message for item in assemble(pack).findings if item.control == "bucket-encrypted"] == [
        "sseAlgorithm of the bucket is absent, must be aws:kms or AES256"
    ]


@pytest.mark.parametrize("filled_in", [UNKNOWN, ["sg-default"]])
def test_a_store_in_the_default_group_chose_none(filled_in: Any) -> None:
    graph = states([Node(DB, "db")])
    graph[-1]["outputs"]["vpcSecurityGroupIds"] = filled_in
    pack = build(PRODUCTION)
    drive(pack, graph)
    assert [
        item.message for item in assemble(pack).findings if item.control == "network-data-unreachable"
    ] == [
        "vpcSecurityGroupIds is absent, so the VPC's default group holds; must be a group of the store's own"
    ]


def test_rules_of_their_own_leave_those_of_the_group_unknown_and_undecided_nothing() -> None:
    """The provider computes `ingress` of a group whose rules are resources of their own."""
    graph = states(TIERS, "preview")
    for state in graph:
        if state["type"] == "aws:ec2/securityGroup:SecurityGroup":
            state["outputs"] |= {"ingress": UNKNOWN, "egress": UNKNOWN}
    pack = build(PRODUCTION)
    drive(pack, graph)
    found = [item for item in assemble(pack).findings if item.control.startswith("network-data-unreachable")]
    assert found == []


def test_the_order_of_resources_does_not_matter() -> None:
    graph = states(GRAPH)
    shuffled = list(graph)
    random.Random(7).shuffle(shuffled)
    one, two = build(PRODUCTION), build(PRODUCTION)
    drive(one, graph)
    drive(two, shuffled)
    assert assemble(one) == assemble(two)


@pytest.mark.parametrize(
    ("control", "node"),
    [
        ("log-group-retention", Node("aws:cloudwatch/logGroup:LogGroup", "it", {"retentionInDays": 7})),
        ("network-flow-logs", Node("aws:ec2/vpc:Vpc", "it")),
    ],
)
def test_a_bug_in_a_control_is_its_own_failure_by_name(
    control: str, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise KeyError("hunter2")

    implementation = registry.IMPLEMENTATIONS[control]
    monkeypatch.setitem(registry.IMPLEMENTATIONS, control, replace(implementation, decide=broken))
    pack = build(PRODUCTION)
    responses = drive(pack, states([node]))
    found = [item for item in assemble(pack).findings if item.control == control]
    line = broken.__code__.co_firstlineno + 1
    message = f"internal error in control {control}: KeyError at test_servicer.py:{line}"
    assert [(item.status, item.level, item.message) for item in found] == [("error", "mandatory", message)]
    result = next(item for item in assemble(pack).controls if item.control == control)
    assert (result.status, result.failed) == ("error", 1)
    shown = [item for item in diagnostics(responses) if item[0] == control]
    assert [(level, text.partition("\n")[2]) for _, level, _, text in shown] == [("mandatory", message)]
    # All others were asked nevertheless.
    assert len(assemble(pack).controls) == len(assemble(build(PRODUCTION)).controls)


def test_levels_given_to_the_cli_reach_every_policy_whenever_they_are_given() -> None:
    analyzer = build(PRODUCTION).analyzer()
    graph = states([Node("aws:cloudwatch/logGroup:LogGroup", "logs")])

    def levels() -> dict[str, str]:
        response = analyzer.Analyze(analyze(graph[-1], graph), None)
        return {item.policyName: LEVELS[item.enforcementLevel] for item in response.diagnostics}

    assert levels() == {"log-group-retention": "mandatory"}
    config = {"log-group-retention": proto.PolicyConfig(enforcementLevel=proto.ADVISORY)}
    analyzer.Configure(proto.ConfigureAnalyzerRequest(policyConfig=config), None)
    assert levels() == {"log-group-retention": "advisory"}
    config = {"log-group-retention": proto.PolicyConfig(enforcementLevel=proto.DISABLED)}
    analyzer.Configure(proto.ConfigureAnalyzerRequest(policyConfig=config), None)
    assert levels() == {}


def test_no_level_is_left_to_the_sdk_and_every_policy_says_what_it_is() -> None:
    pack = build(stack_of("pyshop", "dev"))
    info = pack.analyzer().GetAnalyzerInfo(None, None)
    by_name = {item.name: item for item in info.policies}
    assert by_name.keys() == {control.id for control in CATALOGUE if control.kind == "automatic"}
    words = {**LEVELS, proto.DISABLED: "disabled"}
    assert {name: words[item.enforcementLevel] for name, item in by_name.items()} == pack.levels
    assert not info.initialConfig  # the one way by which the SDK weakens a level without a word
    encrypted = by_name["data-storage-encrypted"]
    assert encrypted.severity == proto.POLICY_SEVERITY_HIGH
    assert (encrypted.framework.name, encrypted.framework.version, encrypted.framework.reference) == (
        "AWS Foundational Security Best Practices",
        "1.0.0",
        "RDS.3",
    )
    assert list(encrypted.tags)[:3] == ["encryption at rest", "PYS-C02", "FBG-C-01"]
    assert encrypted.remediation_steps.startswith("This program always does so")
    kinds = {proto.POLICY_TYPE_RESOURCE: ResourcePolicy, proto.POLICY_TYPE_STACK: GraphPolicy}
    for item in pack.policies[:-2]:
        assert isinstance(item, kinds[by_name[item.name].policy_type])


def test_analysing_leaves_this_process_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK's own servicer sets Pulumi's runtime and config anew at every request."""
    monkeypatch.setenv("PULUMI_PROJECT", "other")
    monkeypatch.setenv("PULUMI_STACK", "other")
    monkeypatch.setenv("PULUMI_DRY_RUN", "true")
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"other:leaked": "yes"}))
    before, environment = runtime(), dict(os.environ)
    run(build(PRODUCTION), states(GRAPH))
    assert runtime() == before
    assert dict(os.environ) == environment


def test_the_sdk_alone_would_disturb_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"other:leaked": "yes"}))
    context = contextvars.copy_context()
    before = context.run(runtime)
    context.run(sdk._PolicyAnalyzerServicer._configure_runtime_settings, build(PRODUCTION).analyzer())
    leaked = context.run(runtime)[1]
    pulumi.runtime.config.CONFIG.get().pop("other:leaked", None)
    assert leaked == {**before[1], "other:leaked": "yes"}


def runtime() -> tuple[list[object], dict[str, object]]:
    """What this process's Pulumi runtime is set to."""
    settings = pulumi.runtime.settings.SETTINGS
    return [settings.project, settings.stack, settings.dry_run], dict(pulumi.runtime.config.CONFIG.get())


def test_runs_do_not_remember_each_other() -> None:
    """The same URNs with other properties, one after the other, as a test process has them."""
    good = states([Node("aws:cloudwatch/logGroup:LogGroup", "logs", {"retentionInDays": 7})])
    bad = states([Node("aws:cloudwatch/logGroup:LogGroup", "logs")])
    pack = build(PRODUCTION)
    analyzer = pack.analyzer()
    for graph, count in ((good, 0), (bad, 1), (good, 0)):
        response = analyzer.Analyze(analyze(graph[-1], graph), None)
        assert len(response.diagnostics) == count
    graph = states(changed(NET, "private-a-default", "destinationCidrBlock", "10.0.0.0/8"))
    for nodes, found in ((TIERS, 0), (changed(TIERS, "app-in", "cidrIpv4", "0.0.0.0/0"), 1), (TIERS, 0)):
        response = analyzer.AnalyzeStack(analyze_stack(states(nodes)), None)
        names = [item.policyName for item in response.diagnostics]
        assert names.count("network-data-unreachable") == found


def test_the_sdk_still_has_what_the_boundary_relies_on() -> None:
    """Private names of the pinned SDK; an upgrade that moves one has to be looked at."""
    base = sdk._PolicyAnalyzerServicer
    assert callable(base._configure_runtime_settings)
    assert callable(base._get_enforcement_level)
    assert "_PolicyAnalyzerServicer(" in inspect.getsource(sdk.PolicyPack)
