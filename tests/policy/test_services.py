"""Services by phase: what is there and what is not, as section 4.3 of FoodBeGood's sheet has it.

The table below is written from the sheet, apart from the catalogue's own, with a graph that has the service.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import pytest

from policy.catalogue.services import SERVICES
from policy.framework.stack import Stack
from policy.report import Finding
from tests.policy.case import judge, stack_of
from tests.policy.graphs import MODES, STACK_TYPE, UNKNOWN, Json, Mode, Node, Ref, changed, urn

QUEUE = "aws:sqs/queue:Queue"
TOPIC = "aws:sns/topic:Topic"
FUNCTION = "aws:lambda/function:Function"
BUCKET = "aws:s3/bucket:Bucket"
LB = "aws:lb/loadBalancer:LoadBalancer"
DB = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"


@dataclass(frozen=True)
class Row:
    """One row: a graph with the service, in which phases it must be there, and in which it must not."""

    row: str
    id: str
    nodes: list[Node]
    there: tuple[int, ...]
    gone: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    """What is said to be missing where nothing of it is there."""

    found: tuple[str, ...] = ()
    """What is said of it where it must not be there."""

    since: dict[str, int] = field(default_factory=dict)
    """Parts that are asked for later than the others."""


ROWS = [
    Row("FBG-S-01", "phase-ec2", [Node("aws:ec2/instance:Instance", "app")], (1,), (2, 3, 4),
        ("EC2 instance",), ("app is an EC2 instance",)),
    Row("FBG-S-02", "phase-ecs-fargate",
        [Node("aws:ecs/cluster:Cluster", "main"), Node("aws:ecs/service:Service", "api")], (2, 3), (1, 4),
        ("ECS cluster", "ECS service"), ("main is an ECS cluster", "api is an ECS service")),
    Row("FBG-S-03", "phase-eks", [Node("aws:eks/cluster:Cluster", "main")], (4,), (1, 2, 3),
        ("EKS cluster",), ("main is an EKS cluster",)),
    Row("FBG-S-04", "phase-lambda", [Node(FUNCTION, "resize")], (3, 4), (), ("function that does work",)),
    Row("FBG-S-05", "phase-rds-postgresql", [Node(DB, "db", {"engine": "postgres"})], (1, 2, 3), (),
        ("RDS for PostgreSQL instance",)),
    Row("FBG-S-06", "phase-aurora",
        [Node(CLUSTER, "one", {"engine": "aurora-postgresql"}),
         Node("aws:rds/globalCluster:GlobalCluster", "all")], (4,), (1, 2, 3),
        ("Aurora cluster", "Aurora global cluster"),
        ("one is an Aurora cluster", "all is an Aurora global cluster")),
    Row("FBG-S-07", "phase-elasticache",
        [Node("aws:elasticache/replicationGroup:ReplicationGroup", "redis")], (2, 3, 4), (1,),
        ("ElastiCache replication group",), ("redis is an ElastiCache cache",)),
    Row("FBG-S-08", "phase-dynamodb", [Node("aws:dynamodb/table:Table", "orders")], (), (1, 2, 3, 4),
        (), ("orders is a DynamoDB table",)),
    Row("FBG-S-09", "phase-s3",
        [Node(BUCKET, "uploads"), Node(BUCKET, "logs"),
         Node(LB, "lb", {"accessLogs": {"bucket": Ref("logs")}})],
        (1, 2, 3, 4), (), ("bucket that holds data", "bucket that takes logs"),
        since={"bucket that takes logs": 2}),
    Row("FBG-S-10", "phase-s3-glacier",
        [Node("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules",
              {"rules": [{"transitions": [{"storageClass": "STANDARD_IA"}, {"storageClass": "GLACIER"}]}]})],
        (3, 4), (), ("lifecycle rule to S3 Glacier",)),
    Row("FBG-S-11", "phase-efs", [Node("aws:efs/fileSystem:FileSystem", "files")], (4,), (1, 2, 3),
        ("EFS file system",), ("files is an EFS file system",)),
    Row("FBG-S-12", "phase-vpc", [Node("aws:ec2/vpc:Vpc", "main")], (1, 2, 3, 4), (), ("VPC",)),
    Row("FBG-S-13", "phase-load-balancer", [Node(LB, "lb")], (2, 3, 4), (1,),
        ("Application Load Balancer",), ("lb is an Application Load Balancer",)),
    Row("FBG-S-14", "phase-network-load-balancer", [Node(LB, "nlb", {"loadBalancerType": "network"})], (4,),
        (1, 2, 3), ("Network Load Balancer",), ("nlb is a Network Load Balancer",)),
    Row("FBG-S-15", "phase-cloudfront", [Node("aws:cloudfront/distribution:Distribution", "cdn")],
        (2, 3, 4), (1,), ("CloudFront distribution",), ("cdn is a CloudFront distribution",)),
    Row("FBG-S-16", "phase-route53",
        [Node("aws:route53/record:Record", "api"), Node("aws:route53/healthCheck:HealthCheck", "up")],
        (2, 3, 4), (), ("DNS record", "Route 53 health check")),
    Row("FBG-S-17", "phase-api-gateway", [Node("aws:apigatewayv2/api:Api", "http")], (), (1, 2, 3, 4),
        (), ("http is an API of API Gateway",)),
    Row("FBG-S-18", "phase-waf", [Node("aws:wafv2/webAcl:WebAcl", "acl", {"region": "us-east-1"})], (3, 4),
        (1, 2), ("web ACL",), ("acl is a web ACL",)),
    Row("FBG-S-19", "phase-shield-advanced", [Node("aws:shield/protection:Protection", "shield")], (4,),
        (1, 2, 3), ("protection of Shield Advanced",), ("shield is a protection of Shield Advanced",)),
    Row("FBG-S-20", "phase-secrets-manager", [Node("aws:secretsmanager/secret:Secret", "jwt")], (2, 3, 4), (),
        ("secret of Secrets Manager",)),
    Row("FBG-S-21", "phase-kms", [Node("aws:kms/key:Key", "key")], (1, 2, 3, 4), (), ("customer key",)),
    Row("FBG-S-22", "phase-iam", [Node("aws:iam/role:Role", "api")], (1, 2, 3, 4), (), ("IAM role",)),
    Row("FBG-S-23", "phase-cognito", [Node("aws:cognito/userPool:UserPool", "users")], (), (1, 2, 3, 4),
        (), ("users is a Cognito user pool",)),
    Row("FBG-S-24", "phase-sns", [Node(TOPIC, "push")], (3, 4), (), ("topic beside that of the alarms",)),
    Row("FBG-S-25", "phase-sqs", [Node(QUEUE, "jobs")], (3, 4), (), ("queue",)),
    Row("FBG-S-26", "phase-eventbridge", [Node("aws:scheduler/schedule:Schedule", "nightly")], (3, 4), (),
        ("schedule",)),
    Row("FBG-S-27", "phase-kinesis", [Node("aws:kinesis/stream:Stream", "events")], (4,), (1, 2, 3),
        ("Kinesis stream",), ("events is a Kinesis stream",)),
    Row("FBG-S-28", "phase-cloudwatch",
        [Node("aws:cloudwatch/dashboard:Dashboard", "board"),
         Node("aws:cloudwatch/metricAlarm:MetricAlarm", "cpu")], (1, 2, 3, 4), (), ("dashboard", "alarm")),
    Row("FBG-S-29", "phase-xray",
        [Node("aws:ecs/taskDefinition:TaskDefinition", "api",
              {"containerDefinitions": Json([{"name": "api", "image": "api:1"}, {
                  "name": "traces", "image": "aws-observability/aws-otel-collector:v0.45.1"}])})],
        (3, 4), (), ("trace collector",)),
    Row("FBG-S-30", "phase-cloudtrail", [Node("aws:cloudtrail/trail:Trail", "main")], (2, 3, 4), (),
        ("trail",)),
    Row("FBG-S-31", "phase-opensearch", [Node("aws:opensearch/domain:Domain", "logs")], (4,), (1, 2, 3),
        ("OpenSearch domain",), ("logs is an OpenSearch domain",)),
]  # fmt: skip
PHASES = (1, 2, 3, 4)
EACH_ROW = pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.id, marks=pytest.mark.spec(row.row)) for row in ROWS]
)


def judged(
    control: str, nodes: list[Node], phase: int | None, mode: Mode = "resolved"
) -> tuple[str, list[Finding]]:
    result, findings = judge(control, nodes, stack_of("foodbegood", "dev", phase=phase), mode)
    assert {item.urn for item in findings} <= {urn(STACK_TYPE, "groundwork-test")}
    return result.status, findings


def said(control: str, nodes: list[Node], phase: int | None) -> list[str]:
    return [item.message for item in judged(control, nodes, phase)[1]]


def test_the_table_has_every_row_of_the_catalogue() -> None:
    assert [(row.row, row.id) for row in ROWS] == [(service.row, service.id) for service in SERVICES]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("phase", PHASES)
@EACH_ROW
def test_where_the_service_is_there(row: Row, phase: int, mode: Mode) -> None:
    status, findings = judged(row.id, row.nodes, phase, mode)
    if phase in row.gone:
        assert [item.message for item in findings] == [
            f"{what}, must not be there in phase {phase}" for what in row.found
        ]
    else:
        assert findings == []
        assert status == ("passed" if phase in row.there else "not_applicable")


@pytest.mark.parametrize("phase", PHASES)
@EACH_ROW
def test_where_the_service_is_not_there(row: Row, phase: int) -> None:
    expected = [
        f"there is no {what}, must be one in phase {phase}"
        for what in row.missing
        if phase in row.there and phase >= row.since.get(what, 1)
    ]
    assert said(row.id, [], phase) == expected


def test_a_stack_that_says_no_phase_is_held_to_the_last() -> None:
    last = "in the last phase, as groundwork:system.phase says none"
    assert said("phase-eks", [], None) == [f"there is no EKS cluster, must be one {last}"]
    assert said("phase-ec2", [Node("aws:ec2/instance:Instance", "app")], None) == [
        f"app is an EC2 instance, must not be there {last}"
    ]


def test_another_system_is_not_asked() -> None:
    stack = stack_of("skyhigh", "production", phase=2)
    with pytest.raises(StopIteration):
        judge("phase-cloudfront", [], stack, "resolved")


ROTATION = Node(
    "aws:secretsmanager/secretRotation:SecretRotation", "monthly", {"rotationLambdaArn": Ref("rotate", "arn")}
)
ALARM = Node("aws:cloudwatch/metricAlarm:MetricAlarm", "cpu", {"alarmActions": [Ref("alerts", "arn")]})
DEAD = Node(
    "aws:scheduler/schedule:Schedule", "it", {"target": {"deadLetterConfig": {"arn": Ref("dead", "arn")}}}
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("control", "nodes", "message"),
    [
        ("phase-lambda", [Node(FUNCTION, "rotate"), ROTATION], "there is no function that does work"),
        ("phase-sns", [Node(TOPIC, "alerts"), ALARM], "there is no topic beside that of the alarms"),
        ("phase-sqs", [Node(QUEUE, "dead"), DEAD], "there is no queue"),
        ("phase-rds-postgresql", [Node(DB, "db", {"engine": "mysql"})],
         "there is no RDS for PostgreSQL instance"),
        ("phase-load-balancer", [Node(LB, "it", {"loadBalancerType": "network"})],
         "there is no Application Load Balancer"),
        ("phase-eventbridge", [Node("aws:cloudwatch/eventRule:EventRule", "it", {"eventPattern": "{}"})],
         "there is no schedule"),
        ("phase-s3-glacier", [Node(BUCKET, "it", {"lifecycleRules": [{"transitions": [
            {"storageClass": "STANDARD_IA"}]}]})], "there is no lifecycle rule to S3 Glacier"),
        ("phase-xray", [Node("aws:ecs/taskDefinition:TaskDefinition", "it", {
            "containerDefinitions": '[{"name": "api", "image": "api:1"}]'})], "there is no trace collector"),
    ],
)  # fmt: skip
def test_what_looks_like_the_service_is_not_taken_for_it(
    control: str, nodes: list[Node], message: str, mode: Mode
) -> None:
    _, findings = judged(control, nodes, 3, mode)
    assert [item.message for item in findings] == [f"{message}, must be one in phase 3"]


@pytest.mark.parametrize(
    ("control", "node"),
    [
        ("phase-eventbridge", Node("aws:cloudwatch/eventRule:EventRule", "it", {
            "scheduleExpression": "rate(1 day)"})),
        ("phase-s3-glacier", Node(BUCKET, "it", {"lifecycleRules": [{"transitions": [
            {"storageClass": "DEEP_ARCHIVE"}]}]})),
        ("phase-xray", Node("aws:ecs/taskDefinition:TaskDefinition", "it", {
            "containerDefinitions": '[{"name": "x", "image": "amazon/aws-xray-daemon:3.3.14"}]'})),
    ],
)  # fmt: skip
def test_the_service_in_another_style(control: str, node: Node) -> None:
    assert judged(control, [node], 3) == ("passed", [])


@pytest.mark.parametrize(
    ("control", "nodes", "path", "what"),
    [
        ("phase-rds-postgresql", [Node(DB, "it", {"engine": "postgres"})], "engine",
         "an RDS for PostgreSQL instance"),
        ("phase-load-balancer", [Node(LB, "it", {"loadBalancerType": "application"})], "loadBalancerType",
         "an Application Load Balancer"),
        ("phase-network-load-balancer", [Node(LB, "it", {"loadBalancerType": "application"})],
         "loadBalancerType", "a Network Load Balancer"),
        ("phase-aurora", [Node(CLUSTER, "it", {"engine": "mysql"})], "engine", "an Aurora cluster"),
        ("phase-s3-glacier", [Node(BUCKET, "it", {"lifecycleRules": []})], "lifecycleRules",
         "a lifecycle rule to S3 Glacier"),
        ("phase-xray", [Node("aws:ecs/taskDefinition:TaskDefinition", "it", {"containerDefinitions": ""})],
         "containerDefinitions", "a trace collector"),
    ],
)  # fmt: skip
def test_what_is_not_known_yet_is_undetermined(control: str, nodes: list[Node], path: str, what: str) -> None:
    status, findings = judged(control, changed(nodes, "it", path, UNKNOWN), 3)
    assert status == "undetermined"
    assert [item.message for item in findings] == [f"whether it is {what} is not known yet"]


@pytest.mark.parametrize("phase", PHASES)
@EACH_ROW
def test_a_stack_on_its_way_may_have_what_both_phases_have(row: Row, phase: int) -> None:
    """Without the move, the same graph is judged: see above."""
    stack = replace(stack_of("foodbegood", "dev", phase=phase), moving=True)
    for nodes in (row.nodes, []):
        result, findings = judge(row.id, nodes, stack, "resolved")
        assert (result.status, findings) == ("not_applicable", [])


def test_a_move_is_read_from_the_config() -> None:
    system = {"name": "foodbegood", "environment": "dev", "phase": 1}
    move = {"to": "foodbegood/phase2", "step": "data", "reached": "data"}
    for moving, config in ((False, system), (True, {**system, "move": move})):
        stack = Stack.from_config("groundwork", "test", {"groundwork:system": json.dumps(config)})
        assert (stack.moving, stack.phase) == (moving, 1)
