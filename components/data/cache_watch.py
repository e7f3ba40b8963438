"""What can be watched of a cache."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.observed import AlarmSpec, Metric, MetricMath, Observed


def observed_cache(
    key: str,
    identifier: str,
    members: pulumi.Output[Sequence[str]],
    nodes: int,
    log_group: pulumi.Output[str],
) -> Observed:
    """Dashboard row and alarms of a replication group of so many nodes; `members` are their names.

    An alarm looks at the worst of the nodes, since any of them may be the primary; a metric by its short name
    is that of the first.
    """

    def metric(name: str, statistic: str = "Average") -> tuple[Metric, ...]:
        return tuple(
            Metric("AWS/ElastiCache", name, {"CacheClusterId": _node(members, index)}, statistic)
            for index in range(nodes)
        )

    metrics = {
        "cpu": metric("EngineCPUUtilization"),
        "memory": metric("DatabaseMemoryUsagePercentage"),
        "connections": metric("CurrConnections"),
        "hits": metric("CacheHits", "Sum"),
        "misses": metric("CacheMisses", "Sum"),
        "evictions": metric("Evictions", "Sum"),
    }

    def worst(name: str, label: str) -> MetricMath:
        each = {f"node{index}": one for index, one in enumerate(metrics[name], start=1)}
        return MetricMath(each, f"MAX([{', '.join(each)}])", label)

    return Observed(
        key=key,
        title=f"Cache {identifier}",
        widgets={
            "Engine CPU (%)": metrics["cpu"],
            "Memory (%)": metrics["memory"],
            "Connections": metrics["connections"],
            "Hits and misses": (*metrics["hits"], *metrics["misses"]),
            "Evictions": metrics["evictions"],
        },
        metrics={name: each[0] for name, each in metrics.items()},
        alarms={
            f"{key}-cpu": AlarmSpec(
                worst("cpu", "Engine CPU"), 80, f"Engine of {identifier} busy above 80 % for 5 minutes"
            ),
            f"{key}-memory": AlarmSpec(
                worst("memory", "Memory"), 80, f"Memory of {identifier} used above 80 %"
            ),
            f"{key}-evictions": AlarmSpec(
                worst("evictions", "Evictions"),
                1000,
                f"{identifier} drops more than 1000 keys in 5 minutes for want of memory",
                period_seconds=300,
                evaluation_periods=3,
            ),
        },
        log_group=log_group,
    )


def _node(members: pulumi.Output[Sequence[str]], index: int) -> pulumi.Output[str]:
    """Name of a node; that of the first as long as there are fewer, while the group grows."""
    return members.apply(lambda names: sorted(names)[index if index < len(names) else 0])
