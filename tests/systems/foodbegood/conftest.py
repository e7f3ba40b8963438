"""The phases of FoodBeGood."""

import json
from typing import Any

import pytest

from tests.harness import Graph, graph_of


@pytest.fixture
def graph() -> Graph:
    """The graph of phase 1."""
    return graph_of("foodbegood/phase1")


@pytest.fixture
def phase2() -> Graph:
    """The graph of phase 2."""
    return graph_of("foodbegood/phase2")


@pytest.fixture
def phase3() -> Graph:
    """The graph of phase 3."""
    return graph_of("foodbegood/phase3")


@pytest.fixture(params=["foodbegood/phase2", "foodbegood/phase3"])
def on_ecs(request: pytest.FixtureRequest) -> Graph:
    """Each phase that runs on ECS."""
    return graph_of(request.param)


@pytest.fixture(params=["foodbegood/phase1", "foodbegood/phase2", "foodbegood/phase3"])
def every(request: pytest.FixtureRequest) -> Graph:
    """Each phase."""
    return graph_of(request.param)


@pytest.fixture
def cloud_config(graph: Graph) -> dict[str, Any]:
    """What the server of phase 1 does at its first boot."""
    first, _, document = graph.one("ec2/instance").inputs["userData"].partition("\n")
    assert first == "#cloud-config"
    return json.loads(document)
