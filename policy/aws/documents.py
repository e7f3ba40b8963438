"""IAM policy documents: statements in one shape, wildcards, principals, conditions that narrow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policy.aws.actions import needs_any_resource
from policy.framework.outcome import Outcome, Undetermined, Violation
from policy.framework.values import UNKNOWN, document, listed

_RESOURCE_TYPES: Final = frozenset(
    {
        *(
            "cluster",
            "function",
            "group",
            "instance",
            "key",
            "log-group",
            "loadbalancer",
            "parameter",
            "policy",
        ),
        *("repository", "role", "secret", "service", "stream", "table", "targetgroup", "task"),
        *("task-definition", "user", "volume", "vpc"),
    }
)
"""First words of the resource part of an ARN that name a kind, not a name (IAM User Guide, "Amazon Resource
Names"); what follows them is the name."""

_NARROWING: Final = frozenset(
    name.lower()
    for name in (
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceOrgID",
        "aws:SourceOwner",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:userId",
        "kms:CallerAccount",
        "s3:DataAccessPointAccount",
        "sts:ExternalId",
    )
)
"""Condition keys that tie a principal of `*` to somebody (Amazon S3 User Guide, "The meaning of public")."""


@dataclass(frozen=True)
class Statement:
    """One statement, its one-or-many members as lists."""

    index: int
    allow: bool
    actions: tuple[str, ...]
    resources: tuple[Any, ...]
    not_action: bool
    not_resource: bool
    principals: Mapping[str, tuple[Any, ...]]
    conditions: Mapping[str, tuple[str, ...]]
    """Values by condition key, in lower case; operators that turn a condition round left out."""

    @property
    def place(self) -> str:
        """How a message names the statement."""
        return f"statement {self.index}"


def statements(path: str, value: Any) -> Iterator[Statement | Outcome]:
    """The statements of a document; what is not known or no document is an outcome of its own."""
    if value is UNKNOWN:
        yield Undetermined(path)
        return
    parsed = document(value)
    if not isinstance(parsed, dict):
        yield Violation(f"{path} is {'absent' if value is None else 'not a JSON document'}, must be a policy")
        return
    for index, item in enumerate(listed(parsed.get("Statement")), 1):
        if not isinstance(item, dict):
            yield Violation(f"{path} has a statement {index} that is no object, must be a policy statement")
            continue
        yield Statement(
            index=index,
            allow=item.get("Effect") != "Deny",
            actions=tuple(str(action) for action in listed(item.get("Action") or item.get("NotAction"))),
            resources=tuple(listed(item.get("Resource") or item.get("NotResource"))),
            not_action="NotAction" in item,
            not_resource="NotResource" in item,
            principals=_principals(item.get("Principal")),
            conditions=_conditions(item.get("Condition")),
        )


def _principals(value: Any) -> dict[str, tuple[Any, ...]]:
    if isinstance(value, dict):
        return {str(kind): tuple(listed(members)) for kind, members in value.items()}
    return {"AWS": tuple(listed(value))} if value is not None else {}


def _conditions(value: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(value, dict):
        for operator, tests in value.items():
            if isinstance(tests, dict) and "Not" not in operator and operator != "Null":
                for key, wanted in tests.items():
                    found[str(key).lower()] = tuple(str(item) for item in listed(wanted))
    return found


def is_narrowed(statement: Statement) -> bool:
    """Whether a condition ties the statement to an account, an organisation, a network or a source."""
    return any(
        key in _NARROWING and values and not any(set(value) <= set("*:") for value in values)
        for key, values in statement.conditions.items()
    )


def any_principal(statement: Statement) -> bool:
    """Whether everybody is meant: `*`, or an ARN of every account."""
    members = statement.principals.get("AWS", ())
    return any(isinstance(member, str) and (member == "*" or ":*:" in member) for member in members)


def is_any_action(action: str) -> bool:
    """`*`, `service:*`, or an action of a service that is nothing but wildcards."""
    service, _, name = action.partition(":")
    return service in ("*", "") or (bool(name) and not name.strip("*?"))


def is_any_resource(resource: str) -> bool:
    """`*`, or an ARN whose name is a wildcard whole: `arn:aws:s3:::*`, `…:secret:*`, but not `bucket/*`."""
    if not resource.strip("*?"):
        return True
    parts = resource.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return False
    name = parts[5]
    for separator in (":", "/"):
        kind, found, rest = name.partition(separator)
        if found and kind in _RESOURCE_TYPES:
            name = rest
            break
    return not name.strip("*?:/")


def wide_actions(statement: Statement) -> list[str]:
    """The actions of a statement that could name a resource, yet are granted on all of them."""
    if not statement.allow or not any(isinstance(r, str) and is_any_resource(r) for r in statement.resources):
        return []
    return [action for action in statement.actions if not needs_any_resource(action)]
