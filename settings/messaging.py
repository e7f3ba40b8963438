"""`groundwork:messaging`: topics, queues, event buses, rules, schedules and applications of push services."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from settings.base import Breach, Model, readable, rule
from settings.types import EnvironmentName, Key, ResourceName, ScheduleExpression, TimeZone


def _variable(key: str, ending: str) -> str:
    return f"{key.upper().replace('-', '_')}_{ending}"


class Topic(Model):
    """An SNS topic, encrypted; what uses it may publish."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    inject: dict[EnvironmentName, Literal["arn", "name"]] | None = None
    """Variables of its users; `<KEY>_TOPIC_ARN: arn` if left out."""

    def variables(self, key: str) -> dict[str, Literal["arn", "name"]]:
        """What is injected into the users of the topic of this key, by variable."""
        return {_variable(key, "TOPIC_ARN"): "arn"} if self.inject is None else self.inject


class Platform(Model):
    """An application of a push service, through which SNS reaches devices; what uses it registers devices
    and sends to them. Made only when the secret has a value."""

    kind: Literal["gcm"]
    """Firebase Cloud Messaging by its HTTP v1 interface; the older one has ended (erratum FBG E59)."""

    credential: Key
    """Supplied secret of `groundwork:security.secrets`: the JSON key file of a service account."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    inject: dict[EnvironmentName, Literal["arn"]] | None = None
    """Variables of its users; `<KEY>_PLATFORM_ARN: arn` if left out."""

    def variables(self, key: str) -> dict[str, Literal["arn"]]:
        """What is injected into the users of the application of this key, by variable."""
        return {_variable(key, "PLATFORM_ARN"): "arn"} if self.inject is None else self.inject


class Queue(Model):
    """An SQS queue, encrypted, with its dead-letter queue; what uses it may send, receive and delete."""

    name: ResourceName | None = None
    """Physical name, without the ending `.fifo`; `<prefix>-<key>` if left out."""

    fifo: bool = False
    """Keep the order of messages of a group, and drop those that are sent twice."""

    visibility_timeout_seconds: Annotated[int, Field(ge=0, le=43200)] = 30
    """Seconds in which a received message is hidden from others: longer than the work on it takes."""

    max_receive_count: Annotated[int, Field(ge=1, le=1000)] = 5
    """Receipts after which a message goes to the dead-letter queue, which keeps it for 14 days."""

    retention_days: Annotated[int, Field(ge=1, le=14)] = 4
    """Days for which a message waits to be received."""

    receive_wait_seconds: Annotated[int, Field(ge=0, le=20)] = 20
    """Time for which an empty queue lets a receiver wait, rather than answer at once."""

    delay_seconds: Annotated[int, Field(ge=0, le=900)] = 0
    """Time for which a new message is held back."""

    retain: bool = True
    """Protected, and left in place by a destroy; so is its dead-letter queue."""

    inject: dict[EnvironmentName, Literal["url", "arn", "name"]] | None = None
    """Variables of its users; `<KEY>_QUEUE_URL: url` if left out."""

    def variables(self, key: str) -> dict[str, Literal["url", "arn", "name"]]:
        """What is injected into the users of the queue of this key, by variable."""
        return {_variable(key, "QUEUE_URL"): "url"} if self.inject is None else self.inject


class Bus(Model):
    """An EventBridge event bus of the application's own; what uses it may put events."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    inject: dict[EnvironmentName, Literal["name", "arn"]] | None = None
    """Variables of its users; `<KEY>_BUS_NAME: name` if left out."""

    def variables(self, key: str) -> dict[str, Literal["name", "arn"]]:
        """What is injected into the users of the bus of this key, by variable."""
        return {_variable(key, "BUS_NAME"): "name"} if self.inject is None else self.inject


class Rule(Model):
    """Sends events that match a pattern to queues and topics; a function has triggers for that."""

    bus: Key | None = None
    """Key in `buses`; the account's default bus, which AWS's own events are on, if left out."""

    pattern: Annotated[dict[str, Any], Field(min_length=1)]
    """Event pattern, as EventBridge has it."""

    targets: Annotated[tuple[Key, ...], Field(min_length=1, max_length=5)]
    """Keys of queues and topics."""

    retain: bool = True
    """Its dead-letter queue is protected, and left in place by a destroy."""

    @rule
    def each_target_is_named_once(self) -> Iterator[Breach]:
        for index, key in readable(self.targets):
            if any(other == key for _, other in readable(self.targets[:index])):
                yield Breach(("targets", index), f"`{key}` is named twice")


class Schedule(Model):
    """Sends a message to a queue or topic at its times; a function has triggers for that."""

    schedule: ScheduleExpression
    """When; in minutes at the finest."""

    time_zone: TimeZone = "UTC"
    """Time zone of a cron expression and of a moment."""

    target: Key
    """Key of a queue or topic."""

    input: dict[str, Any] = Field(default_factory=dict)
    """Message, as JSON."""

    enabled: bool = True
    """Whether it runs."""

    retain: bool = True
    """Its dead-letter queue is protected, and left in place by a destroy."""


class Messaging(Model):
    """Topics, queues, buses and what sends to them, by name."""

    topics: dict[Key, Topic] = Field(default_factory=dict)
    """Topics, to publish to many."""

    platforms: dict[Key, Platform] = Field(default_factory=dict)
    """Applications of mobile push services."""

    queues: dict[Key, Queue] = Field(default_factory=dict)
    """Queues, for work that is done later."""

    buses: dict[Key, Bus] = Field(default_factory=dict)
    """Event buses beside the account's default one."""

    rules: dict[Key, Rule] = Field(default_factory=dict)
    """What happens with events of a bus."""

    schedules: dict[Key, Schedule] = Field(default_factory=dict)
    """What happens at given times."""
