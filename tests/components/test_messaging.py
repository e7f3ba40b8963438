"""Topics, queues, buses, push applications, rules and schedules: wiring, links, what is refused a way in."""

import json
from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.components.questions import container, granted, secrets, variables
from tests.harness import Graph, Resource, graph_of

MESSAGING = "groundwork:messaging"
SECRETS = "groundwork:security.secrets"
USES = "groundwork:compute.services.worker.uses"
ACCOUNT = "123456789012"
KEY_FILE = json.dumps(
    {
        "type": "service_account",
        "project_id": "foodbegood",
        "private_key": "-----BEGIN EXAMPLE-----",
        "client_email": "push@foodbegood.example.com",
    }
)
EVERYTHING: dict[str, Any] = {
    "topics": {"push": {}},
    "queues": {"jobs": {"visibilityTimeoutSeconds": 120}, "mail": {"fifo": True}},
    "buses": {"orders": {}},
    "rules": {
        "placed": {
            "bus": "orders",
            "pattern": {"detail-type": ["OrderPlaced"]},
            "targets": ["jobs", "mail", "push"],
        }
    },
    "schedules": {
        "nightly": {"schedule": "cron(0 2 * * ? *)", "target": "jobs", "input": {"task": "reports"}},
        "hourly": {"schedule": "rate(1 hour)", "target": "push", "enabled": False},
    },
}


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod", {MESSAGING: EVERYTHING, USES: ["jobs", "push", "orders"]})


def statements(policy: Resource) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in policy.document("policy")["Statement"]}


@pytest.mark.spec("FBG-MSG-02")
def test_a_queue_is_encrypted_kept_and_has_a_place_for_failures(prod: Graph) -> None:
    queue, dead = prod.one("sqs/queue", "jobs"), prod.one("sqs/queue", "jobs-dead-letters")
    key = prod.one("kms/key").arn
    assert queue.inputs == {
        "name": "groundwork-production-jobs",
        "kmsMasterKeyId": key,
        "visibilityTimeoutSeconds": 120,
        "messageRetentionSeconds": 4 * 86400,
        "receiveWaitTimeSeconds": 20,
        "delaySeconds": 0,
        "redrivePolicy": json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}),
    }
    assert dead.inputs == {
        "name": "groundwork-production-jobs-dead-letters",
        "kmsMasterKeyId": key,
        "messageRetentionSeconds": 14 * 86400,
    }
    for each in (queue, dead):
        assert (each.state["protect"], each.state["retainOnDelete"]) == (True, True)
    allowed = prod.one("sqs/redriveAllowPolicy", "jobs")
    assert allowed.inputs["queueUrl"] == dead.outputs["url"]
    assert allowed.document("redriveAllowPolicy") == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [queue.arn],
    }


