"""CloudWatch: logs, alarms, dashboards, and EventBridge's rules and buses (which the provider keeps here)."""

from simulator.services.cloudwatch import (
    alarm_rules,
    answers,
    buses,
    dashboard_rules,
    event_rules,
    log_rules,
    queries,
)

__all__ = ["alarm_rules", "answers", "buses", "dashboard_rules", "event_rules", "log_rules", "queries"]
