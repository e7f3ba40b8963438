"""RDS: instances, subnet groups, parameter groups, copies in other regions, engine versions."""

from simulator.services.rds import answers, copies, group_rules, instance_rules, storage_rules

__all__ = ["answers", "copies", "group_rules", "instance_rules", "storage_rules"]
