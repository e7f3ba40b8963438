"""CloudWatch: logs, alarms, dashboards, and the rules of EventBridge (which the provider keeps here)."""

from simulator.services.cloudwatch import alarm_rules, answers, dashboard_rules, event_rules, log_rules

__all__ = ["alarm_rules", "answers", "dashboard_rules", "event_rules", "log_rules"]
