"""Lambda: functions, permissions and event sources (the underscore keeps Python's own word free)."""

from simulator.services.lambda_ import answers, archives, events, rules

__all__ = ["answers", "archives", "events", "rules"]
