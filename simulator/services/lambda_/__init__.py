"""Lambda: functions, permissions and event sources (the underscore keeps Python's own word free)."""

from simulator.services.lambda_ import answers, events, rules

__all__ = ["answers", "events", "rules"]
