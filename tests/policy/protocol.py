"""States as the engine's own messages, so that the analyzer can be driven as over gRPC."""

from __future__ import annotations

import json
from typing import Any

from google.protobuf import json_format
from pulumi.runtime import proto

from policy.pack import Pack

SECRET = "1b47061264138c4ac30d75fd1eb44270"
SIGNATURE = "4dabf18193072939515e22adb298388d"


def wire(value: Any) -> Any:
    """A state's value in wire encoding: secrets carry their value, not its JSON."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return {SIGNATURE: SECRET, "value": wire(json.loads(value["plaintext"]))}
        return {key: wire(item) for key, item in value.items()}
    return [wire(item) for item in value] if isinstance(value, list) else value


def _common(state: dict[str, Any], side: str, providers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    urn = state["urn"]
    message: dict[str, Any] = {
        "urn": urn,
        "type": state["type"],
        "name": urn.rpartition("::")[2],
        "properties": wire(state.get(side) or {}),
        "options": {"protect": bool(state.get("protect")), "parent": state.get("parent") or ""},
    }
    provider = providers.get((state.get("provider") or "").rpartition("::")[0])
    if provider:
        message["provider"] = {
            "urn": provider["urn"],
            "type": provider["type"],
            "name": "aws",
            "properties": wire(provider["inputs"]),
        }
    return message


def analyze(state: dict[str, Any], states: list[dict[str, Any]]) -> proto.AnalyzeRequest:
    """The request of one registered resource."""
    return json_format.ParseDict(_common(state, "inputs", _providers(states)), proto.AnalyzeRequest())


def analyze_stack(states: list[dict[str, Any]]) -> proto.AnalyzeStackRequest:
    """The request of the whole stack; as of the engine, without ids."""
    resources = [
        {
            **_common(state, "outputs", _providers(states)),
            "parent": state.get("parent") or "",
            "propertyDependencies": {
                key: {"urns": urns} for key, urns in (state.get("propertyDependencies") or {}).items()
            },
        }
        for state in states
    ]
    return json_format.ParseDict({"resources": resources}, proto.AnalyzeStackRequest())


def _providers(states: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {state["urn"]: state for state in states if state["type"].startswith("pulumi:providers:")}


def drive(pack: Pack, states: list[dict[str, Any]]) -> list[proto.AnalyzeResponse]:
    """All requests of a preview, in order; the responses."""
    analyzer = pack.analyzer()
    responses = [analyzer.Analyze(analyze(state, states), None) for state in states]
    return [*responses, analyzer.AnalyzeStack(analyze_stack(states), None)]
