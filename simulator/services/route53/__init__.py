"""Route 53: hosted zones, records and health checks."""

from simulator.services.route53 import answers, health, rules

__all__ = ["answers", "health", "rules"]
