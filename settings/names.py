"""What a stack file writes for the stack's own names: `{environment}` and `{prefix}`.

A physical name that is given by hand is still built from the environment, so that one file serves a stack of
any environment, and a system moves from phase to phase under the names that it has (FBG-OPS-05, erratum
E12).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

WORDS: Final = ("environment", "prefix")
"""Every word that may stand in braces; anything else in braces is left as it is."""

PATTERN: Final = rf"\{{(?:{'|'.join(WORDS)})\}}"

_WORD: Final = re.compile(rf"\{{({'|'.join(WORDS)})\}}")
_OWN: Final = frozenset({"system", "secretValues"})
"""Areas in which nothing is replaced: where the names come from, and what is secret."""


def named(areas: Mapping[str, Any]) -> dict[str, Any]:
    """The plain settings with the stack's names in place of the words.

    Where `groundwork:system` gives no readable names, the words stand for themselves without braces: the
    error is that of the system alone.
    """
    system = areas.get("system")
    texts = system.items() if isinstance(system, Mapping) else ()
    known = {key: value for key, value in texts if isinstance(value, str)}
    environment = known.get("environment", "environment")
    prefix = known.get("namePrefix") or f"{known.get('name', 'name')}-{environment}"
    words = {"environment": environment, "prefix": prefix}
    return {key: value if key in _OWN else _replaced(value, words) for key, value in areas.items()}


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _WORD.sub(lambda found: words[found[1]], value)
    if isinstance(value, Mapping):
        return {key: _replaced(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, words) for inner in value]
    return value
