"""The resources of a run on the real engine, for all packages together."""

from __future__ import annotations

import threading
from typing import Any

from . import provider
from .provider import Inventory
from .registry import Context, State
from .world import World

__all__ = ["Store"]


class Store:
    """The resources that exist, for all packages together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inventory = Inventory()
        self.world = World()

    def find(self, key: str) -> State | None:
        """The resource with this id, ARN or name."""
        with self._lock:
            return self._inventory.find(key)

    def all(self, token: str, key: provider.Key = "", value: Any = None) -> list[State]:
        """The resources of a type, or those with a value."""
        with self._lock:
            return self._inventory.all(token, key, value)

    def add(
        self, token: str, ctx: Context, identity: str, inputs: dict[str, Any], outputs: dict[str, Any]
    ) -> None:
        """Make a resource findable."""
        with self._lock:
            self._inventory.add(State(token, ctx.urn, identity, inputs, outputs, ctx.region))

    def remove(self, urn: str) -> None:
        """Forget a resource."""
        with self._lock:
            self._inventory.remove(urn)
