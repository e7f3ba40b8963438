"""AWS Backup: vaults, plans and what they select."""

from simulator.services.backup import answers, rules

__all__ = ["answers", "rules"]
