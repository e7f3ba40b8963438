"""PyShop's alarms, dashboard and logs."""

import pytest

from tests.harness import Graph, graph_of
from tests.systems.questions import AlarmFacts, alarms, dashboard_metrics, facts

OBSERVABILITY = "groundwork:observability"
RETENTION = {"pyshop/dev": 7, "pyshop/prod": 30, "pyshop/domain": 14}
CONNECTIONS = {"pyshop/dev": 60, "pyshop/prod": 150, "pyshop/domain": 60}
SUBSCRIBER = {
    "pyshop/dev": "pyshop-dev@example.com",
    "pyshop/prod": "pyshop-oncall@example.com",
    "pyshop/domain": "pyshop-staging@example.com",
}
ABOVE, BELOW = "GreaterThanThreshold", "LessThanThreshold"
ALARMS = {
    ("AWS/ECS", "CPUUtilization"): AlarmFacts("Average", ABOVE, 85, 60, 5),
    ("AWS/ECS", "MemoryUtilization"): AlarmFacts("Average", ABOVE, 90, 60, 5),
    ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"): AlarmFacts("Sum", ABOVE, 10, 300, 1),
    ("AWS/ApplicationELB", "TargetResponseTime"): AlarmFacts("Average", ABOVE, 1, 60, 5),
    ("AWS/ApplicationELB", "UnHealthyHostCount"): AlarmFacts("Maximum", ABOVE, 0, 60, 2),
    ("AWS/RDS", "CPUUtilization"): AlarmFacts("Average", ABOVE, 80, 60, 5),
    ("AWS/RDS", "FreeStorageSpace"): AlarmFacts("Average", BELOW, 2 * 1024**3, 60, 5),
}


def dimensions(graph: Graph) -> dict[str, dict[str, str]]:
    """What tells the one service, load balancer, target group and database apart in CloudWatch."""
    service = {
        "ClusterName": graph.one("ecs/cluster").inputs["name"],
        "ServiceName": graph.one("ecs/service").inputs["name"],
    }
    balancer = {"LoadBalancer": graph.one("lb/loadBalancer").outputs["arnSuffix"]}
    targets = {**balancer, "TargetGroup": graph.one("lb/targetGroup").outputs["arnSuffix"]}
    database = {"DBInstanceIdentifier": graph.one("rds/instance").inputs["identifier"]}
    return {"AWS/ECS": service, "AWS/ApplicationELB": balancer, "targets": targets, "AWS/RDS": database}


@pytest.mark.spec(
    "PYS-OBS-03",
    "PYS-OBS-04",
    "PYS-OBS-05",
    "PYS-OBS-06",
    "PYS-OBS-07",
    "PYS-OBS-08",
    "PYS-OBS-09",
    "PYS-OBS-10",
)
def test_the_eight_alarms(stack: str, graph: Graph) -> None:
    connections = AlarmFacts("Average", ABOVE, CONNECTIONS[stack], 60, 5)
    expected = {**ALARMS, ("AWS/RDS", "DatabaseConnections"): connections}
    assert {metric: facts(alarm) for metric, alarm in alarms(graph).items()} == expected


@pytest.mark.spec("PYS-OBS-03", "PYS-OBS-04")
def test_normal_scaling_does_not_page(graph: Graph) -> None:
    tracked = {}
    for policy in graph.all("appautoscaling/policy"):
        tracking = policy.inputs["targetTrackingScalingPolicyConfiguration"]
        tracked[tracking["predefinedMetricSpecification"]["predefinedMetricType"]] = tracking["targetValue"]
    paged = {
        metric: alarm.inputs["threshold"]
        for (_, metric), alarm in alarms(graph).items()
        if alarm.name.startswith("api-")
    }
    assert paged["CPUUtilization"] > tracked["ECSServiceAverageCPUUtilization"]
    assert paged["MemoryUtilization"] > tracked["ECSServiceAverageMemoryUtilization"]


@pytest.mark.spec("PYS-OBS-12")
def test_every_alarm_names_what_it_watches(graph: Graph) -> None:
    names = dimensions(graph)
    expected = {key: names["targets" if key[1] == "UnHealthyHostCount" else key[0]] for key in alarms(graph)}
    assert {key: alarm.inputs["dimensions"] for key, alarm in alarms(graph).items()} == expected


@pytest.mark.spec("PYS-OBS-12", "PYS-OBS-02")
def test_every_alarm_notifies_the_topic(graph: Graph) -> None:
    topic = graph.one("sns/topic").arn
    assert [alarm.inputs["alarmActions"] for alarm in graph.all("cloudwatch/metricAlarm")] == [[topic]] * 8
    assert all(alarm.inputs.get("actionsEnabled", True) for alarm in graph.all("cloudwatch/metricAlarm"))


