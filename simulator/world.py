"""What exists in the simulated AWS, whatever the engine believes: what was made, and not deleted since.

It is the measure of a run that failed on the way: a resource that is here and not in the engine's state is
orphaned, and one that was made anew while it was here is there twice.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Final

from .packages import package_of
from .registry import State

__all__ = ["REMOTE", "World"]

REMOTE: Final = frozenset({"aws", "kubernetes"})
"""Packages whose resources exist somewhere else. A random password is in the state or nowhere; an image
is pushed under its digest, however often."""

Key = tuple[str, str, str]
"""Type, region ("" for what has none) and id."""


@dataclass(frozen=True)
class _There:
    state: State
    copies: int = 1
    """2 while a replacement that has the same id is made, before the old one is deleted."""


class World:
    """The register of what exists. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._there: dict[Key, _There] = {}
        self._gone: set[Key] = set()
        self._replacing: set[str] = set()
        self._doubles: list[State] = []

    def all(self) -> list[State]:
        """Everything that is there; twice, what a replacement of the same id is made beside."""
        with self._lock:
            return [there.state for there in self._there.values() for _ in range(there.copies)]

    def of(self, urn: str) -> list[State]:
        """What was made for a resource of the program: more than one if it is there twice."""
        return [state for state in self.all() if state.urn == urn]

    def at(self, token: str, region: str, identity: str) -> State | None:
        """What has this id, in this region or in none."""
        with self._lock:
            there = self._there.get((token, region, identity)) or self._there.get((token, "", identity))
            return there.state if there else None

    def gone(self, token: str, region: str, identity: str) -> bool:
        """Whether what had this id was deleted."""
        with self._lock:
            return not self._gone.isdisjoint({(token, region, identity), (token, "", identity)})

    @property
    def doubles(self) -> tuple[State, ...]:
        """What was made although the same resource of the program was there already, in order."""
        with self._lock:
            return tuple(self._doubles)

    def make(self, state: State) -> None:
        """Something is made, or what has this id is made anew."""
        if package_of(state.type) not in REMOTE:
            return
        key = _key(state)
        with self._lock:
            there = self._there.get(key)
            replacement = state.urn in self._replacing
            if (
                not replacement
                and there is None
                and any(t.state.urn == state.urn for t in self._there.values())
            ):
                self._doubles.append(state)
            self._replacing.discard(state.urn)
            self._gone.discard(key)
            self._there[key] = _There(state, there.copies + 1 if there and replacement else 1)

    def change(self, state: State) -> None:
        """What has this id is as the state says."""
        if package_of(state.type) not in REMOTE:
            return
        key = _key(state)
        with self._lock:
            there = self._there.get(key)
            self._there[key] = replace(there, state=state) if there else _There(state)

    def know(self, state: State) -> None:
        """The engine has this in its state: it exists under this URN, unless it was deleted here."""
        if package_of(state.type) not in REMOTE:
            return
        key = _key(state)
        with self._lock:
            there = self._there.get(key)
            if there is not None:
                self._there[key] = replace(there, state=replace(there.state, urn=state.urn))
            elif key not in self._gone:
                self._there[key] = _There(state)

    def delete(self, state: State) -> bool:
        """Delete what has this id; False if there is nothing, or another that has the same id stays."""
        key = _key(state)
        with self._lock:
            there = self._there.pop(key, None)
            if there is not None and there.copies > 1:
                self._there[key] = replace(there, copies=there.copies - 1)
                return False
            self._gone.add(key)
            return there is not None

    def expect(self, urn: str, *, replacement: bool) -> None:
        """The engine was told whether a resource has to be replaced: then the next make is no double."""
        with self._lock:
            (self._replacing.add if replacement else self._replacing.discard)(urn)

    def replacing(self, urn: str) -> bool:
        """Whether the engine was told that a resource has to be replaced."""
        with self._lock:
            return urn in self._replacing


def _key(state: State) -> Key:
    region = state.outputs.get("region")
    return (state.type, region if isinstance(region, str) else "", state.id)
