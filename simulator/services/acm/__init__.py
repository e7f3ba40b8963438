"""ACM: certificates and their validation."""

from simulator.services.acm import answers, rules

__all__ = ["answers", "rules"]
