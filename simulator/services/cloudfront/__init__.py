"""CloudFront: distributions, policies and origin access controls."""

from simulator.services.cloudfront import answers, policies

__all__ = ["answers", "policies"]
