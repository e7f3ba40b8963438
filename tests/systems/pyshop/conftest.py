"""The three stacks of PyShop."""

import pytest

from tests.harness import Graph, graph_of

PYSHOP = ("pyshop/dev", "pyshop/prod", "pyshop/domain")


@pytest.fixture(params=PYSHOP)
def stack(request: pytest.FixtureRequest) -> str:
    """Each stack of PyShop in turn."""
    return request.param


@pytest.fixture
def graph(stack: str) -> Graph:
    """Its graph."""
    return graph_of(stack)
