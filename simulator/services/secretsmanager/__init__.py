"""Secrets Manager: secrets, their versions and rotation."""

from simulator.services.secretsmanager import answers, rules

__all__ = ["answers", "rules"]
