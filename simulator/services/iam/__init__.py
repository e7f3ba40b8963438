"""IAM: roles, their policies, managed policies and instance profiles."""

from simulator.services.iam import answers, rules

__all__ = ["answers", "rules"]
