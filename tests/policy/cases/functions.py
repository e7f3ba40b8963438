"""Cases of Lambda functions."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Node, Ref

FUNCTION = "aws:lambda/function:Function"
PERMISSION = "aws:lambda/permission:Permission"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
QUEUE = Node("aws:sqs/queue:Queue", "failed")
ALLOWED = (
    "dotnet10, dotnet8, java11, java17, java21, java25, java8.al2, nodejs22.x, nodejs24.x, provided.al2023, "
    "python3.11, python3.12, python3.13, python3.14, ruby3.3, ruby3.4, ruby4.0"
)


def invoked_by(service: str) -> Node:
    return Node(
        PERMISSION, "invoked", {"function": Ref("resize", "name"), "principal": f"{service}.amazonaws.com"}
    )


def function(**inputs: object) -> Node:
    return Node(FUNCTION, "resize", {"name": "resize", **inputs})


CASES = [
    Case(
        "function-runtime-supported",
        "resize",
        [function(runtime="python3.13")],
        [
            off("runtime", "nodejs20.x", f"runtime is nodejs20.x, must be one of {ALLOWED}"),
            absent("runtime", f"runtime is absent, must be one of {ALLOWED}"),
            unknown("runtime"),
            fine("runtime", "nodejs24.x"),
        ],
        not_about=[function(packageType="Image")],
    ),
    Case(
        "function-dead-letters",
        "resize",
        [QUEUE, function(deadLetterConfig={"targetArn": Ref("failed", "arn")}), invoked_by("s3")],
        [
            absent(
                "deadLetterConfig",
                "deadLetterConfig.targetArn is absent, must be a queue or topic for events that fail",
            ),
            unknown("deadLetterConfig.targetArn"),
        ],
        not_about=[function(), invoked_by("secretsmanager")],
    ),
    Case(
        "function-dead-letters",
        "resize",
        [
            function(),
            invoked_by("events"),
            Node(
                "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
                "config",
                {
                    "functionName": Ref("resize", "name"),
                    "destinationConfig": {"onFailure": {"destination": "arn:aws:sqs:us-east-1:1:failed"}},
                },
            ),
        ],
        [
            absent(
                "destinationConfig",
                "deadLetterConfig.targetArn is absent, must be a queue or topic for events that fail",
                on="config",
            )
        ],
    ),
    Case(
        "function-concurrency",
        "resize",
        [function(reservedConcurrentExecutions=20)],
        [
            off(
                "reservedConcurrentExecutions",
                -1,
                "reservedConcurrentExecutions is -1, must be the number of instances that it may have",
            ),
            absent(
                "reservedConcurrentExecutions",
                "reservedConcurrentExecutions is absent, must be the number of instances that it may have",
            ),
            unknown("reservedConcurrentExecutions"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "function-tracing",
        "resize",
        [function(tracingConfig={"mode": "Active"})],
        [
            off("tracingConfig.mode", "PassThrough", 'tracingConfig.mode is "PassThrough", must be Active'),
            absent("tracingConfig", "tracingConfig.mode is absent, must be Active"),
            unknown("tracingConfig.mode"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "function-environment-customer-key",
        "resize",
        [
            Node("aws:kms/key:Key", "key"),
            function(environment={"variables": {"BUCKET": "b"}}, kmsKeyArn=Ref("key", "arn")),
        ],
        [absent("kmsKeyArn", "kmsKeyArn is absent, must be a customer-managed key"), unknown("kmsKeyArn")],
        not_about=[function()],
    ),
]
