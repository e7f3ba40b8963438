"""Tells by name or by look what is a secret and does not belong in plain text."""

import re
from typing import Any

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|KEY)S?$", re.IGNORECASE
)
_PUBLIC_NAME = re.compile(
    r"(?:^|_)(?:PUBLIC|PUBLISHABLE|IDEMPOTENCY|PARTITION|SORT|CACHE|ROUTING)_KEYS?$", re.IGNORECASE
)

_SECRET_LOOKS = (
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), "an AWS access key"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@"), "a URL with a password"),
    (re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})"), "a GitHub token"),
    (re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"), "a Slack token"),
    (re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}"), "a Stripe key"),
    (
        re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
        "a signed token (JWT)",
    ),
)


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name is secret: SECRET_KEY is, ACCESS_TOKEN_EXPIRE_MINUTES is not."""
    return bool(_SECRET_NAME.search(name)) and not _PUBLIC_NAME.search(name)


def looks_secret(value: Any) -> str | None:
    """What kind of secret the value looks like, or None."""
    if not isinstance(value, str):
        return None
    return next((what for pattern, what in _SECRET_LOOKS if pattern.search(value)), None)
