"""The documents, taken apart: headings and their anchors, links, code."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from tests.harness import ROOT

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\S*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"(?<!\!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


class Code(NamedTuple):
    """A fenced block, its indentation taken off."""

    language: str
    text: str


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCE.sub("", self.text)

    @cached_property
    def code(self) -> tuple[Code, ...]:
        return tuple(
            Code(found["language"], re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE))
            for found in _FENCE.finditer(self.text)
        )

    @cached_property
    def inline(self) -> tuple[str, ...]:
        """What stands in back-quotes in the prose."""
        return tuple(_INLINE.findall(self.prose))

    @cached_property
    def links(self) -> tuple[str, ...]:
        return tuple(found["target"] for found in _LINK.finditer(_INLINE.sub("", self.prose)))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(_HEADING.findall(self.prose))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Anchors as GitHub makes them: lower case, no punctuation, spaces as hyphens, repeats numbered."""
        found: set[str] = set()
        for heading in self.headings:
            plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            anchor, number = plain, 0
            while anchor in found:
                number += 1
                anchor = f"{plain}-{number}"
            found.add(anchor)
        return frozenset(found)

    def shell(self) -> Iterator[list[str]]:
        """Each simple command of the shell blocks, as its words; substitutions are apart."""
        for block in self.code:
            if block.language == "sh":
                yield from commands(block.text)


def commands(text: str) -> Iterator[list[str]]:
    """Simple commands of a shell text: lines joined at backslashes, cut at `&&`, `|` and `;`."""
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        for part in _substituted(line):
            lexer = shlex.shlex(part, posix=True, punctuation_chars=";|&<>")
            lexer.whitespace_split = True
            lexer.commenters = "#"
            words: list[str] = []
            for word in lexer:
                if word and set(word) <= set("<>"):
                    next(lexer)  # the file that it is written to
                elif word and set(word) <= set(";|&"):
                    if words:
                        yield words
                    words = []
                else:
                    words.append(word)
            if words:
                yield words


def _substituted(line: str) -> list[str]:
    """A line whose innermost `$(…)` are taken out, one after the other, and those."""
    found = []
    while inner := re.search(r"\$\(([^()]*)\)", line):
        found.append(inner[1])
        line = line[: inner.start()] + "SUBSTITUTED" + line[inner.end() :]
    return [re.sub(r"^\w+=", "", part.strip()) for part in (line, *found)]


@cache
def pages() -> tuple[Page, ...]:
    """Every Markdown file of the project: those at the root, and docs/."""
    return tuple(Page(path) for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]))


def page(name: str) -> Page:
    """The page at a path from the root."""
    return Page(ROOT / name)


def section(name: str, heading: str) -> str:
    """The text below a heading of a page, up to the next of the same or a higher level."""
    text = page(name).text
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    if found is None:
        raise AssertionError(f"{name} has no heading '{heading}'")
    end = re.search(rf"^#{{1,{len(found[1])}}} ", text[found.end() :], re.MULTILINE)
    return text[found.end() : found.end() + end.start() if end else None]
