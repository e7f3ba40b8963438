"""ECR: repositories and their policies."""

from simulator.services.ecr import answers

__all__ = ["answers"]
