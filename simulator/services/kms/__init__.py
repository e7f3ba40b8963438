"""KMS: keys and aliases."""

from simulator.services.kms import answers, rules

__all__ = ["answers", "rules"]
