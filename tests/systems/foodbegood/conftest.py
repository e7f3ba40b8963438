"""The first phase of FoodBeGood."""

import json
from typing import Any

import pytest

from tests.harness import Graph, graph_of


@pytest.fixture
def graph() -> Graph:
    """Its graph."""
    return graph_of("foodbegood/phase1")


@pytest.fixture
def cloud_config(graph: Graph) -> dict[str, Any]:
    """What the server does at its first boot."""
    first, _, document = graph.one("ec2/instance").inputs["userData"].partition("\n")
    assert first == "#cloud-config"
    return json.loads(document)
