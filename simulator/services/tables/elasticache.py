"""ElastiCache: engines, versions, node types, parameters.

Sources: "Supported engines and versions", "Supported node types", "Engine specific parameters" (Amazon
ElastiCache User Guide). Regenerate with `aws elasticache describe-cache-engine-versions` and
`describe-engine-default-parameters`; versions and node types without an account from cfn-lint's data set
(`schemas/extensions/aws_elasticache_cachecluster`), with which a test compares.
"""

from __future__ import annotations

from typing import Final

VERSIONS: Final[dict[str, dict[str, str]]] = {
    "redis": {
        "4.0.10": "4.0.10", "5.0.6": "5.0.6", "6.0": "6.0.5", "6.2": "6.2.6", "7.0": "7.0.7", "7.1": "7.1.0",
    },
    "valkey": {
        "7.2": "7.2.6", "8.0": "8.0.1", "8.1": "8.1.0", "8.2": "8.2.0", "9.0": "9.0.0", "9.1": "9.1.0",
    },
}  # fmt: skip
"""Versions that can be asked for, with the full version that then runs; from Redis 6 without a patch."""

DEFAULTS: Final = {"redis": "7.1", "valkey": "8.0"}

FAMILIES: Final = (
    "memcached1.4", "memcached1.5", "memcached1.6", "redis2.6", "redis2.8", "redis3.2", "redis4.0",
    "redis5.0", "redis6.x", "redis7", "valkey7", "valkey8", "valkey9",
)  # fmt: skip
"""Families of parameter groups."""

_TO_16: Final = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_TO_24: Final = ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge")

NODES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("t2", "t3", "t4g"), ("micro", "small", "medium")),
    **dict.fromkeys(("m5", "r5"), _TO_24),
    **dict.fromkeys(("m6g", "m7g", "m8g", "r6g", "r7g", "r8g", "c7gn", "c8gn"), _TO_16),
    "m4": ("large", "xlarge", "2xlarge", "4xlarge", "10xlarge"),
    "r4": ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge"),
    "r6gd": _TO_16[1:],
}
"""Sizes of nodes by family."""

EVICTION: Final = (
    "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-random", "allkeys-random",
    "volatile-ttl", "noeviction",
)  # fmt: skip
"""Values of `maxmemory-policy`."""

PARAMETERS: Final = frozenset(
    {
        "acl-pubsub-default", "acllog-max-len", "active-defrag-cycle-max", "active-defrag-cycle-min",
        "active-defrag-ignore-bytes", "active-defrag-max-scan-fields", "active-defrag-threshold-lower",
        "active-defrag-threshold-upper", "active-expire-effort", "activedefrag", "activerehashing",
        "client-output-buffer-limit-normal-hard-limit", "client-output-buffer-limit-normal-soft-limit",
        "client-output-buffer-limit-normal-soft-seconds", "client-output-buffer-limit-pubsub-hard-limit",
        "client-output-buffer-limit-pubsub-soft-limit", "client-output-buffer-limit-pubsub-soft-seconds",
        "close-on-replica-write", "close-on-slave-write", "cluster-allow-pubsubshard-when-down",
        "cluster-allow-reads-when-down", "cluster-enabled", "cluster-preferred-endpoint-type",
        "cluster-require-full-coverage", "commandlog-execution-slower-than",
        "commandlog-large-reply-max-len", "commandlog-large-request-max-len",
        "commandlog-reply-larger-than", "commandlog-request-larger-than",
        "commandlog-slow-execution-max-len", "databases", "hash-max-listpack-entries",
        "hash-max-listpack-value", "hash-max-ziplist-entries", "hash-max-ziplist-value",
        "hll-sparse-max-bytes", "latency-tracking", "latency-tracking-info-percentiles",
        "lazyfree-lazy-eviction", "lazyfree-lazy-expire", "lazyfree-lazy-server-del",
        "lazyfree-lazy-user-del", "lazyfree-lazy-user-flush", "lfu-decay-time", "lfu-log-factor",
        "list-compress-depth", "list-max-listpack-size", "list-max-ziplist-size", "lua-time-limit",
        "maxmemory-policy", "maxmemory-samples", "min-replicas-max-lag", "min-replicas-to-write",
        "min-slaves-max-lag", "min-slaves-to-write", "notify-keyspace-events", "proto-max-bulk-len",
        "rename-commands", "repl-backlog-size", "repl-backlog-ttl", "repl-timeout", "reserved-memory",
        "reserved-memory-percent", "search-fanout-target-mode", "search-default-timeout-ms",
        "search-query-string-bytes", "set-max-intset-entries", "set-max-listpack-entries",
        "set-max-listpack-value", "slave-allow-chaining", "slowlog-log-slower-than", "slowlog-max-len",
        "stream-node-max-bytes", "stream-node-max-entries", "tcp-keepalive", "timeout",
        "tracking-table-max-keys", "zset-max-listpack-entries", "zset-max-listpack-value",
        "zset-max-ziplist-entries", "zset-max-ziplist-value",
    }
)  # fmt: skip
"""Parameters that a group of Redis OSS 5 and later, or of Valkey, can set; not all of them in each
version."""

FIXED: Final = frozenset(
    {"appendfsync", "appendonly", "maxclients", "maxmemory", "save", "replicas-allow-chaining"}
)
"""Parameters that ElastiCache sets by itself."""


def family(engine: str, version: str) -> str:
    """Family of a version: `redis7`, `redis6.x`, `redis5.0`, `valkey8`."""
    major, _, rest = version.partition(".")
    if engine == "valkey" or int(major) >= 7:
        return f"{engine}{major}"
    return f"redis{major}.x" if major == "6" else f"redis{major}.{rest.partition('.')[0]}"


def full_version(engine: str, version: str | None) -> str:
    """The full version that runs for what was asked; what is not in the table stays as it is."""
    asked = version or DEFAULTS.get(engine, "")
    return VERSIONS.get(engine, {}).get(asked, asked)
