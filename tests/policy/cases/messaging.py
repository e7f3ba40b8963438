"""Cases of messages and events that fail."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Json, Node, Ref

QUEUE = "aws:sqs/queue:Queue"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
SCHEDULE = "aws:scheduler/schedule:Schedule"
DEAD = Node(QUEUE, "dead", {"redriveAllowPolicy": '{"redrivePermission": "byQueue"}'})
REDRIVE = Json({"deadLetterTargetArn": Ref("dead", "arn"), "maxReceiveCount": 5})
KNOWN = ("resolved", "ids")
NOT_NAMED = "redrivePolicy is absent, must name a dead-letter queue"

CASES = [
    Case(
        "queue-dead-letters",
        "jobs",
        [Node(QUEUE, "jobs", {"redrivePolicy": REDRIVE}), DEAD],
        [
            absent("redrivePolicy", NOT_NAMED),
            off("redrivePolicy", "no document", NOT_NAMED),
            off("redrivePolicy", '{"maxReceiveCount": 5}', NOT_NAMED),
            off(
                "redrivePolicy.maxReceiveCount",
                11,
                "maxReceiveCount is 11, must be 10 or fewer",
                modes=KNOWN,
            ),
            absent(
                "redrivePolicy.maxReceiveCount",
                "maxReceiveCount is absent, must be 10 or fewer",
                modes=KNOWN,
            ),
            unknown("redrivePolicy"),
        ],
        not_about=[DEAD],
    ),
    Case(
        "queue-dead-letters",
        "jobs",
        [
            Node(QUEUE, "jobs", {"redriveAllowPolicy": '{"redrivePermission": "denyAll"}'}),
            Node(
                "aws:sqs/redrivePolicy:RedrivePolicy",
                "redrive",
                {"queueUrl": Ref("jobs"), "redrivePolicy": REDRIVE},
            ),
            DEAD,
        ],
        [absent("queueUrl", NOT_NAMED, on="redrive")],
        not_about=[
            Node(QUEUE, "failed"),
            Node(SCHEDULE, "nightly", {"target": {"deadLetterConfig": {"arn": Ref("failed", "arn")}}}),
        ],
    ),
    Case(
        "event-target-dead-letters",
        "jobs",
        [DEAD, Node(TARGET, "jobs", {"arn": "x", "deadLetterConfig": {"arn": Ref("dead", "arn")}})],
        [
            absent("deadLetterConfig", "deadLetterConfig.arn is absent, must be a dead-letter queue"),
            unknown("deadLetterConfig.arn"),
        ],
        not_about=[
            Node("aws:sns/topic:Topic", "alerts"),
            Node(TARGET, "told", {"arn": Ref("alerts", "arn")}),
            Node(TARGET, "logged", {"arn": "arn:aws:logs:us-east-1:123456789012:log-group:/spot"}),
        ],
    ),
    Case(
        "event-target-dead-letters",
        "nightly",
        [DEAD, Node(SCHEDULE, "nightly", {"target": {"deadLetterConfig": {"arn": Ref("dead", "arn")}}})],
        [
            absent(
                "target.deadLetterConfig",
                "target.deadLetterConfig.arn is absent, must be a dead-letter queue",
            ),
            fine("target.deadLetterConfig.arn", "arn:aws:sqs:us-east-1:123456789012:elsewhere"),
        ],
    ),
]
