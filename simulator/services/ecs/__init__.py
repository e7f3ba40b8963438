"""ECS: clusters, capacity providers, task definitions and services."""

from simulator.services.ecs import answers, cluster_rules, deployment_rules, service_rules, task_rules

__all__ = ["answers", "cluster_rules", "deployment_rules", "service_rules", "task_rules"]
