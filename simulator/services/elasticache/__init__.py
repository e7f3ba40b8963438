"""ElastiCache: replication groups, their subnet and parameter groups, users."""

from simulator.services.elasticache import answers, group_rules, rules, user_rules

__all__ = ["answers", "group_rules", "rules", "user_rules"]
