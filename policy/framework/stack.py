"""The stack that is judged: which system and environment it is, and what its config says to the pack."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NAMESPACE: Final = "groundwork"
ENVIRONMENTS: Final = ("dev", "test", "staging", "production")
_SPELLINGS: Final = {"development": "dev", "stage": "staging", "stg": "staging", "prod": "production"}
BASELINE: Final = "baseline"
"""Name of the levels that hold for a system without rows of its own, and for a stack that names none."""


@dataclass(frozen=True)
class Stack:
    """Name, system, environment and policy settings of a stack; the date is injected, so that runs repeat."""

    project: str
    name: str
    system: str = BASELINE
    environment: str = "production"
    customer_keys: bool = False
    """Whether a customer-managed KMS key is the stack's choice of encryption."""

    phase: int | None = None
    """Stage of a system that grows; None where the stack says none."""

    moving: bool = False
    """Whether the stack is on its way to another phase: both may be there for a while."""

    policy: Any = None
    """`groundwork:policy` as given; judged by `exemptions`, which reports what is wrong with it."""

    today: datetime.date = datetime.date.min

    @classmethod
    def from_config(
        cls, project: str, name: str, config: Mapping[str, str], today: datetime.date | None = None
    ) -> Stack:
        """From fully-qualified config as the engine hands it over, objects as JSON.

        A stack that says nothing of itself, or nothing readable, is held to the baseline of production.
        """
        system = _object(config.get(f"{NAMESPACE}:system"))
        security = _object(config.get(f"{NAMESPACE}:security"))
        environment = str(system.get("environment", "production")).lower()
        environment = _SPELLINGS.get(environment, environment)
        encryption = security.get("encryption")
        kind = encryption.get("kind") if isinstance(encryption, dict) else None
        return cls(
            project=project,
            name=name,
            system=str(system.get("name") or BASELINE),
            environment=environment if environment in ENVIRONMENTS else "production",
            # The settings' own default is a customer key; a stack of another program has no such setting.
            customer_keys=kind == "customer" or (kind is None and bool(system)),
            phase=_whole(system.get("phase")),
            moving=bool(system.get("move")),
            policy=_parsed(config.get(f"{NAMESPACE}:policy")),
            today=today or datetime.date.today(),
        )

    @classmethod
    def from_environment(cls) -> Stack:
        """From what the engine gives the pack's process: PULUMI_PROJECT, PULUMI_STACK and PULUMI_CONFIG."""
        import pulumi

        config = pulumi.Config(NAMESPACE)
        keys = ("system", "security", "policy")
        values = {f"{NAMESPACE}:{key}": value for key in keys if (value := config.get(key)) is not None}
        return cls.from_config(
            os.environ.get("PULUMI_PROJECT", ""), os.environ.get("PULUMI_STACK", ""), values
        )


def _parsed(text: Any) -> Any:
    """Config as an object: the engine's JSON text, or what a caller in Python already has as one."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _whole(value: Any) -> int | None:
    """A number from 1 on, also as the text that `pulumi config set` writes; None for anything else."""
    text = str(value)
    return (int(text) or None) if text.isascii() and text.isdigit() else None


def _object(text: Any) -> dict[str, Any]:
    value = _parsed(text)
    return value if isinstance(value, dict) else {}
