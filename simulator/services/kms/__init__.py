"""KMS: keys and aliases."""

from simulator.services.kms import answers

__all__ = ["answers"]
