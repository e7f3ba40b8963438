"""One resource as controls see it: canonical type, plain properties, three-valued access to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from policy.framework.outcome import Outcome, Undetermined, Violation
from policy.framework.values import UNKNOWN, encoded, listed, plain, secret_paths, show

STACK: Final = "pulumi:pulumi:Stack"
_SAME_AS_LB = re.compile(r"^aws:(?:alb|applicationloadbalancing|elasticloadbalancingv2)/")
_S3_V2 = re.compile(r"^aws:s3/(\w+)V2:(\w+)V2$")


@cache
def canonical(token: str) -> str:
    """The one name of a type that has several: `aws:alb/…` is `aws:lb/…`, a `bucketV2` a bucket."""
    token = _SAME_AS_LB.sub("aws:lb/", token)
    return _S3_V2.sub(r"aws:s3/\1:\2", token)


def present(value: Any) -> bool:
    """There, and neither empty nor null."""
    return value not in (None, "", [], {})


class Resource:
    """A resource of the graph.

    `props` are what a control reads: the inputs when the resource is registered; in a whole-graph control the
    outputs, with inputs where an output is not known. A property that only AWS fills in and that is not known
    yet is absent there, so that it never hides what the program itself did say.
    """

    __slots__ = (
        "_secrets",
        "_sources",
        "id",
        "ignore_changes",
        "name",
        "parent",
        "property_dependencies",
        "props",
        "protect",
        "provider",
        "registered",
        "type",
        "urn",
    )

    def __init__(
        self,
        urn: str,
        type: str,
        properties: Any,
        *,
        id: str | None = None,
        protect: bool = False,
        ignore_changes: Sequence[str] = (),
        parent: str | None = None,
        property_dependencies: Mapping[str, list[str]] | None = None,
        provider: Mapping[str, Any] | None = None,
    ) -> None:
        source = encoded(properties)
        self.urn = urn
        self.type = canonical(type)
        self.name = urn.rpartition("::")[2]
        self.id = id
        self.protect = protect
        self.ignore_changes = tuple(ignore_changes)
        self.parent = parent
        self.provider = provider or {}
        self.property_dependencies = property_dependencies or {}
        self.props: dict[str, Any] = {
            key: plain(value) for key, value in source.items() if key != "__defaults"
        }
        self.registered: Resource = self
        """The resource as the program registered it, without what AWS fills in by itself: a default key, a
        default group. For questions of what was chosen; the same object where there is nothing else."""
        self._sources = (source,)
        self._secrets: frozenset[tuple[str, ...]] | None = None

    def over(self, registered: Resource) -> Resource:
        """This resource, made from its outputs, over what the program registered for it."""
        outputs = self.props
        self.props = dict(registered.props)
        for key, value in outputs.items():
            if value is not UNKNOWN:
                self.props[key] = value
        self.provider = registered.provider
        self.registered = registered
        registered.property_dependencies = self.property_dependencies
        self._sources += registered._sources
        return self

    def __repr__(self) -> str:
        return f"Resource({self.urn})"

    def is_secret(self, *path: str) -> bool:
        """Whether the value at a path is a Pulumi secret, or part of one, in inputs or outputs."""
        if self._secrets is None:
            self._secrets = frozenset(found for source in self._sources for found in secret_paths(source))
        return any(path[: len(found)] == found for found in self._secrets)

    def get(self, path: str) -> Any:
        """The value at a dotted path: None when absent, `UNKNOWN` when it or what holds it is not known."""
        value: Any = self.props
        for key in path.split("."):
            if isinstance(value, list):  # one block, written as a list of one
                value = value[0] if len(value) == 1 else None
            if value is UNKNOWN or not isinstance(value, dict):
                return value if value is UNKNOWN else None
            value = value.get(key)
        return value

    def blocks(self, path: str) -> list[Any]:
        """The blocks at a path, one or many; an unknown value is the block `UNKNOWN`."""
        return listed(self.get(path))

    def expect(self, path: str, ok: Callable[[Any], bool], must: str) -> Iterator[Outcome]:
        """One property against a predicate, three-valued and closed on absence (`ok` sees None).

        `must` completes the sentence "storageEncrypted is false, must be …".
        """
        value = self.get(path)
        if value is UNKNOWN:
            yield Undetermined(path)
        elif not ok(value):
            shown = "a secret" if self.is_secret(*path.split(".")) else show(value)
            yield Violation(f"{path} is {shown}, must be {must}")

    def expect_true(self, path: str) -> Iterator[Outcome]:
        """The property is true (`"true"` counts: launch templates have booleans as text)."""
        return self.expect(path, lambda value: value is True or value == "true", "true")

    def expect_false(self, path: str) -> Iterator[Outcome]:
        """The property is given as false."""
        return self.expect(path, lambda value: value is False or value == "false", "false")

    def expect_present(self, path: str, what: str) -> Iterator[Outcome]:
        """The property is there and not empty.

        A value that is not known yet but comes from another resource of the graph is there.
        """
        if self.get(path) is UNKNOWN and self.property_dependencies.get(path.partition(".")[0]):
            return iter(())
        return self.expect(path, present, what)
