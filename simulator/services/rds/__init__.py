"""RDS: instances, subnet groups, parameter groups and engine versions."""

from simulator.services.rds import answers, group_rules, instance_rules, storage_rules

__all__ = ["answers", "group_rules", "instance_rules", "storage_rules"]
