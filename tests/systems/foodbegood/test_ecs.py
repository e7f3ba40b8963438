"""FoodBeGood's API and worker on ECS: tasks, services, scaling, images and roles."""

from typing import Any

import pytest

from tests.harness import Graph, Resource
from tests.systems.questions import allowed, attached, plain_places, subnet_names, trusts

PREFIX = "foodbegood-production"


def container(graph: Graph, task: str, name: str) -> dict[str, Any]:
    (found,) = (each for each in graph.containers(task) if each["name"] == name)
    return found


def variables(definition: dict[str, Any]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in definition["environment"]}


def role(graph: Graph, arn: str) -> Resource:
    (found,) = (each for each in graph.all("iam/role") if each.arn == arn)
    return found


@pytest.mark.spec("FBG-CMP-10", "FBG-CMP-11", "FBG-S-02")
def test_a_cluster_on_fargate_and_fargate_spot(on_ecs: Graph) -> None:
    cluster = on_ecs.one("ecs/cluster")
    assert cluster.inputs["name"] == f"{PREFIX}-cluster"
    assert cluster.inputs["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    providers = on_ecs.one("ecs/clusterCapacityProviders").inputs
    assert providers["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert providers["defaultCapacityProviderStrategies"] == [
        {"capacityProvider": "FARGATE", "weight": 1, "base": 1}
    ]


@pytest.mark.spec("FBG-CMP-12", "FBG-CMP-13")
@pytest.mark.parametrize(("phase", "cpu", "memory"), [("phase2", "256", "512"), ("phase3", "1024", "2048")])
def test_the_size_of_the_api(phase: str, cpu: str, memory: str, request: pytest.FixtureRequest) -> None:
    task = request.getfixturevalue(phase).one("ecs/taskDefinition", "api").inputs
    assert (task["family"], task["networkMode"]) == (f"{PREFIX}-api", "awsvpc")
    assert task["requiresCompatibilities"] == ["FARGATE"]
    assert (task["cpu"], task["memory"]) == (cpu, memory)
    assert task["executionRoleArn"] != task["taskRoleArn"]


@pytest.mark.spec("FBG-CMP-14", "FBG-CMP-17", "FBG-CMP-18", "FBG-OBS-01")
def test_the_container_of_the_api(on_ecs: Graph) -> None:
    api = container(on_ecs, "api", "api")
    assert api["essential"] is True
    (port,) = api["portMappings"]
    assert (port["containerPort"], port["protocol"]) == (3000, "tcp")
    assert api["logConfiguration"] == {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": f"/ecs/{PREFIX}-api",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "ecs",
        },
    }
    check = api["healthCheck"]
    assert check["command"] == ["CMD-SHELL", "curl -f http://localhost:3000/health || exit 1"]
    assert (check["interval"], check["timeout"], check["retries"], check["startPeriod"]) == (30, 5, 3, 60)
    group = on_ecs.one("cloudwatch/logGroup", "api").inputs
    assert (group["name"], group["retentionInDays"]) == (f"/ecs/{PREFIX}-api", 14)