@pytest.mark.spec("PYS-OBS-02")
def test_the_topic_admits_alarms_and_tells_the_subscriber(stack: str, graph: Graph) -> None:
    topic, subscription = graph.one("sns/topic"), graph.one("sns/topicSubscription").inputs
    assert subscription["topic"] == topic.arn
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", SUBSCRIBER[stack])
    policy = graph.one("sns/topicPolicy")
    assert policy.inputs["arn"] == topic.arn
    publishers = next(each for each in policy.document("policy")["Statement"] if each["Effect"] == "Allow")
    assert "cloudwatch.amazonaws.com" in publishers["Principal"]["Service"]
    assert (publishers["Action"], publishers["Resource"]) == ("sns:Publish", topic.arn)


@pytest.mark.spec("PYS-OBS-02")
def test_subscribers_are_a_setting() -> None:
    emails = ["one@example.com", "two@example.com"]
    graph = graph_of("pyshop/dev", {f"{OBSERVABILITY}.alerts.emails": emails})
    assert [each.inputs["endpoint"] for each in graph.all("sns/topicSubscription")] == emails
    assert graph_of("pyshop/dev", {f"{OBSERVABILITY}.alerts.emails": []}).none("sns/topicSubscription")


@pytest.mark.spec("PYS-OBS-05", "PYS-OBS-09", "PYS-OBS-12")
def test_figures_of_an_alarm_are_settings_and_one_can_be_switched_off() -> None:
    changes = {
        f"{OBSERVABILITY}.alarms": {
            "load-balancer-5xx": {"threshold": 25, "periodSeconds": 60, "evaluationPeriods": 3},
            "db-cpu": {"enabled": False},
        }
    }
    found = alarms(graph_of("pyshop/dev", changes))
    assert facts(found["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"]) == AlarmFacts(
        "Sum", ABOVE, 25, 60, 3
    )
    assert ("AWS/RDS", "CPUUtilization") not in found
    assert len(found) == 7


@pytest.mark.spec("PYS-OBS-08", "PYS-OBS-10")
def test_the_alarms_of_the_database_follow_its_size() -> None:
    changes = {
        "groundwork:data.db.instanceClass": "db.t4g.small",
        "groundwork:data.db.allocatedStorage": 100,
    }
    found = alarms(graph_of("pyshop/dev", changes))
    assert found["AWS/RDS", "DatabaseConnections"].inputs["threshold"] == 150
    assert found["AWS/RDS", "FreeStorageSpace"].inputs["threshold"] == 10 * 1024**3


@pytest.mark.spec("PYS-OBS-01")
def test_one_dashboard_of_service_load_balancer_and_database(graph: Graph) -> None:
    names, found = dimensions(graph), dashboard_metrics(graph)
    insights = dict.fromkeys(("RunningTaskCount", "DesiredTaskCount"), names["AWS/ECS"])
    shown = {
        "AWS/ECS": ("CPUUtilization", "MemoryUtilization"),
        "AWS/ApplicationELB": (
            "RequestCount",
            "TargetResponseTime",
            "HTTPCode_Target_4XX_Count",
            "HTTPCode_Target_5XX_Count",
            "HTTPCode_ELB_5XX_Count",
        ),
        "AWS/RDS": (
            "CPUUtilization",
            "DatabaseConnections",
            "FreeStorageSpace",
            "ReadLatency",
            "WriteLatency",
        ),
    }
    expected = {(space, metric): names[space] for space, metrics in shown.items() for metric in metrics}
    expected |= {("ECS/ContainerInsights", metric): whose for metric, whose in insights.items()}
    assert {key: found[key] for key in found if not key[0].startswith(("AWS/ECR", "AWS/Usage"))} == expected


@pytest.mark.spec("PYS-OBS-11", "PYS-CST-03")
def test_every_log_group_is_kept_as_long_as_the_stack_says(stack: str, graph: Graph) -> None:
    found = {group.name: group.inputs["retentionInDays"] for group in graph.all("cloudwatch/logGroup")}
    assert found == dict.fromkeys(
        ("api", "exec", "flow-logs", "db-postgresql", "db-upgrade"), RETENTION[stack]
    )


@pytest.mark.spec("PYS-OBS-11", "PYS-CST-03")
def test_log_retention_is_a_setting(stack: str) -> None:
    graph = graph_of(stack, {f"{OBSERVABILITY}.logRetentionDays": 90})
    assert {group.inputs["retentionInDays"] for group in graph.all("cloudwatch/logGroup")} == {90}


@pytest.mark.spec("PYS-OBS-11")
def test_what_the_database_and_the_vpc_log_goes_into_those_groups(graph: Graph) -> None:
    groups = {group.inputs["name"] for group in graph.all("cloudwatch/logGroup")}
    instance = graph.one("rds/instance").inputs
    exported = {
        f"/aws/rds/instance/{instance['identifier']}/{log}"
        for log in instance["enabledCloudwatchLogsExports"]
    }
    assert exported == {name for name in groups if name.startswith("/aws/rds/")}
    flow_log = graph.one("ec2/flowLog").inputs
    assert flow_log["logDestination"] == graph.one("cloudwatch/logGroup", "flow-logs").arn
