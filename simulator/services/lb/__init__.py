"""Elastic Load Balancing: load balancers, listeners, rules and target groups."""

from simulator.services.lb import answers, balancer_rules, group_rules, listener_rules

__all__ = ["answers", "balancer_rules", "group_rules", "listener_rules"]