@pytest.mark.spec("FBG-MSG-02")
def test_queues_refuse_plain_http_and_admit_their_rules_only(prod: Graph) -> None:
    rule = (
        f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/groundwork-production-orders/groundwork-production-placed"
    )
    assert prod.one("cloudwatch/eventRule", "placed").arn == rule
    for name in ("jobs", "mail", "placed-dead-letters"):
        found = statements(prod.one("sqs/queuePolicy", name))
        arn = prod.one("sqs/queue", name).arn
        assert found == {
            "TlsOnly": {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            "Events": {
                "Sid": "Events",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": [rule]}},
            },
        }
    for name in ("jobs-dead-letters", "nightly-dead-letters"):
        assert list(statements(prod.one("sqs/queuePolicy", name))) == ["TlsOnly"]


def test_a_queue_that_keeps_the_order_has_dead_letters_that_do(prod: Graph) -> None:
    queue, dead = prod.one("sqs/queue", "mail"), prod.one("sqs/queue", "mail-dead-letters")
    assert queue.inputs["name"] == "groundwork-production-mail.fifo"
    assert (queue.inputs["fifoQueue"], queue.inputs["contentBasedDeduplication"]) == (True, True)
    assert dead.inputs["name"] == "groundwork-production-mail-dead-letters.fifo"
    target = prod.one("cloudwatch/eventTarget", "placed-mail").inputs
    assert target["sqsTarget"] == {"messageGroupId": "placed"}


@pytest.mark.spec("FBG-MSG-01")
def test_a_topic_is_encrypted_and_takes_messages_over_tls(prod: Graph) -> None:
    topic = prod.one("sns/topic", "push")
    assert topic.inputs == {"name": "groundwork-production-push", "kmsMasterKeyId": prod.one("kms/key").arn}
    found = statements(prod.one("sns/topicPolicy", "push"))
    assert found["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert found["Events"]["Principal"] == {"Service": "events.amazonaws.com"}
    without = graph_of("prod", {MESSAGING: {"topics": {"push": {}}}})
    assert list(statements(without.one("sns/topicPolicy", "push"))) == ["TlsOnly"]


@pytest.mark.spec("FBG-SEC-07")
def test_users_get_addresses_and_the_rights_to_use_them(prod: Graph) -> None:
    key = prod.one("kms/key").arn

    def via(service: str) -> dict[str, Any]:
        return {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": [key],
            "Condition": {"StringEquals": {"kms:ViaService": f"{service}.eu-west-1.amazonaws.com"}},
        }

    queue, topic = prod.one("sqs/queue", "jobs"), prod.one("sns/topic", "push")
    bus = prod.one("cloudwatch/eventBus", "orders")
    worker = container(prod, "worker")
    assert variables(worker) == {
        "JOBS_QUEUE_URL": queue.outputs["url"],
        "PUSH_TOPIC_ARN": topic.arn,
        "ORDERS_BUS_NAME": "groundwork-production-orders",
    }
    assert secrets(worker) == {}
    assert granted(prod, "worker") == [
        {
            "Effect": "Allow",
            "Action": [
                "sqs:SendMessage",
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl",
            ],
            "Resource": [queue.arn],
        },
        via("sqs"),
        {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [topic.arn]},
        via("sns"),
        {"Effect": "Allow", "Action": ["events:PutEvents"], "Resource": [bus.arn]},
    ]


def test_variables_and_names_as_the_settings_say() -> None:
    graph = graph_of(
        "prod",
        {
            MESSAGING: {
                "queues": {"jobs": {"name": "{prefix}-work", "inject": {"WORK": "name", "WORK_ARN": "arn"}}},
                "topics": {"push": {"name": "{prefix}-news", "inject": {"NEWS": "name"}}},
                "buses": {"orders": {"name": "{prefix}-events", "inject": {"BUS": "arn"}}},
            },
            USES: ["jobs", "push", "orders"],
        },
    )
    assert variables(container(graph, "worker")) == {
        "WORK": "groundwork-production-work",
        "WORK_ARN": graph.one("sqs/queue", "jobs").arn,
        "NEWS": "groundwork-production-news",
        "BUS": f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/groundwork-production-events",
    }


@pytest.mark.spec("FBG-MSG-03")
def test_a_rule_sends_events_of_its_bus_and_keeps_what_it_cannot_deliver(prod: Graph) -> None:
    rule = prod.one("cloudwatch/eventRule", "placed")
    assert rule.inputs == {
        "name": "groundwork-production-placed",
        "description": "Sends to jobs, mail, push",
        "eventBusName": "groundwork-production-orders",
        "eventPattern": '{"detail-type": ["OrderPlaced"]}',
    }
    dead = prod.one("sqs/queue", "placed-dead-letters").arn
    for key, token in (("jobs", "sqs/queue"), ("mail", "sqs/queue"), ("push", "sns/topic")):
        target = prod.one("cloudwatch/eventTarget", f"placed-{key}")
        assert target.inputs["arn"] == prod.one(token, key).arn
        assert (target.inputs["targetId"], target.inputs["deadLetterConfig"]) == (key, {"arn": dead})
        policy = prod.one("sqs/queuePolicy" if token == "sqs/queue" else "sns/topicPolicy", key)
        assert policy.urn in target.state["dependencies"]


def test_a_rule_on_the_default_bus() -> None:
    rules = {"spot": {"pattern": {"source": ["aws.ec2"]}, "targets": ["jobs"], "retain": False}}
    graph = graph_of("prod", {MESSAGING: {"queues": {"jobs": {}}, "rules": rules}})
    rule = graph.one("cloudwatch/eventRule", "spot")
    assert "eventBusName" not in rule.inputs
    admitted = statements(graph.one("sqs/queuePolicy", "jobs"))["Events"]["Condition"]
    assert admitted == {"ArnEquals": {"aws:SourceArn": [rule.arn]}}
    assert not graph.one("sqs/queue", "spot-dead-letters").state.get("protect")


@pytest.mark.spec("FBG-MSG-03")
def test_a_schedule_sends_with_a_role_of_its_own(prod: Graph) -> None:
    schedule, role = prod.one("scheduler/schedule", "nightly"), prod.one("iam/role", "nightly")
    queue, dead = prod.one("sqs/queue", "jobs"), prod.one("sqs/queue", "nightly-dead-letters")
    assert schedule.inputs == {
        "name": "groundwork-production-nightly",
        "scheduleExpression": "cron(0 2 * * ? *)",
        "scheduleExpressionTimezone": "UTC",
        "flexibleTimeWindow": {"mode": "OFF"},
        "state": "ENABLED",
        "target": {
            "arn": queue.arn,
            "roleArn": role.arn,
            "input": '{"task": "reports"}',
            "deadLetterConfig": {"arn": dead.arn},
        },
    }
    (trust,) = role.document("assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert [(each["Action"], each["Resource"]) for each in prod.statements(role)] == [
        (["sqs:SendMessage"], [queue.arn]),
        (["kms:Decrypt", "kms:GenerateDataKey"], [prod.one("kms/key").arn]),
        (["sqs:SendMessage"], [dead.arn]),
        (["kms:Decrypt", "kms:GenerateDataKey"], [prod.one("kms/key").arn]),
    ]


def test_a_schedule_for_a_topic_that_is_off(prod: Graph) -> None:
    schedule = prod.one("scheduler/schedule", "hourly").inputs
    assert (schedule["state"], schedule["target"]["arn"]) == ("DISABLED", prod.one("sns/topic", "push").arn)
    first = prod.statements(prod.one("iam/role", "hourly"))[0]
    assert first["Action"] == ["sns:Publish"]


def test_a_schedule_for_a_queue_that_keeps_the_order() -> None:
    schedules = {"nightly": {"schedule": "rate(1 day)", "target": "mail", "timeZone": "Europe/Berlin"}}
    graph = graph_of("prod", {MESSAGING: {"queues": {"mail": {"fifo": True}}, "schedules": schedules}})
    schedule = graph.one("scheduler/schedule", "nightly").inputs
    assert schedule["scheduleExpressionTimezone"] == "Europe/Berlin"
    assert schedule["target"]["sqsParameters"] == {"messageGroupId": "nightly"}


PUSH = {
    f"{MESSAGING}.platforms": {"firebase": {"kind": "gcm", "credential": "firebase"}},
    f"{SECRETS}.firebase": {"kind": "supplied", "optional": True},
    USES: ["firebase"],
}


@pytest.mark.spec("FBG-MSG-01")
def test_a_push_application_is_made_with_its_credential_and_kept_nowhere_else() -> None:
    """Users register devices with it, and send to its devices only."""
    graph = graph_of("prod", {**PUSH, "groundwork:secretValues": {"firebase": KEY_FILE}})
    application = graph.one("sns/platformApplication", "firebase")
    assert (application.inputs["platform"], application.inputs["platformCredential"]) == ("GCM", KEY_FILE)
    assert application.inputs["name"] == "groundwork-production-firebase"
    assert isinstance(application.state["inputs"]["platformCredential"], dict)  # a secret
    assert {each.name for each in graph.all("secretsmanager/secret")} == {"db", "session-key"}
    assert variables(container(graph, "worker")) == {"FIREBASE_PLATFORM_ARN": application.arn}
    assert granted(graph, "worker") == [
        {"Effect": "Allow", "Action": ["sns:CreatePlatformEndpoint"], "Resource": [application.arn]},
        {
            "Effect": "Allow",
            "Action": [
                "sns:DeleteEndpoint",
                "sns:GetEndpointAttributes",
                "sns:Publish",
                "sns:SetEndpointAttributes",
            ],
            "Resource": [f"arn:aws:sns:eu-west-1:{ACCOUNT}:endpoint/GCM/groundwork-production-firebase/*"],
        },
    ]


@pytest.mark.spec("FBG-MSG-01")
def test_without_its_credential_there_is_no_push_application() -> None:
    graph = graph_of("prod", PUSH)
    assert graph.none("sns/platformApplication")
    worker = container(graph, "worker")
    assert (worker["environment"], worker["secrets"], granted(graph, "worker")) == ([], [], [])


def test_an_encrypted_credential_can_be_previewed_offline() -> None:
    """What stands for it is no key file."""
    graph = graph_of(
        "prod", {**PUSH, "groundwork:secretValues": {"firebase": "secret-placeholder-0123456789abcdef"}}
    )
    assert graph.one("sns/platformApplication").inputs["platform"] == "GCM"


def test_with_aws_keys_services_encrypt_by_themselves() -> None:
    graph = graph_of("dev", {MESSAGING: {"topics": {"push": {}}, "queues": {"jobs": {"retain": False}}}})
    for queue in graph.all("sqs/queue"):
        assert queue.inputs["sqsManagedSseEnabled"] is True
        assert "kmsMasterKeyId" not in queue.inputs
        assert not queue.state.get("protect")
    assert graph.one("sns/topic", "push").inputs["kmsMasterKeyId"] == "alias/aws/sns"


def test_their_alarms(prod: Graph) -> None:
    expected = {
        "jobs-age": ("ApproximateAgeOfOldestMessage", 900),
        "jobs-depth": ("ApproximateNumberOfMessagesVisible", 1000),
        "jobs-dead-letters": ("ApproximateNumberOfMessagesVisible", 0),
        "push-failures": ("NumberOfNotificationsFailed", 0),
        "placed-dead-letters": ("ApproximateNumberOfMessagesVisible", 0),
        "nightly-dead-letters": ("ApproximateNumberOfMessagesVisible", 0),
    }
    alarms = {name: prod.one("cloudwatch/metricAlarm", name).inputs for name in expected}
    assert {name: (each["metricName"], each["threshold"]) for name, each in alarms.items()} == expected
    assert alarms["jobs-dead-letters"]["dimensions"] == {
        "QueueName": "groundwork-production-jobs-dead-letters"
    }
    changed = {MESSAGING: EVERYTHING, "groundwork:observability.alarms": {"jobs-age": {"threshold": 60}}}
    assert graph_of("prod", changed).one("cloudwatch/metricAlarm", "jobs-age").inputs["threshold"] == 60


def test_addresses_are_outputs(prod: Graph) -> None:
    assert prod.outputs["queueUrls"] == {
        name: prod.one("sqs/queue", name).outputs["url"] for name in ("jobs", "mail")
    }
    assert prod.outputs["topicArns"] == {"push": prod.one("sns/topic", "push").arn}


@pytest.mark.spec("FBG-OPS-09")
def test_another_of_each_changes_nothing_that_was_there() -> None:
    more: dict[str, Any] = {
        f"{MESSAGING}.topics.news": {},
        f"{MESSAGING}.queues.mails": {},
        f"{MESSAGING}.buses.payments": {},
        f"{MESSAGING}.schedules.weekly": {"schedule": "rate(7 days)", "target": "jobs"},
    }
    found = grown("prod", more, {MESSAGING: EVERYTHING})
    assert found.changed == {"cloudwatch/dashboard dashboard": ("dashboardBody",)}
    assert (found.gone, found.replaced) == ((), ())


def test_another_rule_is_admitted_where_it_sends_to() -> None:
    rule = {f"{MESSAGING}.rules.paid": {"pattern": {"source": ["shop"]}, "targets": ["jobs"]}}
    found = grown("prod", rule, {MESSAGING: EVERYTHING})
    assert found.changed == {
        "cloudwatch/dashboard dashboard": ("dashboardBody",),
        "sqs/queuePolicy jobs": ("policy",),
    }
    assert (found.gone, found.replaced) == ((), ())


def test_the_order_of_a_map_is_no_change_but_on_the_dashboard() -> None:
    turned = {**EVERYTHING, "queues": dict(reversed(list(EVERYTHING["queues"].items())))}
    found = grown("prod", {MESSAGING: turned}, {MESSAGING: EVERYTHING})
    assert found == Growth(changed={"cloudwatch/dashboard dashboard": ("dashboardBody",)})
