"""Which AWS services a system holds in which phase, as a table; each row of it becomes a control.

FoodBeGood, section 4.3 of its requirement sheet. Parts are named as in `policy.aws.services`, which knows
what counts as one.
"""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, DISABLED, MANDATORY, Control, Severity
from policy.catalogue.service import ALWAYS, OFF, Service, only_in, only_since, since

THEME: Final = "services by phase"

SERVICES: Final = (
    Service(
        "FBG-S-01",
        "phase-ec2",
        "A single server runs phase 1, and no other phase",
        ADVISORY,
        {"server": {1: "present", 2: "absent"}},
        "`groundwork:compute.services.<name>.kind: ec2`",
    ),
    Service(
        "FBG-S-02",
        "phase-ecs-fargate",
        "Containers run on ECS Fargate in phases 2 and 3",
        ADVISORY,
        {"ECS cluster": only_in(2, 3), "ECS service": only_in(2, 3)},
        "`groundwork:compute.services.<name>.kind: ecs`",
    ),
    Service(
        "FBG-S-03",
        "phase-eks",
        "Kubernetes orchestrates phase 4, and no other phase",
        ADVISORY,
        {"EKS cluster": only_since(4)},
        "`groundwork:compute`",
    ),
    Service(
        "FBG-S-04",
        "phase-lambda",
        "Functions do work from phase 3 on",
        ADVISORY,
        {"work function": since(3)},
        "a function among `groundwork:compute.services`",
    ),
    Service(
        "FBG-S-05",
        "phase-rds-postgresql",
        "RDS for PostgreSQL holds the data of phases 1 to 3",
        MANDATORY,
        {"RDS instance": {1: "present", 4: None}},
        "`groundwork:data.<name>.kind: postgres`",
    ),
    Service(
        "FBG-S-06",
        "phase-aurora",
        "An Aurora global database holds the data of phase 4, and of no other phase",
        MANDATORY,
        {"Aurora cluster": only_since(4), "Aurora global cluster": only_since(4)},
        "`groundwork:data`",
    ),
    Service(
        "FBG-S-07",
        "phase-elasticache",
        "ElastiCache keeps sessions and rate limits from phase 2 on",
        MANDATORY,
        {"cache": {1: "absent", 2: None}, "cache group": since(2)},
        "a cache in `groundwork:data`",
    ),
    Service(
        "FBG-S-08",
        "phase-dynamodb",
        "DynamoDB is optional, and off by default",
        ADVISORY,
        {"DynamoDB table": OFF},
        "tables in `groundwork:data`",
    ),
    Service(
        "FBG-S-09",
        "phase-s3",
        "S3 holds uploads in every phase, and logs from phase 2 on",
        MANDATORY,
        {"uploads bucket": ALWAYS, "logs bucket": since(2)},
        "`groundwork:storage.buckets` and `groundwork:storage.logBucket`",
    ),
    Service(
        "FBG-S-10",
        "phase-s3-glacier",
        "Archives move to S3 Glacier from phase 3 on",
        MANDATORY,
        {"Glacier transition": since(3)},
        "`groundwork:storage.buckets.<name>.lifecycle.transitions`",
    ),
    Service(
        "FBG-S-11",
        "phase-efs",
        "Containers share files on EFS in phase 4, and in no other phase",
        ADVISORY,
        {"EFS file system": only_since(4)},
        "`groundwork:storage`",
    ),
    Service(
        "FBG-S-12",
        "phase-vpc",
        "The system stands in a VPC of its own",
        MANDATORY,
        {"VPC": ALWAYS},
        "`groundwork:network.cidr`",
    ),
    Service(
        "FBG-S-13",
        "phase-load-balancer",
        "An Application Load Balancer takes the requests from phase 2 on",
        MANDATORY,
        {"Application Load Balancer": only_since(2)},
        "`groundwork:edge.loadBalancer`",
    ),
    Service(
        "FBG-S-14",
        "phase-network-load-balancer",
        "A Network Load Balancer takes TCP and UDP in phase 4, and in no other phase",
        ADVISORY,
        {"Network Load Balancer": only_since(4)},
        "`groundwork:edge`",
    ),
    Service(
        "FBG-S-15",
        "phase-cloudfront",
        "CloudFront serves from phase 2 on",
        MANDATORY,
        {"distribution": only_since(2)},
        "`groundwork:edge.cloudfront`",
    ),
    Service(
        "FBG-S-16",
        "phase-route53",
        "Route 53 answers for the name and checks its health from phase 2 on",
        MANDATORY,
        {"DNS record": since(2), "health check": since(2)},
        "`groundwork:edge.dns`, and a health check in `groundwork:edge`",
    ),
    Service(
        "FBG-S-17",
        "phase-api-gateway",
        "API Gateway is optional, and off by default",
        ADVISORY,
        {"API": OFF},
        "an API in `groundwork:edge`",
    ),
    Service(
        "FBG-S-18",
        "phase-waf",
        "A web ACL filters requests from phase 3 on",
        MANDATORY,
        {"web ACL": only_since(3)},
        "a web ACL in `groundwork:edge.cloudfront`",
    ),
    Service(
        "FBG-S-19",
        "phase-shield-advanced",
        "Shield Advanced protects phase 4, and no other phase",
        MANDATORY,
        {"Shield protection": only_since(4)},
        "`groundwork:edge`",
    ),
    Service(
        "FBG-S-20",
        "phase-secrets-manager",
        "Secrets Manager keeps the secrets from phase 2 on",
        MANDATORY,
        {"secret": since(2)},
        "`groundwork:security.secrets`, with `groundwork:security.secretsManager` left on",
    ),
    Service(
        "FBG-S-21",
        "phase-kms",
        "A customer key encrypts the data of every phase",
        MANDATORY,
        {"customer key": ALWAYS},
        "`groundwork:security.encryption.kind: customer`",
    ),
    Service(
        "FBG-S-22",
        "phase-iam",
        "Workloads have roles in every phase",
        MANDATORY,
        {"role": ALWAYS},
        "`groundwork:compute.services`, each of which has its own",
    ),
    Service(
        "FBG-S-23",
        "phase-cognito",
        "Cognito is optional, and off by default",
        ADVISORY,
        {"user pool": OFF},
        "a user pool in `groundwork:security`",
    ),
    Service(
        "FBG-S-24",
        "phase-sns",
        "A topic of its own carries push messages from phase 3 on",
        MANDATORY,
        {"push topic": since(3)},
        "a topic beside `groundwork:observability.alerts`",
    ),
    Service(
        "FBG-S-25",
        "phase-sqs",
        "A queue takes background jobs from phase 3 on",
        MANDATORY,
        {"queue": since(3)},
        "a queue that a service of `groundwork:compute.services` uses",
    ),
    Service(
        "FBG-S-26",
        "phase-eventbridge",
        "EventBridge starts recurring tasks from phase 3 on",
        MANDATORY,
        {"schedule": since(3)},
        "a schedule for what `groundwork:compute.services` work off",
    ),
    Service(
        "FBG-S-27",
        "phase-kinesis",
        "Kinesis carries streams in phase 4, and in no other phase",
        MANDATORY,
        {"Kinesis stream": only_since(4)},
        "`groundwork:data`",
    ),
    Service(
        "FBG-S-28",
        "phase-cloudwatch",
        "CloudWatch has a dashboard and alarms in every phase",
        MANDATORY,
        {"dashboard": ALWAYS, "alarm": ALWAYS},
        "`groundwork:observability.dashboard: true` and `groundwork:observability.alarms`",
    ),
    Service(
        "FBG-S-29",
        "phase-xray",
        "A collector takes the traces from phase 3 on",
        MANDATORY,
        {"trace collector": since(3)},
        "a collector beside the container of a service in `groundwork:compute.services`",
    ),
    Service(
        "FBG-S-30",
        "phase-cloudtrail",
        "CloudTrail records who did what from phase 2 on",
        MANDATORY,
        {"trail": since(2)},
        "a trail in `groundwork:security`",
    ),
    Service(
        "FBG-S-31",
        "phase-opensearch",
        "OpenSearch holds logs and search in phase 4, and in no other phase",
        MANDATORY,
        {"OpenSearch domain": only_since(4)},
        "`groundwork:data`",
    ),
)

_ALSO: Final = {"FBG-S-12": ("FBG-C-03",), "FBG-S-19": ("FBG-C-06",), "FBG-S-30": ("FBG-C-04",)}
"""Rows of the compliance checklist that a row of this table is part of."""


def _control(service: Service) -> Control:
    severity: Severity = "medium" if service.level == MANDATORY else "low"
    return Control(
        id=service.id,
        title=service.title,
        theme=THEME,
        severity=severity,
        sheets=(service.row, *_ALSO.get(service.row, ())),
        baseline=DISABLED,
        systems={"foodbegood": service.level},
        parameters={"parts": service.parts},
        reason="Each phase has the services that its load and its goals need, and pays for no others.",
        remedy=f"Add or remove {service.setting}, or correct `groundwork:system.phase`.",
    )


CONTROLS: Final = tuple(_control(service) for service in SERVICES)
