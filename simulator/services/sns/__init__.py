"""SNS: topics, their policies and subscriptions."""

from simulator.services.sns import answers, rules

__all__ = ["answers", "rules"]
