"""Functions on Lambda: what they are made of, what they may do, and what starts them."""

from pathlib import Path
from typing import Any

import pytest

from deploy.diffing.compare import Comparison
from deploy.graph import Graph as DiffGraph
from tests.components.growth import Growth, grown
from tests.harness import ROOT, Graph, Resource, graph_of, preview_of

SERVICES = "groundwork:compute.services"
CODE = "systems/foodbegood/functions/image-processing"
PLAIN = {"kind": "lambda", "code": CODE, "handler": "handler.handle", "runtime": "python3.13"}
IMAGES = {
    **PLAIN,
    "memory": 1024,
    "timeoutSeconds": 60,
    "reservedConcurrency": 20,
    "ephemeralStorage": 1024,
    "environment": {"LOG_LEVEL": "info"},
    "uses": ["uploads", "session-key", "db"],
    "bucketActions": {"uploads": ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObjectTagging"]},
    "vpc": True,
    "triggers": {
        "uploads": {"kind": "bucket", "bucket": "uploads", "prefix": "uploads/", "suffix": ".jpg"},
        "nightly": {
            "kind": "schedule",
            "schedule": "cron(0 2 * * ? *)",
            "timeZone": "Europe/Berlin",
            "input": {"task": "sweep"},
        },
        "changes": {"kind": "rule", "pattern": {"source": ["aws.s3"]}},
    },
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("prod", {f"{SERVICES}.images": IMAGES})


def role_of(graph: Graph, name: str) -> Resource:
    arn = graph.one("lambda/function", name).inputs["role"]
    return next(role for role in graph.all("iam/role") if role.arn == arn)


@pytest.mark.spec("FBG-CMP-70", "FBG-CMP-72")
def test_the_function_whole(graph: Graph) -> None:
    found = {**graph.one("lambda/function", "images").inputs}
    assert list(found.pop("code")["assets"]) == ["handler.py"]
    assert len(found.pop("sourceCodeHash")) == 44
    ids = {each.name: each.id for each in graph.all("ec2/subnet")}
    assert found == {
        "name": "groundwork-production-images",
        "role": role_of(graph, "images").arn,
        "handler": "handler.handle",
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "memorySize": 1024,
        "timeout": 60,
        "ephemeralStorage": {"size": 1024},
        "reservedConcurrentExecutions": 20,
        "environment": {
            "variables": {
                "DB_HOST": graph.one("rds/instance").outputs["address"],
                "DB_NAME": "app",
                "DB_PASSWORD_ARN": graph.one("secretsmanager/secret", "db").arn,
                "DB_PASSWORD_FIELD": "password",
                "DB_PORT": "5432",
                "DB_USER": "app",
                "LOG_LEVEL": "info",
                "SESSION_KEY_ARN": graph.one("secretsmanager/secret", "session-key").arn,
                "UPLOADS_BUCKET": graph.one("s3/bucket", "uploads").inputs["bucket"],
            }
        },
        "kmsKeyArn": graph.one("kms/key").arn,
        "deadLetterConfig": {"targetArn": graph.one("sqs/queue", "images-dead-letters").arn},
        "tracingConfig": {"mode": "Active"},
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/groundwork-production-images"},
        "vpcConfig": {
            "subnetIds": [ids[f"private-{zone}"] for zone in "abc"],
            "securityGroupIds": [graph.one("ec2/securityGroup", "images").id],
        },
    }


def test_its_log_group_is_kept_for_a_time_and_encrypted(graph: Graph) -> None:
    group = graph.one("cloudwatch/logGroup", "images")
    assert group.inputs["name"] == "/aws/lambda/groundwork-production-images"
    assert (group.inputs["retentionInDays"], group.inputs["kmsKeyId"]) == (365, graph.one("kms/key").arn)


def test_what_fails_is_kept_encrypted_for_fourteen_days(graph: Graph) -> None:
    queue = graph.one("sqs/queue", "images-dead-letters")
    assert queue.inputs["kmsMasterKeyId"] == graph.one("kms/key").arn
    assert queue.inputs["messageRetentionSeconds"] == 1209600
    assert (queue.state["protect"], queue.state["retainOnDelete"]) == (True, True)
    policy = graph.one("sqs/queuePolicy", "images-dead-letters").document("policy")["Statement"]
    assert [(each["Sid"], each["Effect"]) for each in policy] == [
        ("TlsOnly", "Deny"),
        ("Events", "Allow"),
    ]
    assert policy[1]["Condition"] == {
        "ArnEquals": {"aws:SourceArn": [graph.one("cloudwatch/eventRule", "images-changes").arn]}
    }


def test_without_a_key_the_queue_is_encrypted_by_sqs_and_may_be_given_up() -> None:
    graph = graph_of("dev", {f"{SERVICES}.images": {**PLAIN, "retainDeadLetters": False}})
    queue = graph.one("sqs/queue", "images-dead-letters")
    assert queue.inputs["sqsManagedSseEnabled"] is True
    assert "kmsMasterKeyId" not in queue.inputs
    assert not queue.state.get("protect")
    assert "kmsKeyArn" not in graph.one("lambda/function", "images").inputs


@pytest.mark.spec("FBG-SEC-07")
def test_its_role_has_what_it_uses_and_no_more(graph: Graph) -> None:
    key = graph.one("kms/key").arn
    secrets = [graph.one("secretsmanager/secret", name).arn for name in ("session-key", "db")]
    log_group = graph.one("cloudwatch/logGroup", "images").arn
    queue = graph.one("sqs/queue", "images-dead-letters").arn

    def via(service: str) -> dict[str, Any]:
        return {"StringEquals": {"kms:ViaService": f"{service}.eu-west-1.amazonaws.com"}}

    found = [
        (each["Action"], each["Resource"], each.get("Condition"))
        for each in graph.statements(role_of(graph, "images"))
    ]
    traces = [each for each in found if each[0][0].startswith("xray:")]
    assert len(traces) == 1
    assert [each for each in found if each not in traces] == [
        (["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group}:*"], None),
        (["sqs:SendMessage"], [queue], None),
        (["kms:Decrypt", "kms:GenerateDataKey"], [key], via("sqs")),
        (["secretsmanager:GetSecretValue"], secrets, None),
        (["kms:Decrypt"], [key], via("secretsmanager")),
        (["kms:Decrypt"], [key], via("lambda")),
        (
            ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObjectTagging"],
            [f"{graph.one('s3/bucket', 'uploads').arn}/*"],
            None,
        ),
        (["kms:Decrypt"], [key], via("s3")),
    ]
    attached = [
        each.inputs["policyArn"]
        for each in graph.all("iam/rolePolicyAttachment")
        if each.inputs["role"] == role_of(graph, "images").outputs["name"]
    ]
    assert attached == ["arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"]


def test_the_chosen_actions_are_its_own_alone(graph: Graph) -> None:
    """Whoever else uses the bucket has what the bucket grants."""
    role = next(role for role in graph.all("iam/role") if role.name == "api-task")
    actions = {action for each in graph.statements(role) for action in each["Action"]}
    assert {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"} <= actions
    assert "s3:PutObjectTagging" not in actions


def test_in_the_vpc_it_reaches_what_it_uses_and_https(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "images").id
    out = {
        each.name: (each.inputs["fromPort"], each.inputs["toPort"])
        for each in graph.all("vpc/securityGroupEgressRule")
        if each.inputs["securityGroupId"] == group
    }
    assert out == {"images-out": (443, 443), "images-to-db": (5432, 5432)}
    (entry,) = graph.all("vpc/securityGroupIngressRule", "db-from-images")
    assert entry.inputs["referencedSecurityGroupId"] == group
    ways = {each.urn for each in graph.all("ec2/route") if each.name.startswith("private-")}
    assert ways <= set(graph.one("lambda/function", "images").state["dependencies"])


def test_outside_the_vpc_it_has_no_group() -> None:
    graph = graph_of("prod", {f"{SERVICES}.images": {**PLAIN, "uses": ["uploads"]}})
    function = graph.one("lambda/function", "images").inputs
    assert "vpcConfig" not in function
    assert graph.all("ec2/securityGroup", "images") == []
    assert "images" not in graph.outputs["securityGroupIds"]
    assert graph.outputs["logGroupNames"]["images"] == "/aws/lambda/groundwork-production-images"
    actions = {action for each in graph.statements(role_of(graph, "images")) for action in each["Action"]}
    assert {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"} <= actions


def test_what_is_left_out_stays_out() -> None:
    settings = {**PLAIN, "tracing": False, "architecture": "X86_64", "logGroup": "/apps/images"}
    graph = graph_of("dev", {f"{SERVICES}.images": {**settings, "logRetentionDays": 3}})
    function = graph.one("lambda/function", "images").inputs
    assert {"environment", "reservedConcurrentExecutions", "vpcConfig"} & function.keys() == set()
    assert function["tracingConfig"] == {"mode": "PassThrough"}
    assert function["architectures"] == ["x86_64"]
    assert graph.one("cloudwatch/logGroup", "images").inputs["retentionInDays"] == 3
    actions = [each["Action"] for each in graph.statements(role_of(graph, "images"))]
    assert actions == [["logs:CreateLogStream", "logs:PutLogEvents"], ["sqs:SendMessage"]]


@pytest.mark.spec("FBG-CMP-70")
def test_a_bucket_starts_it(graph: Graph) -> None:
    bucket, function = graph.one("s3/bucket", "uploads"), graph.one("lambda/function", "images")
    notification = graph.one("s3/bucketNotification", "uploads")
    allowed = graph.one("lambda/permission", "images-uploads")
    assert notification.inputs == {
        "bucket": bucket.inputs["bucket"],
        "lambdaFunctions": [
            {
                "id": "images-uploads",
                "lambdaFunctionArn": function.arn,
                "events": ["s3:ObjectCreated:*"],
                "filterPrefix": "uploads/",
                "filterSuffix": ".jpg",
            }
        ],
    }
    assert allowed.urn in notification.state["dependencies"]
    assert allowed.inputs == {
        "action": "lambda:InvokeFunction",
        "function": "groundwork-production-images",
        "principal": "s3.amazonaws.com",
        "sourceAccount": "123456789012",
        "sourceArn": bucket.arn,
        "statementId": allowed.inputs["statementId"],
    }


def test_the_clock_starts_it(graph: Graph) -> None:
    schedule = graph.one("scheduler/schedule", "images-nightly")
    function, queue = graph.one("lambda/function", "images"), graph.one("sqs/queue", "images-dead-letters")
    role = graph.one("iam/role", "images-nightly")
    assert schedule.inputs == {
        "name": "groundwork-production-images-nightly",
        "scheduleExpression": "cron(0 2 * * ? *)",
        "scheduleExpressionTimezone": "Europe/Berlin",
        "flexibleTimeWindow": {"mode": "OFF"},
        "kmsKeyArn": graph.one("kms/key").arn,
        "target": {
            "arn": function.arn,
            "roleArn": role.arn,
            "input": '{"task": "sweep"}',
            "deadLetterConfig": {"arn": queue.arn},
        },
    }
    assert role.document("assumeRolePolicy")["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "scheduler.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        }
    ]
    assert [(each["Action"], each["Resource"]) for each in graph.statements(role)] == [
        (["lambda:InvokeFunction"], [function.arn]),
        (["sqs:SendMessage"], [queue.arn]),
        (["kms:Decrypt", "kms:GenerateDataKey"], [graph.one("kms/key").arn]),
    ]


def test_events_that_match_start_it(graph: Graph) -> None:
    rule = graph.one("cloudwatch/eventRule", "images-changes")
    target = graph.one("cloudwatch/eventTarget", "images-changes")
    allowed = graph.one("lambda/permission", "images-changes").inputs
    assert rule.document("eventPattern") == {"source": ["aws.s3"]}
    assert "eventBusName" not in rule.inputs
    assert target.inputs["arn"] == graph.one("lambda/function", "images").arn
    assert target.inputs["deadLetterConfig"] == {"arn": graph.one("sqs/queue", "images-dead-letters").arn}
    assert (allowed["principal"], allowed["sourceArn"]) == ("events.amazonaws.com", rule.arn)


def test_functions_of_one_bucket_stand_in_one_list() -> None:
    trigger = {"kind": "bucket", "bucket": "uploads"}
    one = {**PLAIN, "triggers": {"texts": {**trigger, "suffix": ".txt"}}}
    other = {**PLAIN, "triggers": {"gone": {**trigger, "events": ["s3:ObjectRemoved:*"]}}}
    base = {f"{SERVICES}.reader": one}
    found = grown("prod", {f"{SERVICES}.cleaner": other}, base)
    assert (found.gone, found.replaced) == ((), ())
    assert found.changed == {
        "cloudwatch/dashboard dashboard": ("dashboardBody",),
        "s3/bucketNotification uploads": ("lambdaFunctions",),
    }
    graph = graph_of("prod", base | {f"{SERVICES}.cleaner": other})
    told = graph.one("s3/bucketNotification", "uploads").inputs["lambdaFunctions"]
    assert [(each["id"], each["events"]) for each in told] == [
        ("cleaner-gone", ["s3:ObjectRemoved:*"]),
        ("reader-texts", ["s3:ObjectCreated:*"]),
    ]


def test_another_function_touches_nothing_that_is_there() -> None:
    found = grown("prod", {f"{SERVICES}.images": PLAIN})
    assert found == Growth(
        added=(
            "cloudwatch/logGroup images",
            "cloudwatch/metricAlarm images-dead-letters",
            "cloudwatch/metricAlarm images-errors",
            "cloudwatch/metricAlarm images-throttles",
            "groundwork:compute:Function images",
            "iam/role images",
            "iam/rolePolicy images-policy",
            "lambda/function images",
            "sqs/queue images-dead-letters",
            "sqs/queuePolicy images-dead-letters",
        ),
        changed={"cloudwatch/dashboard dashboard": ("dashboardBody",)},
    )


def test_its_errors_throttles_and_dead_letters_are_watched(graph: Graph) -> None:
    found = {
        name: graph.one("cloudwatch/metricAlarm", f"images-{name}").inputs
        for name in ("errors", "throttles", "dead-letters")
    }
    assert {
        name: (each["namespace"], each["metricName"], each["statistic"], each["threshold"], each["period"])
        for name, each in found.items()
    } == {
        "errors": ("AWS/Lambda", "Errors", "Sum", 0, 300),
        "throttles": ("AWS/Lambda", "Throttles", "Sum", 0, 300),
        "dead-letters": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 0, 300),
    }
    assert found["errors"]["dimensions"] == {"FunctionName": "groundwork-production-images"}
    queue = graph.one("sqs/queue", "images-dead-letters").inputs["name"]
    assert found["dead-letters"]["dimensions"] == {"QueueName": queue}


def test_a_workload_that_uses_a_function_may_call_it() -> None:
    graph = graph_of("prod", {f"{SERVICES}.images": PLAIN, f"{SERVICES}.worker.uses": ["images"]})
    (container,) = graph.containers("worker")
    assert container["environment"] == [{"name": "IMAGES_FUNCTION", "value": "groundwork-production-images"}]
    role = graph.one("iam/role", "worker-task")
    assert [(each["Action"], each["Resource"]) for each in graph.statements(role)] == [
        (["lambda:InvokeFunction"], [graph.one("lambda/function", "images").arn])
    ]


def test_a_parameter_is_given_by_its_name() -> None:
    server = {"kind": "ec2", "uses": ["db"]}
    changes = {
        "groundwork:security.secretsManager": False,
        SERVICES: {"images": {**PLAIN, "uses": ["db"], "vpc": True}, "server": server},
        "groundwork:edge": None,
    }
    graph = graph_of("dev", changes)
    variables = graph.one("lambda/function", "images").inputs["environment"]["variables"]
    parameter = graph.one("ssm/parameter", "db")
    assert variables["DB_PASSWORD_PARAMETER"] == parameter.inputs["name"]
    assert "DB_PASSWORD_ARN" not in variables
    rights = [
        each for each in graph.statements(role_of(graph, "images")) if "ssm:GetParameter" in each["Action"]
    ]
    assert [each["Resource"] for each in rights] == [[parameter.arn]]


def test_a_folder_without_code_is_told() -> None:
    with pytest.raises(Exception, match="systems/none has no code: it has to be a folder of the project"):
        preview_of("dev", {f"{SERVICES}.images": {**PLAIN, "code": "systems/none"}})


def test_an_unchanged_folder_is_no_change_and_a_changed_file_is(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {f"{SERVICES}.images": PLAIN}
    before, again = (DiffGraph(preview_of("dev", changes).states) for _ in range(2))
    assert Comparison(before, again, exact=True).result("a", "b").changes == ()
    handler = (ROOT / CODE / "handler.py").read_bytes()
    read = Path.read_bytes
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: handler + b"# more" if path.name == "handler.py" else read(path),
    )
    after = DiffGraph(preview_of("dev", changes).states)
    (change,) = Comparison(before, after, exact=True).result("a", "b").changes
    assert (change.name, change.op.value) == ("images", "update")
    assert [each.name for each in change.properties] == ["code", "sourceCodeHash"]
