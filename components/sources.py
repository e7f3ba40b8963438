"""What can start a function: a bucket, a queue, a topic, an event bus."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class Source:
    """Where events come from."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    """Physical name."""
