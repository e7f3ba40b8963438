"""Sky High Booker's roles, registry, logs, alarms and outputs."""

import pytest

from tests.harness import Graph, graph_of
from tests.systems.questions import (
    AlarmFacts,
    alarms,
    allowed,
    attached,
    dashboard_metrics,
    facts,
    role_of,
    trusts,
)

LOGS = "/ecs/sky-high-booker"


@pytest.fixture
def graph() -> Graph:
    return graph_of("skyhigh/prod")


@pytest.mark.spec("SKY-SEC-01", "SKY-SEC-02")
def test_the_execution_role_pulls_the_image_and_writes_the_logs_and_no_more(graph: Graph) -> None:
    role = role_of(graph, graph.one("ecs/taskDefinition").inputs["executionRoleArn"])
    repository = graph.one("ecr/repository").arn
    logs = f"{graph.one('cloudwatch/logGroup', 'app').arn}:*"
    assert role.inputs["name"] == "sky-high-booker-ecs-task-execution"
    assert trusts(role, "ecs-tasks.amazonaws.com")
    assert attached(graph, role) == set()
    assert allowed(graph, role) == {
        "ecr:GetAuthorizationToken": {"*"},
        "ecr:BatchCheckLayerAvailability": {repository},
        "ecr:GetDownloadUrlForLayer": {repository},
        "ecr:BatchGetImage": {repository},
        "logs:CreateLogStream": {logs},
        "logs:PutLogEvents": {logs},
    }


@pytest.mark.spec("SKY-SEC-03")
def test_the_task_role_is_another_and_may_do_nothing(graph: Graph) -> None:
    task = graph.one("ecs/taskDefinition").inputs
    role = role_of(graph, task["taskRoleArn"])
    assert task["taskRoleArn"] != task["executionRoleArn"]
    assert trusts(role, "ecs-tasks.amazonaws.com")
    assert allowed(graph, role) == {}
    assert attached(graph, role) == set()


@pytest.mark.spec("SKY-SEC-03")
def test_what_the_task_role_may_do_is_what_the_service_uses() -> None:
    changes = {
        "groundwork:storage.buckets": {"assets": {"access": "read"}},
        "groundwork:compute.services.app.uses": ["assets"],
    }
    graph = graph_of("skyhigh/prod", changes)
    role = role_of(graph, graph.one("ecs/taskDefinition").inputs["taskRoleArn"])
    bucket = graph.one("s3/bucket", "assets").arn
    assert allowed(graph, role) == {"s3:ListBucket": {bucket}, "s3:GetObject": {f"{bucket}/*"}}


@pytest.mark.spec("SKY-STO-03", "SKY-SEC-05", "SKY-OPS-05")
def test_the_repository_scans_and_never_moves_a_tag(graph: Graph) -> None:
    repository = graph.one("ecr/repository").inputs
    assert repository["name"] == "sky-high-booker"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["imageTagMutability"] == "IMMUTABLE"


@pytest.mark.spec("SKY-STO-04", "SKY-REC-02", "SKY-CST-04")
def test_the_last_ten_images_are_kept_whatever_their_tags(graph: Graph) -> None:
    lifecycle = graph.one("ecr/lifecyclePolicy")
    assert lifecycle.inputs["repository"] == graph.one("ecr/repository").inputs["name"]
    first, *others = lifecycle.document("policy")["rules"]
    assert first == {
        "rulePriority": 1,
        "description": "Keep last 10 images",
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["*"],
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    assert [(rule["rulePriority"], rule["selection"]["tagStatus"]) for rule in others] == [(2, "untagged")]


@pytest.mark.spec("SKY-STO-04")
def test_how_many_images_are_kept_is_a_setting() -> None:
    graph = graph_of("skyhigh/prod", {"groundwork:delivery.repositories.app.keepImages": 25})
    (first, _) = graph.one("ecr/lifecyclePolicy").document("policy")["rules"]
    assert (first["description"], first["selection"]["countNumber"]) == ("Keep last 25 images", 25)


@pytest.mark.spec("SKY-OBS-01", "SKY-OBS-02", "SKY-OPS-05")
def test_the_container_logs_into_its_group_for_two_weeks(graph: Graph) -> None:
    group = graph.one("cloudwatch/logGroup", "app").inputs
    assert (group["name"], group["retentionInDays"]) == (LOGS, 14)
    (container,) = graph.containers()
    assert container["logConfiguration"] == {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": LOGS,
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": "ecs",
        },
    }


@pytest.mark.spec("SKY-OBS-01")
def test_every_log_group_has_a_retention_from_the_settings(graph: Graph) -> None:
    kept = {group.name: group.inputs["retentionInDays"] for group in graph.all("cloudwatch/logGroup")}
    assert kept == {"app": 14, "flow-logs": 14}
    changes = {
        "groundwork:compute.services.app.logRetentionDays": 60,
        "groundwork:observability.logRetentionDays": 30,
    }
    other = graph_of("skyhigh/prod", changes)
    kept = {group.name: group.inputs["retentionInDays"] for group in other.all("cloudwatch/logGroup")}
    assert kept == {"app": 60, "flow-logs": 30}


