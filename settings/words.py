"""Small pieces of sentences that several error messages need."""

import difflib
import re
from collections.abc import Collection, Iterable, Sequence


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`; `none` of no words."""
    return _joined(words, " or ")


def both(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; `none` of no words."""
    return _joined(words, " and ")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, if any.

    That is the one which differs in case, hyphens and underscores only, or is begun or ended by what was
    given, or else the most similar one.
    """
    candidates = list(known)
    given = _folded(name)
    for candidate in candidates:
        if given == _folded(candidate):
            return candidate
    if len(given) > 2:
        for candidate in candidates:
            if _folded(candidate).startswith(given):
                return candidate
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(name: str, known: Collection[str], what: str = "") -> str:
    """`did you mean x?`, or where nothing is near what there is: `defined are a and b`."""
    if near := nearest(name, known):
        return f"did you mean `{near}`?"
    return f"{what} {both([f'`{candidate}`' for candidate in sorted(known)])}" if known and what else ""


def count(number: int, what: str) -> str:
    """`1 zone`, `2 zones`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _joined(words: Sequence[str], last: str) -> str:
    return last.join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else "none"


def _folded(name: str) -> str:
    return re.sub(r"[-_ ]", "", name).lower()
