"""SNS: topics, their policies and subscriptions."""

from simulator.services.sns import answers

__all__ = ["answers"]
