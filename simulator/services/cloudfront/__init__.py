"""CloudFront: distributions, policies, functions and origin access controls."""

from simulator.services.cloudfront import answers, distribution_rules, functions, policies, policy_rules

__all__ = ["answers", "distribution_rules", "functions", "policies", "policy_rules"]
