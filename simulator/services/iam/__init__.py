"""IAM: roles, their policies, managed policies and instance profiles."""

from simulator.services.iam import answers

__all__ = ["answers"]
