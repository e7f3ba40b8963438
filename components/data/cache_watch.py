"""What can be watched of a cache."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.observed import AlarmSpec, Metric, Observed


def observed_cache(key: str, identifier: str, members: pulumi.Output[Sequence[str]], nodes: int) -> Observed:
    """Dashboard row and alarms of a replication group of so many nodes; `members` are their names."""

    def metric(name: str, statistic: str = "Average") -> tuple[Metric, ...]:
        return tuple(
            Metric("AWS/ElastiCache", name, {"CacheClusterId": _node(members, index)}, statistic)
            for index in range(nodes)
        )

    cpu, memory = metric("EngineCPUUtilization"), metric("DatabaseMemoryUsagePercentage")
    evictions, connections = metric("Evictions", "Sum"), metric("CurrConnections")
    hits, misses = metric("CacheHits", "Sum"), metric("CacheMisses", "Sum")
    return Observed(
        key=key,
        title=f"Cache {identifier}",
        widgets={
            "Engine CPU (%)": cpu,
            "Memory (%)": memory,
            "Connections": connections,
            "Hits and misses": (*hits, *misses),
            "Evictions": evictions,
        },
        metrics={
            "cpu": cpu[0],
            "memory": memory[0],
            "connections": connections[0],
            "hits": hits[0],
            "misses": misses[0],
            "evictions": evictions[0],
        },
        alarms={
            f"{key}-cpu": AlarmSpec(cpu[0], 80, f"Engine of {identifier} busy above 80 % for 5 minutes"),
            f"{key}-memory": AlarmSpec(memory[0], 80, f"Memory of {identifier} used above 80 %"),
            f"{key}-evictions": AlarmSpec(
                evictions[0],
                1000,
                f"{identifier} drops more than 1000 keys in 5 minutes for want of memory",
                period_seconds=300,
                evaluation_periods=3,
            ),
        },
    )


def _node(members: pulumi.Output[Sequence[str]], index: int) -> pulumi.Output[str]:
    """Name of a node; that of the first as long as there are fewer, while the group grows."""
    return members.apply(lambda names: sorted(names)[index if index < len(names) else 0])