@pytest.mark.spec("FBG-CMP-15")
def test_the_variables_of_the_api(on_ecs: Graph) -> None:
    database = on_ecs.one("rds/instance", "db").outputs["address"]
    found = variables(container(on_ecs, "api", "api"))
    redis = on_ecs.one("elasticache/replicationGroup").outputs
    expected = {
        "NODE_ENV": "production",
        "PORT": "3000",
        "DB_HOST": database,
        "DB_PORT": "5432",
        "DB_NAME": "foodbegood",
        "DB_USER": "foodbegood",
        "REDIS_HOST": redis.get("configurationEndpointAddress") or redis["primaryEndpointAddress"],
        "REDIS_PORT": "6379",
        "S3_BUCKET": f"{PREFIX}-uploads-123456789012",
    }
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.spec("FBG-CMP-16", "FBG-SEC-10")
def test_the_secrets_of_the_api_and_no_keys(on_ecs: Graph) -> None:
    api = container(on_ecs, "api", "api")
    arns = {each.inputs["name"]: each.arn for each in on_ecs.all("secretsmanager/secret")}
    assert {each["name"]: each["valueFrom"] for each in api["secrets"]} == {
        "DB_PASSWORD": arns["foodbegood/production/db-password"] + ":password::",
        "JWT_SECRET": arns["foodbegood/production/jwt-secret"],
    }
    names = {
        each["name"]
        for definition in on_ecs.containers()
        for key in ("environment", "secrets")
        for each in definition.get(key, [])
    }
    assert not names & {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    assert on_ecs.none("iam/user")
    assert on_ecs.none("iam/accessKey")
    assert plain_places(on_ecs, "AKIA") == []


@pytest.mark.spec("FBG-CMP-19", "FBG-DLV-01")
def test_the_image_is_a_fixed_one_of_the_own_repository(on_ecs: Graph) -> None:
    repository = on_ecs.one("ecr/repository")
    assert repository.inputs["name"] == "foodbegood/production/api"
    assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
    assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
    assert not repository.inputs.get("forceDelete")
    assert container(on_ecs, "api", "api")["image"] == repository.outputs["repositoryUrl"] + ":1.0.0"


@pytest.mark.spec("FBG-DLV-02")
def test_the_last_30_images_are_kept(on_ecs: Graph) -> None:
    (rule,) = on_ecs.one("ecr/lifecyclePolicy").document("policy")["rules"]
    assert rule == {
        "rulePriority": 1,
        "description": "Keep last 30 images",
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30},
        "action": {"type": "expire"},
    }


