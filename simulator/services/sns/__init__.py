"""SNS: topics, their policies and subscriptions, and push applications."""

from simulator.services.sns import answers, platforms, rules

__all__ = ["answers", "platforms", "rules"]
