"""Messages and events."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, IN_PRODUCTION, Control, always_so

THEME: Final = "messaging"

CONTROLS: Final = (
    Control(
        id="queue-dead-letters",
        title="Queues hand on what fails to a dead-letter queue",
        theme=THEME,
        severity="medium",
        baseline=IN_PRODUCTION,
        # A handful of tries tells a message that always fails from a worker that was just replaced.
        parameters={"receipts": 10},
        reason="A message that always fails is received for ever, or is lost when its retention ends.",
        remedy=always_so("`redrive_policy` of the queue, with `deadLetterTargetArn` and `maxReceiveCount`"),
    ),
    Control(
        id="event-target-dead-letters",
        title="Schedules and rules keep what they cannot deliver",
        theme=THEME,
        severity="medium",
        baseline=ADVISORY,
        reason="EventBridge drops an event after a day of retries, and tells nobody.",
        remedy=always_so("`dead_letter_config` of the target to a queue"),
    ),
)
