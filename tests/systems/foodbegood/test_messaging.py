"""FoodBeGood's messages and functions in phase 3."""

import json

import pytest

from tests.harness import Graph, graph_of
from tests.systems.questions import allowed

FIREBASE = {
    "groundwork:secretValues.firebase": json.dumps(
        {
            "type": "service_account",
            "project_id": "foodbegood",
            "client_email": "push@foodbegood.example.com",
            "private_key": "-----BEGIN PRIVATE KEY-----\nZXhhbXBsZQ==\n-----END PRIVATE KEY-----\n",
        }
    )
}


@pytest.mark.spec("FBG-MSG-01", "FBG-S-24")
def test_push_messages_have_a_topic_of_their_own(phase3: Graph) -> None:
    topic = phase3.one("sns/topic", "push")
    assert topic.inputs["kmsMasterKeyId"] == phase3.one("kms/key").arn
    assert topic.arn != phase3.outputs["alertTopicArn"]
    assert phase3.none("sns/platformApplication")


@pytest.mark.spec("FBG-MSG-01")
def test_firebase_is_there_once_its_credential_is() -> None:
    application = graph_of("foodbegood/phase3", FIREBASE).one("sns/platformApplication")
    assert application.inputs["platform"] == "GCM"
    assert application.inputs["platformCredential"] == FIREBASE["groundwork:secretValues.firebase"]
    assert application.state["inputs"]["platformCredential"] != application.inputs["platformCredential"]


@pytest.mark.spec("FBG-MSG-02", "FBG-S-25")
def test_jobs_that_fail_go_to_the_dead_letters(phase3: Graph) -> None:
    queue, dead = phase3.one("sqs/queue", "jobs"), phase3.one("sqs/queue", "jobs-dead-letters")
    key = phase3.one("kms/key").arn
    assert queue.inputs["kmsMasterKeyId"] == dead.inputs["kmsMasterKeyId"] == key
    assert dead.inputs["messageRetentionSeconds"] == 14 * 86400
    redrive = queue.inputs.get("redrivePolicy")
    policy = (
        queue.document("redrivePolicy")
        if redrive
        else phase3.one("sqs/redrivePolicy").document("redrivePolicy")
    )
    assert policy == {"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}


@pytest.mark.spec("FBG-MSG-03", "FBG-S-26")
def test_recurring_work_is_sent_to_the_queue_by_the_clock(phase3: Graph) -> None:
    schedule = phase3.one("scheduler/schedule").inputs
    assert schedule["scheduleExpression"] == "cron(0 2 * * ? *)"
    assert schedule["scheduleExpressionTimezone"] == "UTC"
    target = schedule["target"]
    queue = phase3.one("sqs/queue", "jobs")
    assert target["arn"] == queue.arn
    (role,) = (each for each in phase3.all("iam/role") if each.arn == target["roleArn"])
    (trusted,) = role.document("assumeRolePolicy")["Statement"]
    assert trusted["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert allowed(phase3, role)["sqs:SendMessage"] >= {queue.arn}
    assert target["deadLetterConfig"]["arn"] in {each.arn for each in phase3.all("sqs/queue")}


@pytest.mark.spec("FBG-CMP-70", "FBG-CMP-72", "FBG-S-04")
def test_an_upload_starts_the_function(phase3: Graph) -> None:
    function = phase3.one("lambda/function", "image-processing")
    runtime = function.inputs["runtime"]
    assert runtime.startswith("python3.")
    assert int(runtime.removeprefix("python3.")) >= 12
    notification = phase3.one("s3/bucketNotification").inputs
    bucket = phase3.one("s3/bucket", "uploads")
    assert notification["bucket"] in (bucket.id, bucket.inputs["bucket"])
    (told,) = notification["lambdaFunctions"]
    assert told["lambdaFunctionArn"] == function.arn
    assert told["events"] == ["s3:ObjectCreated:*"]
    assert told["filterPrefix"] == "uploads/"
    (permission,) = (
        each for each in phase3.all("lambda/permission") if each.inputs["principal"] == "s3.amazonaws.com"
    )
    assert permission.inputs["sourceArn"] == bucket.arn
    assert permission.inputs["function"] in (function.arn, function.outputs["name"])


@pytest.mark.spec("FBG-CMP-72")
def test_every_function_runs_on_what_is_supported(every: Graph) -> None:
    runtimes = {each.inputs["runtime"] for each in every.all("lambda/function")}
    assert runtimes <= {"nodejs22.x", "nodejs24.x", "python3.12", "python3.13", "python3.14"}


@pytest.mark.spec("FBG-S-04", "FBG-S-24", "FBG-S-25", "FBG-S-26")
def test_phase_2_has_no_queue_and_no_function_but_the_rotation(phase2: Graph) -> None:
    assert [each.name for each in phase2.all("sns/topic")] == ["alerts"]
    assert phase2.none("scheduler/schedule")
    rotation = phase2.one("secretsmanager/secretRotation").inputs["rotationLambdaArn"]
    assert [each.arn for each in phase2.all("lambda/function")] == [rotation]
