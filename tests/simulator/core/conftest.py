"""Shared by the tests of the simulator's core: running a function as a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest

from simulator.embedded import Preview, preview

Run = Callable[..., Preview]


class Box(pulumi.ComponentResource):
    """A component around whatever a test registers."""

    def __init__(
        self,
        name: str = "box",
        opts: pulumi.ResourceOptions | None = None,
        inputs: Mapping[str, Any] | None = None,
        finish: bool = True,
    ) -> None:
        super().__init__("test:index:Box", name, inputs, opts)
        if finish:
            self.register_outputs({})


@pytest.fixture
def run() -> Run:
    """Preview a function as project `project`, stack `dev`."""

    def started(program: Callable[[], None], **named: Any) -> Preview:
        settings: dict[str, Any] = {"project": "project", "stack": "dev", "config": {}, **named}
        return preview(program, **settings)

    return started


def state_of(previewed: Preview, name: str) -> dict[str, Any]:
    """The one state with this logical name."""
    (found,) = [state for state in previewed.states if state["urn"].endswith(f"::{name}")]
    return found
