"""ECR: repositories and their policies."""

from simulator.services.ecr import answers, rules

__all__ = ["answers", "rules"]
