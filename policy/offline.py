"""The pack over a resource graph in this process: no Pulumi CLI, no gRPC, yet the SDK's own analyzer.

Graphs come from the embedded preview, from `pulumi preview --json` and from `pulumi stack export`. As the
engine does it, each registered resource is analysed with its inputs, then the whole stack with its outputs.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.runtime import proto

from policy.framework.stack import Stack
from policy.pack import Pack, build
from policy.report import Report, assemble


@dataclass(frozen=True, slots=True)
class _Options:
    protect: bool
    ignoreChanges: list[str]  # noqa: N815  (the protocol's name)
    parent: str


@dataclass(frozen=True, slots=True)
class _Provider:
    urn: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Request:
    """A resource in the form of the protocol's messages, its properties as they are in the state."""

    urn: str
    type: str
    name: str
    properties: dict[str, Any]
    options: _Options
    provider: _Provider | None
    parent: str = ""
    id: str | None = None
    propertyDependencies: dict[str, list[str]] = field(default_factory=dict)  # noqa: N815  (the protocol's name)

    def HasField(self, name: str) -> bool:  # noqa: N802
        return getattr(self, name) is not None


@dataclass(frozen=True, slots=True)
class _StackRequest:
    resources: list[_Request]


def analyze(
    states: Sequence[Mapping[str, Any]],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    secret_keys: Collection[str] = (),
) -> Report:
    """Judge the states of a stack by the pack.

    `states` are resources as `newState` of a preview or in a stack's export; `config` is fully-qualified,
    with objects as JSON, and decides the levels. Nothing of this process's Pulumi runtime is read or changed.
    """
    with _without_collector():
        pack = build(Stack.from_config(project, stack, config))
        run(pack, states, config, secret_keys)
        return assemble(pack)


@contextmanager
def _without_collector() -> Generator[None]:
    """Keep the cyclic garbage collector from looking through the program's whole graph time and again.

    Plain values are freed without it; with a stack's resources in memory, one full collection takes longer
    than all controls together.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def run(
    pack: Pack,
    states: Sequence[Mapping[str, Any]],
    config: Mapping[str, str] | None = None,
    secret_keys: Collection[str] = (),
) -> list[Any]:
    """Drive a pack over states; the SDK's responses, one a registered resource and one for the stack."""
    analyzer = pack.analyzer()
    analyzer.ConfigureStack(
        proto.AnalyzerStackConfigureRequest(
            stack=pack.session.stack.name,
            project=pack.session.stack.project,
            dry_run=True,
            config=dict(config or {}),
            config_secret_keys=list(secret_keys),
        ),
        None,
    )
    live = [state for state in states if not state.get("delete")]
    providers = {
        state["urn"]: _Provider(state["urn"], state.get("inputs") or {})
        for state in live
        if str(state.get("type", "")).startswith("pulumi:providers:")
    }
    responses = [
        analyzer.Analyze(_request(state, "inputs", providers), None)
        for state in live
        if not state.get("external")  # only looked up: the engine shows it to whole-graph policies alone
    ]
    whole = _StackRequest([_request(state, "outputs", providers) for state in live])
    return [*responses, analyzer.AnalyzeStack(whole, None)]


def _request(state: Mapping[str, Any], side: str, providers: Mapping[str, _Provider]) -> _Request:
    urn: str = state["urn"]
    parent: str = state.get("parent") or ""
    provider = (state.get("provider") or "").rpartition("::")[0]
    return _Request(
        urn=urn,
        type=state["type"],
        name=urn.rpartition("::")[2],
        properties=state.get(side) or {},
        options=_Options(bool(state.get("protect")), state.get("ignoreChanges") or [], parent),
        provider=providers.get(provider),
        parent=parent,
        id=state.get("id") or None,
        propertyDependencies=state.get("propertyDependencies") or {},
    )


@dataclass(frozen=True)
class GraphFile:
    """A graph read from a file, and what the file says of its stack."""

    states: list[dict[str, Any]]
    project: str
    stack: str
    config: dict[str, str]
    """Only `pulumi preview --json` writes it, secrets masked; empty for an export."""


def load_graph(path: Path | str) -> GraphFile:
    """Read a file of `pulumi preview --json` or of `pulumi stack export`, of whatever program.

    ValueError names the path and what was expected; OSError comes through as it is.
    """
    where = Path(path)
    wanted = "must be the output of `pulumi preview --json` or `pulumi stack export`"
    try:
        data = json.loads(where.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{where}: not UTF-8 text, {wanted}") from error
    except ValueError as error:
        raise ValueError(f"{where}: not JSON ({error}), {wanted}") from error
    states = _states(data)
    if states is None:
        keys = ", ".join(sorted(data)[:5]) if isinstance(data, dict) else type(data).__name__
        raise ValueError(f"{where}: neither `steps` nor `deployment.resources` in it (but {keys}), {wanted}")
    for index, state in enumerate(states):
        if not isinstance(state, dict) or not isinstance(state.get("urn"), str) or "type" not in state:
            raise ValueError(f"{where}: resource {index} has no `urn` and `type`, {wanted}")
    if not states:
        raise ValueError(f"{where}: there is no resource in it, {wanted} of a stack that is not empty")
    # urn:pulumi:<stack>::<project>::<type>::<name>
    words = states[0]["urn"].split("::")
    config = data.get("config") if isinstance(data.get("config"), dict) else {}
    return GraphFile(
        states=states,
        project=words[1] if len(words) > 1 else "",
        stack=words[0].removeprefix("urn:pulumi:"),
        config={key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()},
    )


def _states(data: Any) -> list[Any] | None:
    """The resources of either shape; of a replacement's several steps the newest state."""
    if not isinstance(data, dict):
        return None
    steps = data.get("steps")
    if isinstance(steps, list):
        by_urn: dict[str, Any] = {}
        for step in steps:
            state = step.get("newState") if isinstance(step, dict) else None
            if isinstance(state, dict):
                by_urn[str(state.get("urn"))] = state
        return list(by_urn.values())
    for holder in (data.get("deployment"), _latest(data)):
        if isinstance(holder, dict):
            # A stack that was just destroyed has no `resources` at all.
            resources = holder.get("resources") or []
            return [item for item in resources if not (isinstance(item, dict) and item.get("delete"))]
    return None


def _latest(data: dict[str, Any]) -> Any:
    """A state file of a self-managed backend holds the export one level down."""
    checkpoint = data.get("checkpoint")
    return checkpoint.get("latest") if isinstance(checkpoint, dict) else None
