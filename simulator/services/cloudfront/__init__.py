"""CloudFront: distributions, policies and origin access controls."""

from simulator.services.cloudfront import answers, distribution_rules, policies, policy_rules

__all__ = ["answers", "distribution_rules", "policies", "policy_rules"]
