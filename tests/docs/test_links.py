"""Links lead somewhere, every page can be found, tables are whole, and nothing of one machine is in them."""

import re

import pytest

from tests.docs.pages import Page, page, pages
from tests.harness import ROOT

GENERATED = ("docs/settings.md", "docs/controls.md", "docs/benchmarks.md")
PAGES = pytest.mark.parametrize("of", pages(), ids=lambda each: each.name)


def broken(of: Page) -> list[str]:
    """Links of a page that lead nowhere."""
    found = []
    for target in of.links:
        if re.match(r"[a-z]+://", target):
            continue
        path, _, anchor = target.partition("#")
        file = (of.path.parent / path).resolve() if path else of.path
        if not file.exists() or (anchor and anchor not in Page(file).anchors):
            found.append(target)
    return found


@PAGES
def test_links_resolve(of: Page) -> None:
    assert broken(of) == []


def test_a_broken_link_is_seen(tmp_path) -> None:
    (tmp_path / "other.md").write_text("# One heading, and\n\n## One's own: `code`\n")
    bad = tmp_path / "page.md"
    bad.write_text(
        "[a](other.md#ones-own-code) [b](other.md#none) [c](none.md) `[d](none)`\n```\n[e](none)\n```\n"
    )
    assert broken(Page(bad)) == ["other.md#none", "none.md"]


def test_every_page_is_linked_to() -> None:
    seen: set[str] = set()
    todo = [page("README.md")]
    while todo:
        current = todo.pop()
        if current.name in seen:
            continue
        seen.add(current.name)
        files = [(current.path.parent / target.partition("#")[0]).resolve() for target in current.links]
        todo += [Page(file) for file in files if file.suffix == ".md" and file.is_file()]
    assert {each.name for each in pages()} - seen == set()


def test_generated_pages_are_linked_from_the_readme() -> None:
    assert set(GENERATED) <= set(page("README.md").links)


@PAGES
def test_tables_have_as_many_cells_as_their_heading(of: Page) -> None:
    width = 0
    for line in of.prose.splitlines():
        if not line.lstrip().startswith("|"):
            width = 0
            continue
        # A bar inside code or behind a backslash is no cell's end.
        cells = re.sub(r"`[^`]*`", "", line).replace(r"\|", "").count("|")
        width = width or cells
        assert cells == width, line


@PAGES
def test_nothing_of_one_machine(of: Page) -> None:
    absolute = re.findall(r"(?<![\w.*~-])/(?:home|root|Users|work|mnt|srv)/\S*", of.text)
    outside = [
        target
        for target in of.links
        if "://" not in target and not (of.path.parent / target).resolve().is_relative_to(ROOT)
    ]
    assert absolute + outside == []
