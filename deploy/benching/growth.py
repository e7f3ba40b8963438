"""Stacks of any size: a network, a cluster, and the same small service as often as it takes."""

import json
from pathlib import Path
from typing import Any

from deploy.errors import UserError
from deploy.stacks import Project


def stack_file(project: Project, size: int, folder: Path) -> Path:
    """Write a stack file whose graph has about `size` resources, and return its path.

    The number that a service adds is found by previewing none, one and two of them; the smallest graph there
    is has more than ten resources, and is what a `size` below it gets.
    """
    none, one, two = (_count(project, number, folder) for number in (0, 1, 2))
    each = two - one
    if size <= none:
        return _write(project, 0, folder)
    return _write(project, max(1, 1 + round((size - one) / each)), folder)


def _count(project: Project, services: int, folder: Path) -> int:
    """Resources of the stack with so many services, from a run in a process of its own."""
    from deploy.benching.measure import Runs, run

    runs = Runs()
    run(runs, ["count", str(_write(project, services, folder))], project.root)
    return runs.resources


def _write(project: Project, services: int, folder: Path) -> Path:
    path = folder / f"Pulumi.services-{services}.yaml"
    # JSON is YAML, and quick to write and to read at this length.
    path.write_text(json.dumps({"config": config(project.name, services)}, indent=1), encoding="utf-8")
    return path


def config(project: str, services: int) -> dict[str, Any]:
    """The config of a stack with so many services."""
    if services < 0:
        raise UserError("a stack has no fewer than no services")
    service = {
        "kind": "ecs",
        "image": {"kind": "external", "uri": "public.ecr.aws/docker/library/nginx:1.29.3"},
        "size": {"cpu": 256, "memory": 512},
        "user": "101:101",
    }
    return {
        f"{project}:system": {"name": "growth", "environment": "dev", "region": "eu-west-1"},
        f"{project}:network": {
            "zones": ["a", "b"],
            "nat": {"kind": "single"},
            "flowLogs": {"enabled": False},
        },
        f"{project}:security": {"encryption": {"kind": "aws"}},
        f"{project}:compute": {"services": {f"service-{number:04}": service for number in range(services)}},
        f"{project}:observability": {"dashboard": False},
    }
