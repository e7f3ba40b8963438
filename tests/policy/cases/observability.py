"""Cases of alarms and dashboards."""

from tests.policy.case import Case, absent, off, unknown
from tests.policy.graphs import Node, Ref

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = Node("aws:sns/topic:Topic", "alerts")
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
WANTED = {
    "ecs-cpu": ("AWS/ECS", "CPUUtilization"),
    "ecs-memory": ("AWS/ECS", "MemoryUtilization"),
    "lb-5xx": ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
    "lb-time": ("AWS/ApplicationELB", "TargetResponseTime"),
    "unhealthy": ("AWS/ApplicationELB", "UnHealthyHostCount"),
    "db-connections": ("AWS/RDS", "DatabaseConnections"),
    "db-cpu": ("AWS/RDS", "CPUUtilization"),
    "db-storage": ("AWS/RDS", "FreeStorageSpace"),
}


def alarm(name: str, namespace: str, metric: str) -> Node:
    return Node(
        ALARM,
        name,
        {
            "namespace": namespace,
            "metricName": metric,
            "dimensions": {"Of": "it"},
            "alarmActions": [Ref("alerts", "arn")],
        },
    )


ROOT = "groundwork-test"

CASES = [
    Case(
        "alarms-notify",
        "cpu",
        [TOPIC, alarm("cpu", "AWS/ECS", "CPUUtilization")],
        [
            absent("dimensions", "dimensions is absent, must be the resource that it watches"),
            off("dimensions", {}, "dimensions is {}, must be the resource that it watches"),
            absent("alarmActions", "alarmActions is absent, must be a topic"),
            off("alarmActions", [], "alarmActions is absent, must be a topic"),
            off("actionsEnabled", False, "actionsEnabled is false, must be true"),
            unknown("alarmActions"),
            unknown("dimensions"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "alarms-notify",
        "errors",
        [
            TOPIC,
            Node(
                ALARM,
                "errors",
                {
                    "metricQueries": [
                        {"expression": "a / b"},
                        {"metric": {"dimensions": {"LoadBalancer": "x"}}},
                    ],
                    "alarmActions": [Ref("alerts", "arn")],
                },
            ),
        ],
        [
            absent(
                "metricQueries.1.metric.dimensions",
                "metricQueries[1].metric.dimensions is absent, must be the resource that it watches",
            ),
            unknown("metricQueries.1", "metricQueries[1]"),
        ],
    ),
    Case(
        "alarm-topic-subscribed",
        "alerts",
        [
            TOPIC,
            alarm("cpu", "AWS/ECS", "CPUUtilization"),
            Node("aws:sns/topicSubscription:TopicSubscription", "mail", {"topic": Ref("alerts", "arn")}),
        ],
        [absent("topic", "the topic has no subscription, must have a subscriber", on="mail")],
        not_about=[TOPIC],
    ),
    Case(
        "alarms-complete",
        ROOT,
        [
            Node("pulumi:pulumi:Stack", ROOT),
            TOPIC,
            *(alarm(name, *metric) for name, metric in WANTED.items()),
        ],
        [
            off(
                "metricName",
                "Other",
                "there is no alarm on ECS CPU (AWS/ECS CPUUtilization), must be one",
                on="ecs-cpu",
            ),
            off(
                "namespace",
                "AWS/ELB",
                "there is no alarm on load balancer 5XX errors (AWS/ApplicationELB "
                "HTTPCode_Target_5XX_Count or AWS/ApplicationELB HTTPCode_ELB_5XX_Count), must be one",
                on="lb-5xx",
            ),
            absent(
                "alarmActions",
                "the alarm on database storage (db-storage) has no action, must notify the topic",
                on="db-storage",
            ),
            unknown("metricName", "metricName of an alarm", on="db-storage"),
        ],
        system="pyshop",
    ),
    Case(
        "dashboard-present",
        ROOT,
        [
            Node("pulumi:pulumi:Stack", ROOT),
            Node("aws:ecs/service:Service", "api"),
            Node("aws:cloudwatch/dashboard:Dashboard", "board"),
        ],
        [],
        not_about=NOTHING,
    ),
]
