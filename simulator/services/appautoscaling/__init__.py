"""Application Auto Scaling: scalable targets, policies and scheduled actions."""

from simulator.services.appautoscaling import answers

__all__ = ["answers"]
