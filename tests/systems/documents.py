"""What the documents say, for tests that hold them against the program and its graphs."""

from __future__ import annotations

import re
from functools import cache

from tests.harness import ROOT

ROW = re.compile(r"^\| ((?:FBG|PYS|SKY)-[A-Z]{3}-\d{2}) \|(.*)\|$", re.MULTILINE)


@cache
def text(path: str) -> str:
    """A document of docs/, or any other file of the project."""
    return (ROOT / path).read_text()


def section(path: str, heading: str) -> str:
    """A section of a document, without those that come after it at its own level or above."""
    (found,) = [
        match for match in re.finditer(r"^(#+) (.+)$", prose(path), re.MULTILINE) if match.group(2) == heading
    ]
    level = len(found.group(1))
    rest = prose(path)[found.end() :]
    following = re.search(rf"^#{{1,{level}}} ", rest, re.MULTILINE)
    start, end = found.end(), found.end() + (following.start() if following else len(rest))
    return text(path)[start:end]


def prose(path: str) -> str:
    """A document with its code blanked, so that a comment in a command is no heading."""
    return re.sub(r"```.*?```", lambda code: re.sub(r"[^\n]", " ", code.group()), text(path), flags=re.DOTALL)


def commands(markdown: str) -> str:
    """All shell code of a piece of Markdown, continued lines joined."""
    code = "\n".join(re.findall(r"```sh\n(.*?)```", markdown, re.DOTALL))
    return re.sub(r"\\\n\s*", "", re.sub(r"(?m)^ {3}", "", code))


def rows(system: str) -> dict[str, list[str]]:
    """Cells of each requirement row of a system's page, by ID; none has two rows."""
    found = ROW.findall(text(f"docs/systems/{system}.md"))
    assert len(dict(found)) == len(found)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in found}
