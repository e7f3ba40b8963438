"""ACM: certificates and their validation."""

from simulator.services.acm import answers

__all__ = ["answers"]
