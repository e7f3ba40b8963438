"""Container definitions, which a task definition holds as one JSON text; images; credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from policy.framework.outcome import Outcome, Undetermined, Violation
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, document, listed

PROPERTY: Final = "containerDefinitions"

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_?KEY|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|"
    r"SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?|DATABASE_URL|DB_URL|REDIS_URL|CONNECTION_STRING|DSN)$",
    re.IGNORECASE,
)
"""Names that end in what a credential is called; `ACCESS_TOKEN_EXPIRE_MINUTES` and `SECRET_NAME` do not."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_SECRET_VALUE: Final = {
    "a password in a URL": re.compile(r"^[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s:@]+@", re.IGNORECASE),
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_\w{36}|github_pat_\w{22,})"),
    "a Slack token": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a Stripe key": re.compile(r"\b[rs]k_live_\w{16,}"),
}
"""Values that are credentials whatever they are called: the published prefixes of the services named."""

_NO_SECRET = re.compile(r"^(?:arn:[\w-]+:(?:secretsmanager|ssm|kms):.*|true|false|\d+)?$", re.IGNORECASE)
"""Values that give nothing away: empty, a switch, a number, the ARN of a secret."""


def containers(task: Resource) -> Iterator[tuple[str, dict[str, Any]] | Outcome]:
    """The containers of a task definition by name; an outcome where they cannot be read."""
    value = task.get(PROPERTY)
    if value is UNKNOWN:
        yield Undetermined(PROPERTY)
        return
    found = document(value)
    if not isinstance(found, list) or not found:
        yield Violation(f"{PROPERTY} is {'absent' if value is None else 'not a JSON list of containers'}")
        return
    for index, item in enumerate(found):
        if isinstance(item, dict):
            yield str(item.get("name") or index), item


def credential(name: str, value: Any) -> str | None:
    """Why a plain variable is taken for a credential; None if it is not. The value itself is never said."""
    if not isinstance(value, str) or _NO_SECRET.match(value):
        return None
    if _SECRET_NAME.search(_HUMP.sub("_", name).replace("-", "_")):
        return "has the name of a credential"
    return next((f"holds {what}" for what, pattern in _SECRET_VALUE.items() if pattern.search(value)), None)


def secret_in_text(text: str) -> str | None:
    """What credential a text such as user data contains; None if none is recognised."""
    for what, pattern in _SECRET_VALUE.items():
        if any(pattern.search(word) for word in text.split()) or pattern.search(text):
            return what
    for line in text.splitlines():
        name, found, value = line.strip().removeprefix("export ").partition("=")
        if found and re.fullmatch(r"\w+", name) and not value.strip("\"'").startswith("$"):
            reason = credential(name, value.strip("\"'"))
            if reason:
                return f"{name}, which {reason}"
    return None


def unpinned(image: Any) -> str | None:
    """Why an image may change under its name; None for a digest or a tag that is not `latest`."""
    if not isinstance(image, str) or not image:
        return "absent"
    if "@sha256:" in image:
        return None
    tag = image.rpartition("/")[2].partition(":")[2]
    if not tag:
        return f"{image}, which has no tag"
    return f"{image}, which moves" if tag == "latest" else None


def environment(container: dict[str, Any]) -> list[tuple[str, Any]]:
    """The plain variables of a container, by name."""
    return [
        (str(item.get("name")), item.get("value"))
        for item in listed(container.get("environment"))
        if isinstance(item, dict)
    ]


def injected(container: dict[str, Any]) -> dict[str, Any]:
    """The injected secrets of a container: where each comes from, by name."""
    return {
        str(item.get("name")): item.get("valueFrom")
        for item in listed(container.get("secrets"))
        if isinstance(item, dict)
    }
