"""Route 53: hosted zones and records."""

from simulator.services.route53 import answers

__all__ = ["answers"]
