"""CloudWatch: logs, alarms, dashboards, and the rules of EventBridge (which the provider keeps here)."""

from simulator.services.cloudwatch import answers

__all__ = ["answers"]
