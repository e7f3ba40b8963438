"""KMS: keys, their replicas, and aliases."""

from simulator.services.kms import answers, replicas, rules

__all__ = ["answers", "replicas", "rules"]
