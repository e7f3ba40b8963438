"""What a DB instance class can take."""

MEMORY_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}
"""Memory of burstable and general-purpose classes by size (Amazon RDS User Guide "Hardware specifications for
DB instance classes"); memory-optimized classes (`db.r…`, `db.x…`) have twice as much or more."""


def memory_gib(instance_class: str) -> float:
    """Memory of a DB instance class in GiB: `db.t4g.micro` has 1, `db.r7g.2xlarge` 64."""
    _, family, size = instance_class.split(".")
    if size.endswith("xlarge") and size != "xlarge":
        memory = MEMORY_GIB["xlarge"] * int(size.removesuffix("xlarge"))
    else:
        memory = MEMORY_GIB[size]
    burstable = family.startswith("t")
    if burstable or family.startswith("m"):
        return memory
    return memory * (4 if family.startswith("x") else 2)


def connection_alarm_threshold(instance_class: str, max_connections: str | None = None) -> int:
    """80 % of `max_connections` where it is set, else about 80 % of what this class admits by default.

    `max_connections` is DBInstanceClassMemory / 9531392, at most 5,000 (Amazon RDS User Guide "Quotas and
    constraints for Amazon RDS"), where about a third of a GiB is not the engine's to use: 60 for
    db.t4g.micro, 150 for db.t4g.small (PYS-OBS-08).
    """
    if max_connections is not None and max_connections.isdecimal():
        return int(max_connections) * 8 // 10
    usable = (memory_gib(instance_class) - 1 / 3) * 1024**3
    connections = min(usable / 9531392, 5000)
    return int(connections * 0.8 / 10) * 10
