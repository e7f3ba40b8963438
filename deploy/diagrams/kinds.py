"""Which resource types are drawn, as what, and what is said of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.graph import State, name_of, reveal

Detail = Callable[[Mapping[str, Any]], str]


def _nothing(_values: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """How a resource type is drawn."""

    label: str
    category: str
    """Colour and legend: edge, compute, data, storage, secret, message, watch, network."""

    shape: str = "box"
    """box, store, bucket, queue or person; Mermaid knows them all, the SVG draws stores apart."""

    acts: bool = False
    """It runs or forwards something, so that what its component was given belongs to it; else it is what is
    given.
    """

    grouped: bool = False
    """Several of one component are drawn as one, with their number."""

    detail: Detail = _nothing


def _database(values: Mapping[str, Any]) -> str:
    parts = [
        f"{values.get('engine', '')} {values.get('engineVersion', '')}".strip(),
        values.get("instanceClass"),
    ]
    parts += ["Multi-AZ"] if values.get("multiAz") else []
    return ", ".join(str(part) for part in parts if part)


def _balancer(values: Mapping[str, Any]) -> str:
    return "internal" if values.get("internal") else "internet-facing"


def _text(key: str) -> Detail:
    return lambda values: str(values.get(key) or "")


def _cidr(values: Mapping[str, Any]) -> str:
    return str(values.get("cidrBlock") or "")


KINDS: Mapping[str, Kind] = {
    "aws:cloudfront/distribution:Distribution": Kind(
        "CloudFront", "edge", acts=True, detail=_text("domainName")
    ),
    "aws:dynamodb/table:Table": Kind("DynamoDB table", "data", "store"),
    "aws:cloudwatch/eventRule:EventRule": Kind("EventBridge rule", "message", acts=True),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Kind("alarm", "watch", acts=True, grouped=True),
    "aws:ec2/instance:Instance": Kind("EC2 instance", "compute", acts=True, detail=_text("instanceType")),
    "aws:ec2/natGateway:NatGateway": Kind("NAT gateway", "network", grouped=True),
    "aws:ec2/vpc:Vpc": Kind("VPC", "network", detail=_cidr),
    "aws:ecr/repository:Repository": Kind("ECR repository", "storage", "bucket", detail=_text("name")),
    "aws:ecs/service:Service": Kind("ECS service", "compute", acts=True),
    "aws:efs/fileSystem:FileSystem": Kind("EFS", "storage", "store"),
    "aws:eks/cluster:Cluster": Kind("EKS cluster", "compute", acts=True, detail=_text("version")),
    "aws:elasticache/replicationGroup:ReplicationGroup": Kind(
        "ElastiCache", "data", "store", detail=_text("nodeType")
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": Kind("ElastiCache", "data", "store"),
    "aws:kinesis/stream:Stream": Kind("Kinesis stream", "message", "queue"),
    "aws:lambda/function:Function": Kind("Lambda function", "compute", acts=True, detail=_text("runtime")),
    "aws:lb/loadBalancer:LoadBalancer": Kind("load balancer", "edge", acts=True, detail=_balancer),
    "aws:opensearch/domain:Domain": Kind("OpenSearch", "data", "store"),
    "aws:rds/cluster:Cluster": Kind("Aurora cluster", "data", "store", detail=_database),
    "aws:rds/instance:Instance": Kind("RDS instance", "data", "store", detail=_database),
    "aws:route53/zone:Zone": Kind("Route 53 zone", "edge", detail=_text("name")),
    "aws:s3/bucket:Bucket": Kind("S3 bucket", "storage", "bucket", detail=_text("bucket")),
    "aws:secretsmanager/secret:Secret": Kind("secret", "secret", "bucket"),
    "aws:sns/topic:Topic": Kind("SNS topic", "message", "queue"),
    "aws:sns/topicSubscription:TopicSubscription": Kind("subscriber", "message", "person", grouped=True),
    "aws:sqs/queue:Queue": Kind("SQS queue", "message", "queue"),
    "aws:wafv2/webAcl:WebAcl": Kind("web ACL", "edge", detail=_text("scope")),
}

PARTS: Mapping[str, str] = {
    "aws:secretsmanager/secretVersion:SecretVersion": "secretId",
    "aws:s3/bucketPolicy:BucketPolicy": "bucket",
    "aws:lb/targetGroup:TargetGroup": "loadBalancerArn",
}
"""Parts that others name instead of the resource they belong to, and the property that says which that is."""


def values_of(state: State) -> Mapping[str, Any]:
    """Inputs and outputs in one, without envelopes; no detail above reads anything secret."""
    return {**reveal(state.get("inputs") or {}), **reveal(state.get("outputs") or {})}


def title_of(state: State) -> str:
    """What the node is called: its logical name, which the stack file has too."""
    return name_of(state["urn"])


def task_detail(service: Mapping[str, Any], task: Mapping[str, Any]) -> str:
    """Number and size of an ECS service's tasks: `2 × 0.5 vCPU, 1 GB`."""
    cpu, memory = float(task.get("cpu") or 0), float(task.get("memory") or 0)
    size = f"{cpu / 1024:g} vCPU, {memory / 1024:g} GB" if cpu and memory else ""
    count = service.get("desiredCount")
    return f"{int(count)} × {size}" if count is not None and size else size
