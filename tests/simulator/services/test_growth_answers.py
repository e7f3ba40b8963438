"""Shapes of the answers of what grown systems use, and what the answers draw from other resources."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pulumi
import pytest

from simulator import registry
from simulator.registry import State
from simulator.services.lambda_.archives import measure
from tests.simulator.services.growth import grown
from tests.simulator.services.world import World, shape

REGIONAL = "arn:aws:{}:us-east-1:123456789012:{}"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


def made(token: str, inputs: dict[str, Any], region: str | None = None) -> State:
    """A resource in a copy of the account."""
    world = World()
    world.states.update(grown().states)
    return world.add("fresh", token, inputs, region)


def test_a_server_in_its_subnet() -> None:
    server = made(
        "aws:ec2/instance:Instance",
        {"ami": "ami-0123456789abcdef0", "instanceType": "t3.micro", "subnetId": "@subnet_a"},
    )
    out = server.outputs
    assert shape(server.id, "i-0{hex16}")
    assert out["arn"] == REGIONAL.format("ec2", f"instance/{server.id}")
    assert (out["availabilityZone"], out["publicIp"], out["publicDns"]) == ("us-east-1a", "", "")
    address = out["privateIp"].split(".")
    assert address[:3] == ["10", "0", "1"]
    assert 4 <= int(address[3]) <= 254
    assert out["privateDns"] == f"ip-{'-'.join(address)}.ec2.internal"
    assert out["cpuOptions"] == {"amdSevSnp": "", "coreCount": 1, "threadsPerCore": 2}
    assert out["creditSpecification"] == {"cpuCredits": "unlimited"}
    root = out["rootBlockDevice"]
    assert (root["volumeType"], root["iops"], root["throughput"], root["volumeSize"]) == ("gp3", 3000, 125, 8)
    assert shape(root["volumeId"], "vol-0{hex16}")


def test_a_server_with_a_public_address() -> None:
    server = made(
        "aws:ec2/instance:Instance",
        {"ami": "ami-0123456789abcdef0", "instanceType": "m7g.large", "associatePublicIpAddress": True},
        "eu-west-1",
    )
    out = server.outputs
    dashed = out["publicIp"].replace(".", "-")
    assert out["publicDns"] == f"ec2-{dashed}.eu-west-1.compute.amazonaws.com"
    assert out["privateDns"].endswith(".eu-west-1.compute.internal")
    assert out["cpuOptions"]["threadsPerCore"] == 1
    assert "creditSpecification" not in out


def test_an_image_of_another_architecture() -> None:
    world = grown()
    ctx = world.context("aws:ec2/instance:Instance")
    name = {"name": "name", "values": ["al2023-ami-*-arm64"]}
    args = {"owners": ["amazon"], "filters": [name], "mostRecent": True}
    image = registry.answer("aws:ec2/getAmi:getAmi", args, ctx)["id"]
    token = "aws:ec2/instance:Instance"
    assert world.refusals(token, {"ami": image, "instanceType": "t4g.micro"}) == []
    assert world.refusals(token, {"ami": image, "instanceType": "t3.micro"}) == [
        (
            "instanceType",
            "InvalidParameterValue: The architecture 'x86_64' of the specified instance type does not match "
            "the "
            "architecture 'arm64' of the specified AMI. Specify an instance type and an AMI that have "
            "matching "
            f"architectures, and try again: t3.micro and {image}",
        )
    ]
    small = {"ami": image, "instanceType": "t4g.micro", "rootBlockDevice": {"volumeSize": 4}}
    assert world.refusals(token, small) == [
        (
            "rootBlockDevice.volumeSize",
            "InvalidBlockDeviceMapping: Volume of size 4GB is smaller than the image's snapshot, expect "
            "size >= 8GB",
        )
    ]


def test_an_address_bound_to_a_server() -> None:
    bound = made(
        "aws:ec2/eipAssociation:EipAssociation", {"allocationId": "@free_eip", "instanceId": "@server"}
    )
    states = grown().states
    assert shape(bound.id, "eipassoc-0{hex16}")
    assert bound.outputs["publicIp"] == states["free_eip"].outputs["publicIp"]
    assert bound.outputs["privateIpAddress"] == states["server"].outputs["privateIp"]
    assert bound.outputs["networkInterfaceId"] == states["server"].outputs["primaryNetworkInterfaceId"]


@pytest.mark.parametrize(
    ("inputs", "end_points", "members"),
    [
        pytest.param(
            {"numCacheClusters": 1},
            {
                "primaryEndpointAddress": "shop.{}.ng.0001.use1.cache.amazonaws.com",
                "readerEndpointAddress": "shop-ro.{}.ng.0001.use1.cache.amazonaws.com",
            },
            ["shop-001"],
            id="one node",
        ),
        pytest.param(
            {"numCacheClusters": 2, "transitEncryptionEnabled": True},
            {
                "primaryEndpointAddress": "master.shop.{}.use1.cache.amazonaws.com",
                "readerEndpointAddress": "replica.shop.{}.use1.cache.amazonaws.com",
            },
            ["shop-001", "shop-002"],
            id="TLS",
        ),
        pytest.param(
            {"numNodeGroups": 2, "replicasPerNodeGroup": 1, "clusterMode": "enabled",
             "transitEncryptionEnabled": True},
            {"configurationEndpointAddress": "clustercfg.shop.{}.use1.cache.amazonaws.com"},
            ["shop-0001-001", "shop-0001-002", "shop-0002-001", "shop-0002-002"],
            id="shards",
        ),
        pytest.param(
            {"replicasPerNodeGroup": 1, "parameterGroupName": "@shard_parameters"},
            {"configurationEndpointAddress": "shop.{}.clustercfg.use1.cache.amazonaws.com"},
            ["shop-0001-001", "shop-0001-002"],
            id="shards by the parameter group",
        ),
    ],
)  # fmt: skip
def test_end_points_of_a_cache(
    inputs: dict[str, Any], end_points: dict[str, str], members: list[str]
) -> None:
    cache = made(
        GROUP, {"replicationGroupId": "Shop", "description": "d", "nodeType": "cache.t3.micro", **inputs}
    )
    found = {key: text for key, text in cache.outputs.items() if key.endswith("EndpointAddress")}
    assert found.keys() == end_points.keys()
    for key, form in end_points.items():
        assert shape(found[key], form.format("{low6}"))
    assert cache.id == "shop"
    assert cache.outputs["arn"] == REGIONAL.format("elasticache", "replicationgroup:shop")
    assert cache.outputs["memberClusters"] == members
    assert cache.outputs["numCacheClusters"] == len(members)


def test_defaults_of_a_cache() -> None:
    out = made(GROUP, {"replicationGroupId": "shop", "description": "d"}).outputs
    shown = ("engine", "engineVersion", "engineVersionActual", "parameterGroupName", "port", "clusterEnabled")
    assert [out[key] for key in shown] == ["redis", "7.1", "7.1.0", "default.redis7", 6379, False]
    assert (out["atRestEncryptionEnabled"], out["transitEncryptionEnabled"]) == (False, False)
    assert (
        made(GROUP, {"replicationGroupId": "v", "engine": "valkey"}).outputs["atRestEncryptionEnabled"]
        is True
    )


def test_the_same_key_in_another_region() -> None:
    primary = grown().states["primary_key"]
    copy = made("aws:kms/replicaKey:ReplicaKey", {"primaryKeyArn": "@primary_key.arn"}, "eu-central-1")
    assert copy.id == primary.id
    assert shape(copy.id, "mrk-{hex32}")
    assert copy.outputs["arn"] == primary.outputs["arn"].replace("eu-west-1", "eu-central-1")
    assert copy.outputs["keyRotationEnabled"] is True


def test_a_replica_in_another_region() -> None:
    inputs = {"identifier": "copy", "replicateSourceDb": "@sealed_db.arn", "instanceClass": "db.t3.small"}
    copy = made("aws:rds/instance:Instance", {**inputs, "kmsKeyId": "@far_key.arn"}, "eu-central-1")
    out = copy.outputs
    assert (out["engine"], out["username"], out["allocatedStorage"]) == ("postgres", "shop", 100)
    assert out["kmsKeyId"] == grown().states["far_key"].outputs["arn"]
    assert out["parameterGroupName"] == "default.postgres15"
    assert ".eu-central-1.rds.amazonaws.com:5432" in out["endpoint"]
    assert out["arn"] == "arn:aws:rds:eu-central-1:123456789012:db:copy"


def test_a_replica_of_a_source_that_is_not_known_yet() -> None:
    """The engine previews a replica before its source has an ARN."""
    token = "aws:rds/instance:Instance"
    inputs = {"identifier": "copy", "replicateSourceDb": registry.UNKNOWN, "instanceClass": "db.t3.small"}
    ctx = grown().context(token, "copy", "eu-central-1")
    given = {**inputs, "skipFinalSnapshot": True}
    assert [found for rule in registry.CHECKS[token] for found in rule(given, ctx) or ()] == []


def test_web_acls_say_their_scope_and_capacity() -> None:
    states = grown().states
    regional, edge = states["acl"], states["edge_acl"]
    assert shape(regional.id, "{uuid}")
    assert regional.outputs["arn"] == REGIONAL.format("wafv2", f"regional/webacl/regional/{regional.id}")
    assert edge.outputs["arn"] == REGIONAL.format("wafv2", f"global/webacl/edge/{edge.id}")
    assert (regional.outputs["capacity"], edge.outputs["capacity"]) == (1, 0)


@pytest.mark.parametrize(
    ("statement", "units"),
    [
        ({"managedRuleGroupStatement": {"vendorName": "AWS", "name": "AWSManagedRulesCommonRuleSet"}}, 700),
        ({"rateBasedStatement": {"limit": 100, "aggregateKeyType": "IP"}}, 2),
        ({"rateBasedStatement": {"customKeys": [{}], "scopeDownStatement": {"geoMatchStatement": {}}}}, 33),
        ({"byteMatchStatement": {"positionalConstraint": "CONTAINS", "textTransformations": [{}, {}]}}, 30),
        ({"sqliMatchStatement": {"sensitivityLevel": "HIGH"}}, 30),
        ({"notStatement": {"statements": [{"xssMatchStatement": {}}]}}, 40),
        ({"orStatement": {"statements": [{"geoMatchStatement": {}}, {"regexMatchStatement": {}}]}}, 4),
    ],
)  # fmt: skip
def test_capacity_of_a_statement(statement: dict[str, Any], units: int) -> None:
    acl = made(
        "aws:wafv2/webAcl:WebAcl", {"name": "a", "scope": "REGIONAL", "rules": [{"statement": statement}]}
    )
    assert acl.outputs["capacity"] == units


@pytest.mark.parametrize(
    ("token", "inputs", "id", "outputs"),
    [
        ("aws:ssm/parameter:Parameter", {"name": "/shop/a", "type": "SecureString", "value": "v"}, "/shop/a",
         {"arn": REGIONAL.format("ssm", "parameter/shop/a"), "keyId": "alias/aws/ssm", "version": 1}),
        ("aws:scheduler/schedule:Schedule", {"name": "a", "groupName": "g"}, "g/a",
         {"arn": REGIONAL.format("scheduler", "schedule/g/a"), "scheduleExpressionTimezone": "UTC"}),
        ("aws:cloudtrail/trail:Trail", {"name": "a"}, REGIONAL.format("cloudtrail", "trail/a"),
         {"homeRegion": "us-east-1", "includeGlobalServiceEvents": True}),
        ("aws:cloudwatch/eventBus:EventBus", {"name": "a"}, "a",
         {"arn": REGIONAL.format("events", "event-bus/a")}),
        ("aws:sns/platformApplication:PlatformApplication", {"name": "a", "platform": "GCM"},
         REGIONAL.format("sns", "app/GCM/a"), {"arn": REGIONAL.format("sns", "app/GCM/a")}),
        ("aws:inspector2/enabler:Enabler",
         {"accountIds": ["123456789012"], "resourceTypes": ["LAMBDA", "ECR"]}, "123456789012-ECR:LAMBDA", {}),
        ("aws:costexplorer/costAllocationTag:CostAllocationTag", {"tagKey": "Project"}, "Project",
         {"type": "UserDefined"}),
        ("aws:backup/vault:Vault", {"name": "a"}, "a", {"arn": REGIONAL.format("backup", "backup-vault:a")}),
        ("aws:dynamodb/table:Table", {"name": "a", "streamEnabled": True}, "a",
         {"streamArn": REGIONAL.format("dynamodb", "table/a/stream/2026-01-01T00:00:00.000")}),
        ("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
         {"functionName": "f", "qualifier": "live"}, "f:live", {"maximumRetryAttempts": 2}),
        ("aws:s3/bucketObjectv2:BucketObjectv2", {"bucket": "b", "key": "k", "content": "hello"}, "b/k",
         {"arn": "arn:aws:s3:::b/k", "etag": hashlib.md5(b"hello", usedforsecurity=False).hexdigest()}),
        ("aws:cloudfront/function:Function", {"name": "f"}, "f",
         {"arn": "arn:aws:cloudfront::123456789012:function/f", "status": "UNASSOCIATED"}),
    ],
)  # fmt: skip
def test_ids_and_arns(token: str, inputs: dict[str, Any], id: str, outputs: dict[str, Any]) -> None:
    found = made(token, inputs)
    assert found.id == id
    assert {key: found.outputs[key] for key in outputs} == outputs


@pytest.mark.parametrize(
    ("token", "inputs", "form"),
    [
        ("aws:guardduty/detector:Detector", {}, "{hex32}"),
        ("aws:route53/healthCheck:HealthCheck", {"type": "HTTPS"}, "{uuid}"),
        ("aws:backup/plan:Plan", {}, "{uuid}"),
        ("aws:lambda/eventSourceMapping:EventSourceMapping", {"functionName": "f"}, "{uuid}"),
        ("aws:apigatewayv2/api:Api", {"protocolType": "HTTP"}, "{low10}"),
        ("aws:cognito/userPool:UserPool", {}, "us-east-1_{mix9}"),
        ("aws:xray/group:Group", {"groupName": "g"}, "arn:aws:xray:us-east-1:123456789012:group/g/{up52}"),
        ("aws:cloudwatch/queryDefinition:QueryDefinition", {"name": "q"}, "{uuid}"),
        (
            "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
            {"sourceDbInstanceArn": "@sealed_db.arn"},
            "arn:aws:rds:us-east-1:123456789012:auto-backup:ab-{low26}",
        ),
    ],
)
def test_forms_of_ids(token: str, inputs: dict[str, Any], form: str) -> None:
    assert shape(made(token, inputs).id, form)


def test_end_points_of_an_api() -> None:
    api = grown().states["http_api"]
    host = f"https://{api.id}.execute-api.us-east-1.amazonaws.com"
    assert (api.outputs["apiEndpoint"], api.outputs["executionArn"]) == (
        host,
        REGIONAL.format("execute-api", api.id),
    )
    stages = {
        name: made("aws:apigatewayv2/stage:Stage", {"apiId": "@http_api", "name": name})
        for name in ("$default", "v1")
    }
    assert {name: stage.outputs["invokeUrl"] for name, stage in stages.items()} == {
        "$default": f"{host}/",
        "v1": f"{host}/v1",
    }


def test_a_queue_as_event_source_has_batches_of_ten() -> None:
    token = "aws:lambda/eventSourceMapping:EventSourceMapping"
    queue = made(token, {"functionName": "@function", "eventSourceArn": "@slow_queue.arn"})
    stream = made(
        token,
        {"functionName": "@function", "eventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s"},
    )
    assert (queue.outputs["batchSize"], stream.outputs["batchSize"]) == (10, 100)
    assert queue.outputs["functionArn"] == grown().states["function"].outputs["arn"]


def test_code_is_told_by_its_content(tmp_path: Path) -> None:
    for name, content in (("b/app.py", "two"), ("a.py", "one")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    folder = pulumi.FileArchive(str(tmp_path))
    texts = pulumi.AssetArchive({"b/app.py": pulumi.StringAsset("two"), "a.py": pulumi.StringAsset("one")})
    other = pulumi.AssetArchive({"b/app.py": pulumi.StringAsset("three"), "a.py": pulumi.StringAsset("one")})
    found = [
        made("aws:lambda/function:Function", {"name": "f", "code": code}).outputs
        for code in (folder, texts, other)
    ]
    hashes = [out["codeSha256"] for out in found]
    assert hashes[0] == hashes[1] == measure(folder)[0] != hashes[2]
    assert len(base64.b64decode(hashes[0])) == 32
    assert [out["sourceCodeSize"] for out in found] == [6, 6, 8]


def test_code_that_is_not_there(tmp_path: Path) -> None:
    inputs = {
        "name": "f",
        "role": "arn:aws:iam::123456789012:role/f",
        "runtime": "python3.13",
        "handler": "a.b",
    }
    code = pulumi.FileArchive(str(tmp_path / "nowhere"))
    assert grown().refusals("aws:lambda/function:Function", {**inputs, "code": code}) == [
        ("code", f"couldn't read archive path '{tmp_path / 'nowhere'}': no such file or directory")
    ]
    empty = {**inputs, "code": pulumi.AssetArchive({})}
    assert grown().refusals("aws:lambda/function:Function", empty) == [
        ("code", "InvalidParameterValueException: Uploaded file must be a non-empty zip")
    ]


def test_looking_up_a_parameter() -> None:
    world = World()
    world.add("p", "aws:ssm/parameter:Parameter", {"name": "/shop/a", "type": "String", "value": "v"})
    ctx = world.context("aws:ssm/parameter:Parameter")
    token = "aws:ssm/getParameter:getParameter"
    own = registry.answer(token, {"name": "/shop/a"}, ctx)
    assert (own["value"], own["insecureValue"], own["type"]) == ("v", "v", "String")
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    assert shape(registry.answer(token, {"name": name}, ctx)["value"], "ami-0{hex16}")


ONE_ONLY = [
    ("aws:guardduty/detector:Detector", {}, "region"),
    ("aws:s3/bucketNotification:BucketNotification", {"bucket": "b"}, "bucket"),
    ("aws:wafv2/webAclAssociation:WebAclAssociation",
     {"webAclArn": REGIONAL.format("wafv2", "regional/webacl/a/b"),
      "resourceArn": REGIONAL.format("elasticloadbalancing", "loadbalancer/app/a/b")}, "resourceArn"),
    ("aws:costexplorer/costAllocationTag:CostAllocationTag", {"tagKey": "Project", "status": "Active"},
     "tagKey"),
    ("aws:xray/samplingRule:SamplingRule", {"ruleName": "a", "priority": 5}, "priority"),
]  # fmt: skip


@pytest.mark.parametrize(("token", "inputs", "property"), ONE_ONLY)
def test_there_is_one_of_each(token: str, inputs: dict[str, Any], property: str) -> None:
    world = World()
    assert world.refusals(token, inputs) == []
    world.add("first", token, inputs)
    assert [found for found, _ in world.refusals(token, inputs)] == [property]
