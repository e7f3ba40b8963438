"""Lambda: functions, permissions and event sources (the underscore keeps Python's own word free)."""

from simulator.services.lambda_ import answers, archives, code_rules, events, rules

__all__ = ["answers", "archives", "code_rules", "events", "rules"]
