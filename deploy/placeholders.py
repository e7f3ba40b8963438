"""Values that stand in a stack file until the real ones are known: an example domain, an example account.

They are fine for a preview. A real run is refused, because it would ask AWS for a certificate of example.com,
or send alarms to nobody.
"""

import re
from collections.abc import Iterator, Mapping

from deploy.stacks import Stack

# Names that are reserved for documentation (RFC 2606, RFC 6761).
_DOMAIN = re.compile(
    r"(^|[@./])(example\.(com|net|org)|[a-z0-9-]+\.(example|invalid|test))($|[/:])", re.IGNORECASE
)
# Account numbers of AWS's own documentation ("Example values": 111122223333, 123456789012, …).
_ACCOUNTS = ("123456789012", "111122223333", "444455556666", "555555555555", "000000000000", "012345678901")
_WORDS = re.compile(r"change[-_ ]?me|\btodo\b|\bfixme\b|^<.*>$|^x{4,}$", re.IGNORECASE)


def placeholders(stack: Stack) -> list[tuple[str, str]]:
    """Path and value of each example value in a stack's config; encrypted ones are not looked at."""
    hidden = set(stack.secrets)
    return [
        (path, text)
        for path, text in _strings(stack.values, ())
        if path not in hidden and is_placeholder(text)
    ]


def is_placeholder(text: str) -> bool:
    """Whether a value is an example by its own looks."""
    parts = re.split(r"[:/@.,\s-]", text)
    return bool(_DOMAIN.search(text) or _WORDS.search(text) or any(part in _ACCOUNTS for part in parts))


def _strings(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _strings(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*path, str(index)))
    elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield ".".join(path), str(value)
