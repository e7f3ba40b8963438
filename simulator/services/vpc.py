"""The `vpc` module of the provider: security-group rules as resources, which EC2 serves."""

from simulator.services import ec2

__all__ = ["ec2"]
