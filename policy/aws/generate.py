"""Writes taggable.txt anew from the installed pulumi_aws: `python -m policy.aws.generate`."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

_TOKEN = re.compile(r"super\(\w+, __self__\)\.__init__\(\s*'(aws:[^']+)'")
_TAGS = re.compile(r"^    def tags\(self\)", re.MULTILINE)
TARGET = Path(__file__).with_name("taggable.txt")


@cache
def installed_types() -> dict[str, bool]:
    """Every resource type of the installed pulumi_aws, and whether it takes tags; read from its sources.

    Importing all of them would take a minute and a gigabyte.
    """
    spec = importlib.util.find_spec("pulumi_aws")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pulumi_aws is not installed")
    found: dict[str, bool] = {}
    for path in sorted(Path(spec.origin).parent.rglob("*.py")):
        text = path.read_text("utf-8")
        for token in _TOKEN.findall(text):
            found[token] = _TAGS.search(text) is not None
    return found


def taggable_text() -> str:
    """The contents of taggable.txt as they should be."""
    lines = [
        "# Types of the installed pulumi_aws that take tags; written by `python -m policy.aws.generate`."
    ]
    lines += sorted(token for token, takes in installed_types().items() if takes)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(taggable_text(), "utf-8")
