"""Application Auto Scaling: scalable targets, policies and scheduled actions."""

from simulator.services.appautoscaling import answers, rules

__all__ = ["answers", "rules"]
