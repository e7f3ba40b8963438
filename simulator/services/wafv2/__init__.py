"""WAF: web ACLs, their rules, IP sets, logging and associations."""

from simulator.services.wafv2 import acl_rules, answers, attachment_rules

__all__ = ["acl_rules", "answers", "attachment_rules"]
