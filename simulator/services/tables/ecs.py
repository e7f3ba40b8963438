"""ECS: what Fargate runs, and what a container definition consists of.

Sources: "Amazon ECS task definition parameters for Fargate" (Amazon ECS Developer Guide) for sizes and
drivers; "ContainerDefinition" (Amazon ECS API Reference) for members. Regenerate the members from the
`ecs` service model of botocore (`shapes.ContainerDefinition.members`); a test compares both.
"""

from __future__ import annotations

from typing import Final

GB: Final = 1024


def _range(low: int, high: int, step: int) -> tuple[int, ...]:
    return tuple(range(low * GB, high * GB + 1, step * GB))


FARGATE: Final[dict[int, tuple[int, ...]]] = {
    256: (512, 1 * GB, 2 * GB),
    512: _range(1, 4, 1),
    1024: _range(2, 8, 1),
    2048: _range(4, 16, 1),
    4096: _range(8, 30, 1),
    8192: _range(16, 60, 4),
    16384: _range(32, 120, 8),
    32768: (60 * GB, 120 * GB, 244 * GB),
}
"""CPU units -> memory in MiB that go together."""

DRIVERS: Final = ("awsfirelens", "awslogs", "fluentd", "gelf", "journald", "json-file", "splunk", "syslog")
FARGATE_DRIVERS: Final = ("awsfirelens", "awslogs", "splunk")

AWSLOGS: Final = frozenset(
    {
        "awslogs-create-group", "awslogs-datetime-format", "awslogs-group", "awslogs-multiline-pattern",
        "awslogs-region", "awslogs-stream-prefix", "max-buffer-size", "mode",
    }
)  # fmt: skip
"""Options of the driver awslogs ("LogConfiguration", Amazon ECS API Reference)."""

MEMBERS: Final = frozenset(
    {
        "command", "cpu", "credentialSpecs", "dependsOn", "disableNetworking", "dnsSearchDomains",
        "dnsServers", "dockerLabels", "dockerSecurityOptions", "entryPoint", "environment",
        "environmentFiles", "essential", "extraHosts", "firelensConfiguration", "healthCheck", "hostname",
        "image", "interactive", "links", "linuxParameters", "logConfiguration", "memory",
        "memoryReservation", "mountPoints", "name", "portMappings", "privileged", "pseudoTerminal",
        "readonlyRootFilesystem", "repositoryCredentials", "resourceRequirements", "restartPolicy",
        "secrets", "startTimeout", "stopTimeout", "systemControls", "ulimits", "user", "versionConsistency",
        "volumesFrom", "workingDirectory",
    }
)  # fmt: skip
"""Members of a container definition."""
