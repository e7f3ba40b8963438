"""Route 53: hosted zones and records."""

from simulator.services.route53 import answers, rules

__all__ = ["answers", "rules"]
