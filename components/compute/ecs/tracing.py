"""The container beside an application that hands its traces on to X-Ray."""

from __future__ import annotations

from typing import Any

import pulumi

from components.compute.ecs.task import log_configuration
from settings.ecs import COLLECTOR, Tracing

CONFIGURATION = "/etc/ecs/ecs-default-config.yaml"
"""Of the image: it takes OTLP and X-Ray's own segments, and hands traces on to X-Ray (AWS Distro for
OpenTelemetry, "Using the default configurations of the collector on Amazon ECS")."""

USER = "1000:1000"
"""Nobody in particular: it reads its configuration, writes no file and takes no port below 1024."""

PORTS = ((2000, "udp"), (4317, "tcp"), (4318, "tcp"))
"""X-Ray segments, and OTLP by gRPC and by HTTP."""


def collector(settings: Tracing, log_group_name: pulumi.Output[str], region: str) -> dict[str, Any]:
    """The collector as ECS takes it; a task goes on without it (FBG-OBS-12, erratum FBG E33)."""
    return {
        "name": COLLECTOR,
        "image": settings.image,
        "essential": False,
        "user": USER,
        "command": [f"--config={CONFIGURATION}"],
        "portMappings": [
            {"containerPort": port, "hostPort": port, "protocol": protocol} for port, protocol in PORTS
        ],
        "logConfiguration": log_configuration(log_group_name, region, "xray"),
        "readonlyRootFilesystem": True,
    }