@pytest.mark.spec("FBG-CMP-20", "FBG-CMP-21", "FBG-CMP-22", "FBG-CMP-34", "FBG-D-02")
@pytest.mark.parametrize(("phase", "count", "zones"), [("phase2", 2, "ab"), ("phase3", 3, "abc")])
def test_the_service_of_the_api(phase: str, count: int, zones: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(phase)
    service = graph.one("ecs/service", "api")
    inputs = service.inputs
    assert (inputs["name"], inputs["desiredCount"]) == ("api-service", count)
    assert service.state["ignoreChanges"] == ["desiredCount"]
    network = inputs["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert subnet_names(graph, network["subnets"]) == {f"private-{zone}" for zone in zones}
    (target,) = inputs["loadBalancers"]
    assert (target["containerName"], target["containerPort"]) == ("api", 3000)
    assert target["targetGroupArn"] == graph.one("lb/targetGroup").arn
    https = graph.one("lb/listener", "load-balancer-https")
    assert https.urn in service.state["dependencies"]
    assert inputs["deploymentController"] == {"type": "ECS"}
    assert inputs["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert not inputs.get("launchType")
    assert [each["capacityProvider"] for each in inputs["capacityProviderStrategies"]] == ["FARGATE"]


def policies(graph: Graph) -> dict[str, dict[str, Any]]:
    return {each.inputs["name"]: dict(each.inputs) for each in graph.all("appautoscaling/policy")}


@pytest.mark.spec("FBG-CMP-23", "FBG-CMP-24", "FBG-D-01")
def test_phase_2_follows_cpu_and_memory(phase2: Graph) -> None:
    target = phase2.one("appautoscaling/target").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (2, 4)
    assert target["scalableDimension"] == "ecs:service:DesiredCount"
    assert target["resourceId"] == f"service/{PREFIX}-cluster/api-service"
    metrics = {
        f"{PREFIX}-api-cpu": "ECSServiceAverageCPUUtilization",
        f"{PREFIX}-api-memory": "ECSServiceAverageMemoryUtilization",
    }
    found = policies(phase2)
    assert found.keys() == metrics.keys()
    for name, metric in metrics.items():
        configuration = found[name]["targetTrackingScalingPolicyConfiguration"]
        assert found[name]["policyType"] == "TargetTrackingScaling"
        assert configuration["predefinedMetricSpecification"] == {"predefinedMetricType": metric}
        assert configuration["targetValue"] == 70
        assert (configuration["scaleInCooldown"], configuration["scaleOutCooldown"]) == (300, 60)


@pytest.mark.spec("FBG-CMP-25", "FBG-CMP-26", "FBG-CMP-27", "FBG-D-01")
def test_phase_3_follows_cpu_and_requests(phase3: Graph) -> None:
    target = phase3.one("appautoscaling/target", "api").inputs
    assert (target["minCapacity"], target["maxCapacity"]) == (3, 10)
    found = policies(phase3)
    cpu = found[f"{PREFIX}-api-cpu"]["targetTrackingScalingPolicyConfiguration"]
    assert cpu["targetValue"] == 65
    assert (cpu["scaleInCooldown"], cpu["scaleOutCooldown"]) == (300, 60)
    requests = found[f"{PREFIX}-api-requests"]["targetTrackingScalingPolicyConfiguration"]
    assert requests["targetValue"] == 1000
    assert (requests["scaleInCooldown"], requests["scaleOutCooldown"]) == (300, 60)
    balancer, group = phase3.one("lb/loadBalancer").outputs, phase3.one("lb/targetGroup").outputs
    assert requests["predefinedMetricSpecification"] == {
        "predefinedMetricType": "ALBRequestCountPerTarget",
        "resourceLabel": f"{balancer['arnSuffix']}/{group['arnSuffix']}",
    }


@pytest.mark.spec("FBG-CMP-28", "FBG-CMP-29")
def test_phase_3_takes_larger_steps_the_further_requests_are_beyond_the_budget(phase3: Graph) -> None:
    (policy,) = (
        each for each in phase3.all("appautoscaling/policy") if each.inputs["policyType"] == "StepScaling"
    )
    assert policy.inputs["name"] == f"{PREFIX}-api-step-scale-out"
    steps = policy.inputs["stepScalingPolicyConfiguration"]
    assert (steps["adjustmentType"], steps["cooldown"]) == ("ChangeInCapacity", 60)
    assert steps["metricAggregationType"] == "Average"
    assert [
        (
            float(each["metricIntervalLowerBound"]),
            each.get("metricIntervalUpperBound") and float(each["metricIntervalUpperBound"]),
            each["scalingAdjustment"],
        )
        for each in steps["stepAdjustments"]
    ] == [(0, 20, 1), (20, 50, 2), (50, None, 3)]
    (alarm,) = (
        each
        for each in phase3.all("cloudwatch/metricAlarm")
        if policy.arn in (each.inputs.get("alarmActions") or [])
    )
    assert (alarm.inputs["comparisonOperator"], alarm.inputs["threshold"]) == ("GreaterThanThreshold", 100)
    queries = alarm.inputs["metricQueries"]
    (load,) = (each for each in queries if each.get("returnData"))
    (requests,) = (each for each in queries if not each.get("returnData"))
    assert load["expression"] == f"{requests['id']} / 1000 * 100"
    metric = requests["metric"]
    assert (metric["namespace"], metric["metricName"]) == ("AWS/ApplicationELB", "RequestCountPerTarget")
    assert (metric["stat"], metric["period"]) == ("Sum", 60)
    assert metric["dimensions"]["TargetGroup"] == phase3.one("lb/targetGroup").outputs["arnSuffix"]


@pytest.mark.spec("FBG-CMP-30", "FBG-CMP-31")
def test_lunch_has_more_tasks(phase3: Graph) -> None:
    found = {
        each.inputs["name"]: (
            each.inputs["schedule"],
            each.inputs["timezone"],
            int(each.inputs["scalableTargetAction"]["minCapacity"]),
            int(each.inputs["scalableTargetAction"]["maxCapacity"]),
        )
        for each in phase3.all("appautoscaling/scheduledAction")
    }
    assert found == {
        f"{PREFIX}-api-lunch-peak": ("cron(0 11 * * ? *)", "UTC", 5, 15),
        f"{PREFIX}-api-lunch-end": ("cron(0 14 * * ? *)", "UTC", 3, 10),
    }


@pytest.mark.spec("FBG-CMP-32", "FBG-CMP-33", "FBG-CMP-34", "FBG-CST-05")
def test_the_worker_runs_on_spot_without_a_load_balancer(phase3: Graph) -> None:
    service = phase3.one("ecs/service", "worker").inputs
    assert service["desiredCount"] == 2
    assert not service.get("loadBalancers")
    assert service["networkConfiguration"]["assignPublicIp"] is False
    assert subnet_names(phase3, service["networkConfiguration"]["subnets"]) == {
        *("private-a", "private-b", "private-c")
    }
    strategy = {
        each["capacityProvider"]: (each.get("weight"), each.get("base") or 0)
        for each in service["capacityProviderStrategies"]
    }
    assert strategy == {"FARGATE": (1, 1), "FARGATE_SPOT": (4, 0)}
    task = phase3.one("ecs/taskDefinition", "worker").inputs
    assert (task["cpu"], task["memory"]) == ("256", "512")
    queue = phase3.one("sqs/queue", "jobs")
    worker = container(phase3, "worker", "worker")
    assert variables(worker)["JOBS_QUEUE_URL"] == queue.outputs["url"]
    rights = allowed(phase3, role(phase3, task["taskRoleArn"]))
    assert rights["sqs:ReceiveMessage"] == rights["sqs:DeleteMessage"] == {queue.arn}


@pytest.mark.spec("FBG-SEC-07", "FBG-SEC-10", "FBG-S-22")
def test_the_roles_of_the_api(on_ecs: Graph) -> None:
    task = on_ecs.one("ecs/taskDefinition", "api").inputs
    execution = role(on_ecs, task["executionRoleArn"])
    assert trusts(execution, "ecs-tasks.amazonaws.com")
    rights = allowed(on_ecs, execution)
    secrets = {each.arn for each in on_ecs.all("secretsmanager/secret") if "-password" in each.inputs["name"]}
    secrets |= {each.arn for each in on_ecs.all("secretsmanager/secret") if "jwt" in each.inputs["name"]}
    assert rights["secretsmanager:GetSecretValue"] == secrets
    assert rights["kms:Decrypt"] == {on_ecs.one("kms/key").arn}
    repository = on_ecs.one("ecr/repository").arn
    assert rights["ecr:BatchGetImage"] == {repository}
    code = role(on_ecs, task["taskRoleArn"])
    assert attached(on_ecs, code) == set()
    uploads = on_ecs.one("s3/bucket", "uploads").arn
    assert allowed(on_ecs, code)["s3:PutObject"] == {f"{uploads}/*"}


@pytest.mark.spec("FBG-SEC-07", "FBG-OBS-12")
def test_the_api_of_phase_3_may_use_queue_topic_and_traces(phase3: Graph) -> None:
    task = phase3.one("ecs/taskDefinition", "api").inputs
    rights = allowed(phase3, role(phase3, task["taskRoleArn"]))
    assert rights["sqs:SendMessage"] == {phase3.one("sqs/queue", "jobs").arn}
    assert rights["sns:Publish"] == {phase3.one("sns/topic", "push").arn}
    assert "xray:PutTraceSegments" in rights


@pytest.mark.spec("FBG-OBS-12", "FBG-S-29")
def test_a_collector_of_traces_stands_beside_the_api(phase3: Graph) -> None:
    api = container(phase3, "api", "api")
    (side,) = (each for each in phase3.containers("api") if each is not api and each["name"] != "api")
    assert side["essential"] is False
    image, _, tag = side["image"].rpartition(":")
    assert image.endswith("aws-otel-collector")
    assert tag not in ("", "latest")
    ports = {(each["containerPort"], each["protocol"]) for each in side["portMappings"]}
    assert {(2000, "udp"), (4317, "tcp"), (4318, "tcp")} <= ports
    assert api["dependsOn"] == [{"containerName": side["name"], "condition": "START"}]
    options = side["logConfiguration"]["options"]
    assert options["awslogs-stream-prefix"] == "xray"
    assert options["awslogs-group"] == f"/ecs/{PREFIX}-xray"
    (group,) = (
        each for each in phase3.all("cloudwatch/logGroup") if each.inputs.get("name") == f"/ecs/{PREFIX}-xray"
    )
    assert group.inputs["retentionInDays"] > 0


@pytest.mark.spec("FBG-S-01")
def test_the_server_is_gone_but_its_log(on_ecs: Graph) -> None:
    assert on_ecs.none("ec2/instance")
    assert [each.name for each in on_ecs.all("ec2/eip")] == [
        each.name for each in on_ecs.all("ec2/natGateway")
    ]
    assert on_ecs.one("cloudwatch/logGroup", "app").inputs["name"]
