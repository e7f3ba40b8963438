"""What every component shares: its base class, its surroundings and the names it gives."""

import hashlib
from dataclasses import dataclass
from typing import Any

import pulumi


@dataclass(frozen=True)
class Context:
    """The surroundings of a component: plain values, and the account that it is deployed to."""

    prefix: str
    """Prefix of physical names: `<system>-<environment>` or the stack's own."""

    region: str
    account_id: pulumi.Output[str]
    log_retention_days: int
    """Retention of log groups that name no other."""

    key_arn: pulumi.Output[str] | None = None
    """Customer key of the stack; None where AWS's own keys encrypt."""

    secrets_manager: bool = True
    """Secrets are in Secrets Manager; else in SecureString parameters."""

    moving: bool = False
    """The stack is on its way to another phase, and what it leaves behind is in use still."""

    def name(self, role: str, limit: int = 64) -> str:
        """Physical name `<prefix>-<role>`, cut to `limit` characters with a short hash."""
        return safe_name(f"{self.prefix}-{role}", limit)


def safe_name(name: str, limit: int) -> str:
    """`name` itself, or its beginning and six characters of its hash where it is longer than `limit`."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('-')}-{digest}"


class Component(pulumi.ComponentResource):
    """A component whose children take nothing of the caller's options but their parent and its providers."""

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Options of a child resource."""
        return pulumi.ResourceOptions(parent=self, **options)

    def lookup(self) -> pulumi.InvokeOptions:
        """Options of a look-up, so that it asks the provider of this component."""
        return pulumi.InvokeOptions(parent=self)
