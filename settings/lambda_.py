"""A workload on AWS Lambda: a function, and what starts it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.shape import Kinds
from settings.tables import LAMBDA_VARIABLES
from settings.types import (
    FunctionHandler,
    Key,
    LambdaRuntime,
    LogGroupName,
    LogRetentionDays,
    RelativePath,
    ResourceName,
    ScheduleExpression,
    TimeZone,
)
from settings.workload import WorkloadBase


class BucketTrigger(Model):
    """Objects of a bucket that come, or go."""

    kind: Literal["bucket"]
    bucket: Key
    """Key in `groundwork:storage.buckets`."""

    prefix: str = ""
    """Beginning of the keys of the objects."""

    suffix: str = ""
    """End of the keys of the objects."""

    events: Annotated[
        tuple[
            Literal[
                "s3:ObjectCreated:*",
                "s3:ObjectRemoved:*",
                "s3:ObjectRestore:*",
                "s3:ObjectTagging:*",
                "s3:LifecycleExpiration:*",
            ],
            ...,
        ],
        Field(min_length=1),
    ] = ("s3:ObjectCreated:*",)
    """What happens to them."""

    def overlaps(self, other: "BucketTrigger") -> bool:
        """Whether one event could start both, which S3 refuses."""
        return (
            self.bucket == other.bucket
            and bool(set(self.events) & set(other.events))
            and (self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix))
            and (self.suffix.endswith(other.suffix) or other.suffix.endswith(self.suffix))
        )


class QueueTrigger(Model):
    """Messages of a queue, some at a time; only those that failed come back."""

    kind: Literal["queue"]
    queue: Key
    """Key in `groundwork:messaging.queues`."""

    batch_size: Annotated[int, Field(ge=1, le=10000)] = 10
    """Messages at a time, at the most."""

    batch_window_seconds: Annotated[int, Field(ge=0, le=300)] = 0
    """Time to wait for a batch to fill."""

    @rule
    def large_batches_take_time(self) -> Iterator[Breach]:
        """Source: AWS Lambda Developer Guide, "Creating an Amazon SQS event source mapping"."""
        if self.batch_size > 10 and self.batch_window_seconds == 0:
            yield Breach(
                ("batchWindowSeconds",),
                f"batches of {self.batch_size} messages take time to fill",
                "give 1 to 300, or a batchSize of 10 or less",
            )


class TopicTrigger(Model):
    """Messages of a topic."""

    kind: Literal["topic"]
    topic: Key
    """Key in `groundwork:messaging.topics`."""


class ScheduleTrigger(Model):
    """The clock."""

    kind: Literal["schedule"]
    schedule: ScheduleExpression
    """`cron(…)`, `rate(…)` or `at(…)`."""

    time_zone: TimeZone = "UTC"
    """Time zone of the schedule."""

    input: dict[str, Any] = Field(default_factory=dict)
    """Event that the function gets."""


class RuleTrigger(Model):
    """Events of an event bus that match a pattern."""

    kind: Literal["rule"]
    bus: Key | None = None
    """Key in `groundwork:messaging.buses`; the account's default bus if left out."""

    pattern: Annotated[dict[str, Any], Field(min_length=1)]
    """Event pattern, as EventBridge has it."""


Trigger = Annotated[
    BucketTrigger | QueueTrigger | TopicTrigger | ScheduleTrigger | RuleTrigger, Kinds("bucket")
]


class LambdaFunction(WorkloadBase):
    """A function on AWS Lambda from a folder of the project; calls that fail end in its dead-letter queue.

    What it uses gives it variables and rights as any workload. A secret is not put into a variable, which
    whoever may look at the function could read: for each `NAME` there is `NAME_ARN`, and `NAME_FIELD` where
    the value is one field of a JSON document.
    """

    kind: Literal["lambda"]
    """A function on AWS Lambda."""

    code: RelativePath
    """Folder of its code, from the project's root; all files in it but hidden and compiled ones."""

    handler: FunctionHandler
    """What is called, such as `handler.handle`."""

    runtime: LambdaRuntime
    """Language and version, in support (FBG-CMP-72)."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    memory: Annotated[int, Field(ge=128, le=10240)] = 512
    """MiB; the share of processor grows with it."""

    timeout_seconds: Annotated[int, Field(ge=1, le=900)] = 30
    """Time after which a call is ended."""

    architecture: Literal["ARM64", "X86_64"] = "ARM64"
    """Processor that it runs on; ARM64 (Graviton) costs a fifth less."""

    ephemeral_storage: Annotated[int, Field(ge=512, le=10240)] = 512
    """MiB in /tmp."""

    reserved_concurrency: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Calls at the same time, at the most, taken from the account's; no limit of its own if left out."""

    vpc: bool = False
    """Place it in the private subnets, where it reaches stores and services, and the rest of the world by
    HTTPS alone."""

    tracing: bool = True
    """Hand traces of its calls to X-Ray."""

    log_group: LogGroupName | None = None
    """Physical name; `/aws/lambda/<name>` if left out."""

    log_retention_days: LogRetentionDays | None = None
    """`groundwork:observability.logRetentionDays` if left out."""

    retain_dead_letters: bool = True
    """The dead-letter queue is protected, and left in place by a destroy."""

    triggers: dict[Key, Trigger] = Field(default_factory=dict)
    """What starts it, by name."""

    @property
    def port(self) -> None:
        """A function listens on none."""
        return

    @rule
    def variables_are_not_lambdas_own(self) -> Iterator[Breach]:
        """Source: AWS Lambda Developer Guide, "Defined runtime environment variables"."""
        for name in self.environment:
            if name in LAMBDA_VARIABLES:
                yield Breach(("environment", name), "Lambda sets this variable itself", "leave it out")
