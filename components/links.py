"""Links: what a workload gets when its settings say that it uses something.

A store, bucket, queue or secret offers a `Link`; whatever runs code takes links and wires all of them: the
variables, the secrets, the permissions and the one port to open. So a workload moves between EC2, ECS, EKS
and Lambda by its `kind`, and least privilege is what it gets without trying.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pulumi

from components.iam import Statement


@dataclass(frozen=True)
class Opening:
    """The port to open from a user's security group to the group of what it uses."""

    security_group_id: pulumi.Output[str]
    port: int
    description: str


@dataclass(frozen=True)
class SecretRef:
    """A value in Secrets Manager or in a SecureString parameter, and the key of its JSON document."""

    arn: pulumi.Output[str]
    json_key: str | None = None
    """None where the whole value is meant."""

    parameter: pulumi.Output[str] | None = None
    """Name of the parameter; None where it is in Secrets Manager."""

    def key(self, json_key: str) -> SecretRef:
        """One value of the JSON document."""
        return replace(self, json_key=json_key)

    @property
    def value_from(self) -> pulumi.Output[str]:
        """`valueFrom` of an ECS container secret."""
        return self.arn.apply(lambda arn: f"{arn}:{self.json_key}::" if self.json_key else arn)


@dataclass(frozen=True)
class Link:
    """What using something takes: variables, secrets, permissions and a port."""

    name: str
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Plain variables."""

    secrets: Mapping[str, SecretRef] = field(default_factory=dict)
    """Variables that are secret."""

    statements: tuple[Statement, ...] = ()
    """What the code may do at run time."""

    opening: Opening | None = None
    narrowed: Callable[[Sequence[str]], Link] | None = None
    """The same link with these actions on objects in place of its own; None where there are no objects."""


def endpoints_link(security_group_id: pulumi.Output[str] | None) -> tuple[Link, ...]:
    """The way to the VPC's interface endpoints, which every workload needs where there are any."""
    if security_group_id is None:
        return ()
    return (Link(name="endpoints", opening=Opening(security_group_id, 443, "endpoints of AWS services")),)
