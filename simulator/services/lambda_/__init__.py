"""Lambda: functions and permissions (the underscore keeps Python's own word free)."""

from simulator.services.lambda_ import answers, rules

__all__ = ["answers", "rules"]
