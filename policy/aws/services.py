"""What counts as a part of a service: the types, and what tells the part from others of its type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from policy.aws.buckets import log_buckets
from policy.aws.containers import containers
from policy.aws.queues import is_dead_letter_queue
from policy.aws.types import (
    ALARM,
    BUCKET,
    BUCKET_LIFECYCLE,
    CACHE_CLUSTER,
    CACHE_GROUP,
    CACHE_SERVERLESS,
    COGNITO_POOL,
    COMPOSITE_ALARM,
    DASHBOARD,
    DB_CLUSTER,
    DB_INSTANCE,
    DISTRIBUTION,
    DYNAMODB_TABLE,
    ECS_CLUSTER,
    ECS_SERVICE,
    EFS,
    EKS_CLUSTER,
    EVENT_RULE,
    GLOBAL_CLUSTER,
    HEALTH_CHECK,
    HTTP_API,
    IAM_ROLE,
    INSTANCE,
    KINESIS_STREAM,
    KMS_KEY,
    LAMBDA,
    LOAD_BALANCER,
    OPENSEARCH,
    RECORD,
    REST_API,
    SCHEDULE,
    SECRET,
    SECRET_ROTATION,
    SHIELD_PROTECTION,
    SNS_TOPIC,
    SQS_QUEUE,
    TASK_DEFINITION,
    TRAIL,
    VPC,
    WEB_ACL,
)
from policy.framework.graph import Graph
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, Unknown, at

Test = Callable[[Resource, Graph], bool | Unknown]


@dataclass(frozen=True)
class Part:
    """A part of a service, as a message names it, and how it is recognised."""

    what: str
    types: tuple[str, ...]
    test: Test = lambda _resource, _graph: True


def _engine(prefix: str) -> Test:
    def test(database: Resource, _graph: Graph) -> bool | Unknown:
        engine = database.get("engine")
        return UNKNOWN if engine is UNKNOWN else str(engine).startswith(prefix)

    return test


def _is_balancer(*kinds: str | None) -> Test:
    def test(balancer: Resource, _graph: Graph) -> bool | Unknown:
        kind = balancer.get("loadBalancerType")
        return UNKNOWN if kind is UNKNOWN else kind in kinds

    return test


def _works(function: Resource, graph: Graph) -> bool | Unknown:
    """A function that does more than change a secret."""
    return not graph.referrers(function, SECRET_ROTATION, "rotationLambdaArn")


def _takes_logs(bucket: Resource, graph: Graph) -> bool | Unknown:
    return bucket.urn in log_buckets(graph)


def _archives(resource: Resource, _graph: Graph) -> bool | Unknown:
    """A lifecycle rule that moves objects to one of the storage classes of S3 Glacier."""
    path = "rules.transitions.storageClass"
    if resource.type == BUCKET:
        path = "lifecycleRules.transitions.storageClass"
    classes = at(resource.props, path)
    if any(str(value).startswith("GLACIER") or value == "DEEP_ARCHIVE" for value in classes):
        return True
    return UNKNOWN if UNKNOWN in classes else False


def _alarms_nobody(topic: Resource, graph: Graph) -> bool | Unknown:
    """A topic that is not the one that alarms notify."""
    return not any(
        graph.referrers(topic, token, path)
        for token in (ALARM, COMPOSITE_ALARM)
        for path in ("alarmActions", "okActions")
    )


def _recurs(resource: Resource, _graph: Graph) -> bool | Unknown:
    """A schedule, or a rule that goes by the clock and not by events."""
    return resource.type == SCHEDULE or present(resource.get("scheduleExpression"))


_COLLECTOR = re.compile(r"(?:otel|opentelemetry|xray|x-ray)[\w.-]*(?:collector|daemon|agent)?", re.IGNORECASE)


def _collects_traces(task: Resource, _graph: Graph) -> bool | Unknown:
    """A container whose image is an OpenTelemetry collector or the X-Ray daemon."""
    for item in containers(task):
        if not isinstance(item, tuple):
            return UNKNOWN if task.get("containerDefinitions") is UNKNOWN else False
        if _COLLECTOR.search(str(item[1].get("image"))):
            return True
    return False


PARTS: Final[dict[str, Part]] = {
    "API": Part("an API of API Gateway", (REST_API, HTTP_API)),
    "Application Load Balancer": Part(
        "an Application Load Balancer", (LOAD_BALANCER,), _is_balancer(None, "application")
    ),
    "Aurora cluster": Part("an Aurora cluster", (DB_CLUSTER,), _engine("aurora")),
    "Aurora global cluster": Part("an Aurora global cluster", (GLOBAL_CLUSTER,)),
    "DNS record": Part("a DNS record", (RECORD,)),
    "DynamoDB table": Part("a DynamoDB table", (DYNAMODB_TABLE,)),
    "ECS cluster": Part("an ECS cluster", (ECS_CLUSTER,)),
    "ECS service": Part("an ECS service", (ECS_SERVICE,)),
    "EFS file system": Part("an EFS file system", (EFS,)),
    "EKS cluster": Part("an EKS cluster", (EKS_CLUSTER,)),
    "Glacier transition": Part("a lifecycle rule to S3 Glacier", (BUCKET_LIFECYCLE, BUCKET), _archives),
    "Kinesis stream": Part("a Kinesis stream", (KINESIS_STREAM,)),
    "Network Load Balancer": Part("a Network Load Balancer", (LOAD_BALANCER,), _is_balancer("network")),
    "OpenSearch domain": Part("an OpenSearch domain", (OPENSEARCH,)),
    "RDS instance": Part("an RDS for PostgreSQL instance", (DB_INSTANCE,), _engine("postgres")),
    "Shield protection": Part("a protection of Shield Advanced", (SHIELD_PROTECTION,)),
    "VPC": Part("a VPC", (VPC,)),
    "alarm": Part("an alarm", (ALARM,)),
    "cache": Part("an ElastiCache cache", (CACHE_GROUP, CACHE_CLUSTER, CACHE_SERVERLESS)),
    "cache group": Part("an ElastiCache replication group", (CACHE_GROUP,)),
    "customer key": Part("a customer key", (KMS_KEY,)),
    "dashboard": Part("a dashboard", (DASHBOARD,)),
    "distribution": Part("a CloudFront distribution", (DISTRIBUTION,)),
    "health check": Part("a Route 53 health check", (HEALTH_CHECK,)),
    "logs bucket": Part("a bucket that takes logs", (BUCKET,), _takes_logs),
    "push topic": Part("a topic beside that of the alarms", (SNS_TOPIC,), _alarms_nobody),
    "queue": Part("a queue", (SQS_QUEUE,), lambda resource, graph: not is_dead_letter_queue(graph, resource)),
    "role": Part("an IAM role", (IAM_ROLE,)),
    "schedule": Part("a schedule", (SCHEDULE, EVENT_RULE), _recurs),
    "secret": Part("a secret of Secrets Manager", (SECRET,)),
    "server": Part("an EC2 instance", (INSTANCE,)),
    "trace collector": Part("a trace collector", (TASK_DEFINITION,), _collects_traces),
    "trail": Part("a trail", (TRAIL,)),
    "uploads bucket": Part(
        "a bucket that holds data", (BUCKET,), lambda resource, graph: not _takes_logs(resource, graph)
    ),
    "user pool": Part("a Cognito user pool", (COGNITO_POOL,)),
    "web ACL": Part("a web ACL", (WEB_ACL,)),
    "work function": Part("a function that does work", (LAMBDA,), _works),
}
