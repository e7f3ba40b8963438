"""Reading a resource graph: the states of a preview, `pulumi preview --json` or `pulumi stack export`."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deploy.console import Branch
from deploy.errors import UserError

State = Mapping[str, Any]

SECRET = "4dabf18193072939515e22adb298388d"
"""Key under which Pulumi's wire format says what kind of special value an object is."""

SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Pulumi's sentinel for a value that is known only after the update."""

MASK = "[secret]"
STACK_TYPE = "pulumi:pulumi:Stack"


def is_secret(value: object) -> bool:
    """Whether a value stands in Pulumi's secret envelope."""
    return isinstance(value, Mapping) and value.get(SECRET) == SECRET_SIGNATURE


def mask(value: Any) -> Any:
    """The value with every secret in it replaced by `[secret]`, as Pulumi prints it."""
    if is_secret(value):
        return MASK
    if isinstance(value, Mapping):
        return {key: mask(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [mask(item) for item in value]
    return "[unknown]" if value == UNKNOWN else value


def reveal(value: Any) -> Any:
    """The value without secret envelopes; a secret whose text isn't there (an export) becomes None."""
    if is_secret(value):
        text = value.get("plaintext")
        return json.loads(text) if isinstance(text, str) else value.get("value")
    if isinstance(value, Mapping):
        return {key: reveal(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [reveal(item) for item in value]
    return value


def name_of(urn: str) -> str:
    """Logical name of a resource: the last part of its URN."""
    return urn.rsplit("::", 1)[-1]


def stack_of(urn: str) -> tuple[str, str]:
    """Stack and project of a resource, from its URN."""
    parts = urn.removeprefix("urn:pulumi:").split("::")
    return parts[0], parts[1] if len(parts) > 1 else ""


def service_of(token: str) -> str:
    """Package and service of a type token: `aws:ec2/vpc:Vpc` → `aws ec2`, `random:index/…` → `random`."""
    package, _, rest = token.partition(":")
    module = rest.split(":")[0].split("/")[0]
    if package == "pulumi":
        return "pulumi"
    return package if module in {"", "index"} else f"{package} {module}"


def short_type(token: str) -> str:
    """The part of a type token that a person reads: `aws:ec2/vpc:Vpc` → `ec2.Vpc`."""
    package, _, rest = token.partition(":")
    module, _, name = rest.rpartition(":")
    module = module.split("/")[0]
    return f"{package}.{name}" if module in {"", "index"} or package == "pulumi" else f"{module}.{name}"


@dataclass(frozen=True)
class Graph:
    """The resources of a stack, by URN and by parent."""

    states: Sequence[State]

    @cached_property
    def by_urn(self) -> dict[str, State]:
        return {state["urn"]: state for state in self.states}

    @cached_property
    def children(self) -> dict[str, list[State]]:
        """Children by the parent's URN; those without a parent in the graph under the empty name."""
        found: dict[str, list[State]] = defaultdict(list)
        for state in self.states:
            parent = state.get("parent") or ""
            found[parent if parent in self.by_urn else ""].append(state)
        return found

    @property
    def components(self) -> int:
        return sum(1 for state in self.states if not state.get("custom") and state["type"] != STACK_TYPE)

    @property
    def resources(self) -> int:
        """Resources of providers, without components, the stack itself and the providers."""
        return sum(1 for _ in self.managed())

    def managed(self) -> Iterator[State]:
        """The resources that a provider makes."""
        return (
            state for state in self.states if state.get("custom") and not state["type"].startswith("pulumi:")
        )

    def owner(self, urn: str) -> State | None:
        """The nearest component above a resource; None at the top."""
        state = self.by_urn.get(urn)
        while state is not None:
            state = self.by_urn.get(state.get("parent") or "")
            if state is not None and not state.get("custom"):
                return None if state["type"] == STACK_TYPE else state
        return None

    def totals(self) -> list[tuple[str, int]]:
        """Number of managed resources by service, the most numerous first."""
        counts = Counter(service_of(state["type"]) for state in self.managed())
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def tree(self, title: str, *, every: bool = False) -> Branch:
        """The graph as a tree of components, each with its resources by type, or `every` one by name."""
        root = Branch(f"{title}  {_counted(self.resources)}")
        tops = [state for state in self.children[""] if state["type"] == STACK_TYPE]
        urns = [state["urn"] for state in tops] or [""]
        for urn in urns:
            root.children += self._branches(urn, every)
        if tops:  # what has no parent at all still has to be seen
            strays = [state for state in self.children[""] if state["type"] != STACK_TYPE]
            root.children += self._group(strays, every)
        return root

    def _branches(self, urn: str, every: bool) -> list[Branch]:
        children = self.children.get(urn, [])
        components = [child for child in children if not child.get("custom")]
        resources = [child for child in children if child.get("custom")]
        branches = self._group(resources, every)
        for component in components:
            label = (
                f"{name_of(component['urn'])}  {component['type']}  {_counted(self._size(component['urn']))}"
            )
            branches.append(Branch(label, self._branches(component["urn"], every)))
        return branches

    def _group(self, resources: Sequence[State], every: bool) -> list[Branch]:
        if every:
            return [
                Branch(
                    f"{short_type(state['type'])}  {name_of(state['urn'])}",
                    self._branches(state["urn"], every),
                )
                for state in resources
            ]
        # Providers are settings of the run, not something that it makes.
        resources = [state for state in resources if not state["type"].startswith("pulumi:")]
        counts = Counter(state["type"] for state in resources)
        branches = [Branch(f"{short_type(token)}{f' ×{n}' if n > 1 else ''}") for token, n in counts.items()]
        # Resources that are parents of others (a bucket of its policy) keep their children in the summary.
        nested = [child for state in resources for child in self.children.get(state["urn"], [])]
        return branches + (self._group(nested, every) if nested else [])

    def _size(self, urn: str) -> int:
        return sum(
            (1 if child.get("custom") and not child["type"].startswith("pulumi:") else 0)
            + self._size(child["urn"])
            for child in self.children.get(urn, [])
        )


def _counted(number: int) -> str:
    return f"({number} resource{'' if number == 1 else 's'})"


def load(text: str, name: str) -> list[dict[str, Any]]:
    """The states of a `pulumi preview --json` or `pulumi stack export` document.

    Raises UserError, naming the file, where it is neither.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    if isinstance(document, dict):
        if isinstance(document.get("steps"), list):
            return [step["newState"] for step in document["steps"] if step.get("newState")]
        deployment = document.get("deployment")
        if isinstance(deployment, dict):
            # What is pending deletion (the old half of a replacement) is on its way out.
            resources = deployment.get("resources") or []
            return [state for state in resources if not state.get("delete")]
    raise UserError(
        f"{name}: neither the output of `pulumi preview --json` nor of `pulumi stack export`",
        details=["the first has `steps` at its top level, the second `deployment`"],
    )


def config_of(text: str) -> dict[str, str]:
    """The config that a `pulumi preview --json` document carries; empty for an export."""
    config = json.loads(text).get("config")
    return {key: value for key, value in (config or {}).items() if isinstance(value, str)}
