"""EventBridge Scheduler: schedules and their groups."""

from simulator.services.scheduler import answers, rules

__all__ = ["answers", "rules"]