@pytest.mark.spec("SKY-OBS-03")
def test_the_dashboard_shows_what_the_source_lists(graph: Graph) -> None:
    service = {"ClusterName": "sky-high-booker-cluster", "ServiceName": "sky-high-booker"}
    balancer = {"LoadBalancer": graph.one("lb/loadBalancer").outputs["arnSuffix"]}
    assert dashboard_metrics(graph) == {
        ("AWS/ECS", "CPUUtilization"): service,
        ("AWS/ECS", "MemoryUtilization"): service,
        ("ECS/ContainerInsights", "RunningTaskCount"): service,
        ("ECS/ContainerInsights", "DesiredTaskCount"): service,
        ("AWS/ApplicationELB", "RequestCount"): balancer,
        ("AWS/ApplicationELB", "TargetResponseTime"): balancer,
        ("AWS/ApplicationELB", "HTTPCode_Target_4XX_Count"): balancer,
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"): balancer,
        ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"): balancer,
        ("AWS/ECR", "RepositoryPullCount"): {"RepositoryName": "sky-high-booker"},
        ("AWS/Usage", "CallCount"): {
            "Service": "ECR",
            "Type": "API",
            "Resource": "PutImage",
            "Class": "None",
        },
    }


@pytest.mark.spec("SKY-OBS-04")
def test_the_cpu_alarm_as_the_source_writes_it(graph: Graph) -> None:
    alarm = alarms(graph)["AWS/ECS", "CPUUtilization"]
    assert alarm.inputs["name"] == "sky-high-booker-high-cpu"
    assert alarm.inputs["alarmDescription"] == "This metric monitors ECS CPU utilization"
    assert facts(alarm) == AlarmFacts("Average", "GreaterThanThreshold", 85, 120, 2)
    assert alarm.inputs["dimensions"] == {
        "ClusterName": graph.one("ecs/cluster").inputs["name"],
        "ServiceName": graph.one("ecs/service").inputs["name"],
    }


@pytest.mark.spec("SKY-OBS-05")
def test_every_alarm_notifies_the_subscribers_of_the_settings(graph: Graph) -> None:
    topic, subscription = graph.one("sns/topic").arn, graph.one("sns/topicSubscription").inputs
    found = graph.all("cloudwatch/metricAlarm")
    assert [alarm.inputs["alarmActions"] for alarm in found] == [[topic]] * 5
    assert all(alarm.inputs["dimensions"] for alarm in found)
    assert subscription["topic"] == topic
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "ops@booker.example.com")


@pytest.mark.spec("SKY-OBS-05")
def test_subscribers_are_a_setting() -> None:
    changes = {
        "groundwork:observability.alerts": {
            "emails": [],
            "httpsEndpoints": ["https://alerts.example.com/sns"],
        }
    }
    subscription = graph_of("skyhigh/prod", changes).one("sns/topicSubscription").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("https", "https://alerts.example.com/sns")


@pytest.mark.spec("SKY-MSG-01")
def test_the_only_messaging_is_the_topic_of_the_alerts(graph: Graph) -> None:
    assert [topic.inputs["name"] for topic in graph.all("sns/topic")] == ["sky-high-booker-alerts"]
    services = {
        each.type.split(":")[1].split("/")[0] for each in graph.resources if each.type.startswith("aws:")
    }
    assert not services & {"sqs", "kinesis", "mq", "msk", "pipes", "scheduler"}
    assert graph.none("cloudwatch/eventBus")


@pytest.mark.spec("SKY-DEL-07")
def test_the_outputs_that_runbooks_need(graph: Graph) -> None:
    expected = {
        "albDnsName": graph.one("lb/loadBalancer").outputs["dnsName"],
        "url": "https://booker.example.com",
        "repositoryUrls": {"app": graph.one("ecr/repository").outputs["repositoryUrl"]},
        "clusterName": "sky-high-booker-cluster",
        "serviceNames": {"app": "sky-high-booker"},
        "targetGroupArns": {"app": graph.one("lb/targetGroup").arn},
        "logGroupNames": {"app": LOGS},
        "vpcId": graph.one("ec2/vpc").id,
    }
    assert {name: graph.outputs[name] for name in expected} == expected


@pytest.mark.spec("SKY-REC-03")
def test_nothing_of_the_stack_is_taken_from_outside_it(graph: Graph) -> None:
    # All that is referred to by id or ARN is made here, but for the certificate of the settings.
    arns = {each.arn for each in graph.resources if isinstance(each.outputs.get("arn"), str)}
    listener = graph.one("lb/listener", "load-balancer-https").inputs
    assert listener["certificateArn"] not in arns
    assert [each.name for each in graph.resources if each.state.get("external")] == []
    service = graph.one("ecs/service").inputs
    assert {service["cluster"], service["taskDefinition"], *graph.outputs["targetGroupArns"].values()} <= arns
