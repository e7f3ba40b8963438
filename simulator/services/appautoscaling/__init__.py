"""Application Auto Scaling: scalable targets, policies and scheduled actions."""

from simulator.services.appautoscaling import answers, rules, step_rules

__all__ = ["answers", "rules", "step_rules"]
