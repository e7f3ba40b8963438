"""The faults of `groundwork rehearse --fail`, read against the resources of the stack.

`TARGET[:OPERATION][:TIMES]`. A target may hold colons itself (a URN, a type token, `TYPE::NAME`), so it is
read from the right, and what follows `::` belongs to the target.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from deploy.aging import left_out
from deploy.errors import UserError
from deploy.graph import name_of, short_type
from simulator.faults import Fault, Manner, Op

_CREATES: Final = {manner.value: (manner, Op.CREATE) for manner in Manner}
OPERATIONS: Final = {
    **{op.value: (Manner.REFUSE, op) for op in Op},
    **{
        f"{manner}-{op}": (manner, op)
        for manner in Manner
        for op in Op
        if not (op is Op.READ and manner is not Manner.REFUSE)
    },
    **_CREATES,
}
"""Word → how what fails. A read changes nothing, so that only its refusal is worth a fault."""

SPELLING: Final = "TYPE, TYPE::NAME or URN, then :OPERATION and :TIMES if not create and once"
_ALLOWED: Final = ", ".join(
    [
        *(op.value for op in Op),
        *(f"{m}-{op}" for m in (Manner.CUT, Manner.KILL) for op in Op if op is not Op.READ),
    ]
)
_LAST: Final = re.compile(r"(?<!:):([^:]+)$")


@dataclass(frozen=True)
class _Spec:
    target: str
    word: str = Op.CREATE.value
    times: int = 1


class _WrongError(ValueError):
    """What is wrong with a fault, in a sentence."""


def faults(specs: Sequence[str], states: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """The faults that are asked for. Raises UserError with everything that is wrong with any of them."""
    targets = _Targets(states)
    found: list[Fault] = []
    wrong: list[str] = []
    for spec in specs:
        try:
            found.append(_fault(spec, targets))
        except _WrongError as problem:
            wrong.append(f"{spec}: {problem}")
    if wrong:
        number = "1 fault" if len(wrong) == 1 else f"{len(wrong)} faults"
        raise UserError(f"--fail: {number} cannot be rehearsed", details=wrong, mend=f"--fail {SPELLING}")
    return found


def spelled(fault: Fault) -> str:
    """A fault as `--fail` takes it."""
    word = fault.op.value if fault.manner is Manner.REFUSE else f"{fault.manner}-{fault.op}"
    times = "" if fault.times == 1 else f":{fault.times}"
    return f"{fault.urn or fault.type}:{word}{times}"


def _fault(text: str, targets: _Targets) -> Fault:
    spec = _read(text)
    # Whoever misspells an operation is told so, and not that there is no such type.
    head, _, word = spec.target.rpartition(":")
    if not targets.urns(spec.target) and head and not head.endswith(":") and targets.urns(head):
        near = difflib.get_close_matches(word, OPERATIONS, n=1)
        hint = f"; the nearest is {near[0]}" if near else ""
        raise _WrongError(f"'{word}' is no operation: {_ALLOWED} are{hint}")
    urns = targets.urns(spec.target)
    if not urns:
        raise _WrongError(targets.missing(spec.target))
    if spec.times < 1:
        raise _WrongError("0 times is never: 1 or more")
    manner, op = OPERATIONS[spec.word]
    if op is Op.UPDATE and not any(targets.updated(urn) for urn in urns):
        raise _WrongError(
            "none of its properties can change without a replacement, so that it is never updated"
        )
    if spec.times > len(urns) and op is Op.CREATE and manner is not Manner.REFUSE:
        # What AWS made is taken over, and not made again.
        raise _WrongError(
            f"the stack has {len(urns)} of it, and each can be {spec.word} once: {spec.times} times is more"
        )
    single = targets.single(spec.target)
    if single:
        return Fault(urn=single, op=op, manner=manner, times=spec.times)
    return Fault(type=targets.type(urns[0]), op=op, manner=manner, times=spec.times)


def _read(text: str) -> _Spec:
    target, word, times = text, Op.CREATE.value, 1
    last = _LAST.search(target)
    if last and last[1].isdecimal():
        target, times = target[: last.start()], int(last[1])
        last = _LAST.search(target)
    if last and last[1].lower() in OPERATIONS:
        target, word = target[: last.start()], last[1].lower()
    return _Spec(target, word, times)


class _Targets:
    """The resources of a stack that a provider makes."""

    def __init__(self, states: Iterable[Mapping[str, Any]]) -> None:
        self._states = {
            state["urn"]: state
            for state in states
            if state.get("custom") and not state.get("external") and not state["type"].startswith("pulumi:")
        }

    def type(self, urn: str) -> str:
        return self._states[urn]["type"]

    def urns(self, target: str) -> list[str]:
        """What a target means: one resource, or all of a type."""
        if target in self._states:
            return [target]
        kind, _, name = target.partition("::")
        return [
            urn
            for urn, state in self._states.items()
            if kind.lower() in _spellings(state["type"]) and name in ("", name_of(urn))
        ]

    def single(self, target: str) -> str:
        """The URN, if a target means one resource by its name."""
        found = self.urns(target)
        if len(found) > 1 and "::" in target:
            raise _WrongError(
                f"{len(found)} resources have this type and name; give the URN: {', '.join(found)}"
            )
        return found[0] if found and ("::" in target) else ""

    def updated(self, urn: str) -> bool:
        state = self._states[urn]
        return left_out(state["type"], state.get("inputs") or {}) is not None

    def missing(self, target: str) -> str:
        """That there is no such thing, and what is nearest."""
        if target.startswith("urn:"):
            near = difflib.get_close_matches(target, self._states, n=1, cutoff=0.5)
            return f"the stack has no resource with this URN{f'; the nearest is {near[0]}' if near else ''}"
        kind, _, name = target.partition("::")
        named = [name_of(urn) for urn in self.urns(kind)]
        if named:
            near = difflib.get_close_matches(name, named, n=1, cutoff=0.0)
            return f"the stack has no {kind} called '{name}'; the nearest is {near[0]}"
        types = {short_type(state["type"]).lower(): state["type"] for state in self._states.values()}
        wanted = (short_type(kind) if ":" in kind else kind).lower()
        near = difflib.get_close_matches(wanted, types, n=1, cutoff=0.5)
        hint = f"; the nearest is {short_type(types[near[0]])}" if near else ""
        return f"the stack has no resource of type '{kind}'{hint}"


def _spellings(token: str) -> set[str]:
    """How a type may be written: its token, `rds/instance:Instance`, `rds/instance`, `rds.Instance`."""
    package, _, rest = token.partition(":")
    module = rest.rpartition(":")[0]
    short = short_type(token)
    written = {token, rest, short, f"{package}.{short}", *([module] if "/" in module else [])}
    return {text.lower() for text in written}
