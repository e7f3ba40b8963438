"""Lambda: functions and permissions (the underscore keeps Python's own word free)."""

from simulator.services.lambda_ import answers

__all__ = ["answers"]
