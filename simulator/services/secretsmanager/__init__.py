"""Secrets Manager: secrets, their versions and rotation."""

from simulator.services.secretsmanager import answers

__all__ = ["answers"]
