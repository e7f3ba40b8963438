"""One value of a stack file is changed, and nothing else: comments, order, quotes, layout."""

import pytest
import yaml

from deploy.edit import remove_value, set_value
from deploy.errors import UserError
from deploy.source import parse

FILE = """\
# the stack
config:
  groundwork:compute: # what runs
    services:
      api:
        image: { kind: repository, repository: api, tag: 1.0.0 } # the release
        uses: [db]
      worker:
        image:
          kind: repository # ours
          repository: worker
          tag: "20261121" # a day
        command: |
          first
          second
      bare:
  groundwork:security:
    secrets:
      session-key: {}
      other: { length: 20 }
# the end
"""

SERVICES = ("config", "groundwork:compute", "services")
SECRETS = ("config", "groundwork:security", "secrets")


def changed(path: tuple[str, ...], value: str | int, text: str = FILE) -> list[tuple[str, str]]:
    """The lines that differ, before and after."""
    after = set_value(parse(text, "Pulumi.x.yaml"), path, value)
    before_lines, after_lines = text.splitlines(), after.splitlines()
    if len(before_lines) == len(after_lines):
        return [(a, b) for a, b in zip(before_lines, after_lines, strict=True) if a != b]
    added = [line for line in after_lines if line not in before_lines]
    assert [line for line in after_lines if line in before_lines] == before_lines
    return [("", line) for line in added]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (
            (*SERVICES, "api", "image", "tag"),
            "1.0.1",
            [
                (
                    "        image: { kind: repository, repository: api, tag: 1.0.0 } # the release",
                    "        image: { kind: repository, repository: api, tag: 1.0.1 } # the release",
                )
            ],
        ),
        (
            (*SERVICES, "worker", "image", "tag"),
            "20261122",
            [('          tag: "20261121" # a day', '          tag: "20261122" # a day')],
        ),
        (
            (*SERVICES, "worker", "image", "tag"),
            "9f3c2d1",
            [('          tag: "20261121" # a day', "          tag: 9f3c2d1 # a day")],
        ),
        (
            (*SECRETS, "session-key", "version"),
            2,
            [("      session-key: {}", "      session-key: { version: 2 }")],
        ),
        (
            (*SECRETS, "other", "version"),
            2,
            [("      other: { length: 20 }", "      other: { length: 20, version: 2 }")],
        ),
        ((*SERVICES, "bare", "kind"), "ecs", [("      bare:", "      bare: { kind: ecs }")]),
        ((*SERVICES, "worker", "user"), "1000:1000", [("", "        user: 1000:1000")]),
        ((*SERVICES, "api", "desiredCount"), 3, [("", "        desiredCount: 3")]),
    ],
)
def test_one_line_changes(path: tuple[str, ...], value: str | int, lines: list[tuple[str, str]]) -> None:
    assert changed(path, value) == lines


def test_a_new_key_comes_after_a_block_text_not_into_it() -> None:
    after = set_value(parse(FILE, "Pulumi.x.yaml"), (*SERVICES, "worker", "user"), "1000:1000")
    assert "          second\n        user: 1000:1000\n      bare:\n" in after


@pytest.mark.parametrize(
    "value", ["true", "null", "012", "1e3", "a: b", "a #b", "", "two\nlines", "@x", "[x]"]
)
def test_a_text_that_reads_as_something_else_is_put_in_quotes(value: str) -> None:
    path = (*SERVICES, "api", "image", "tag")
    after = parse(set_value(parse(FILE, "Pulumi.x.yaml"), path, value), "Pulumi.x.yaml")
    node = after.node(path)
    assert isinstance(node, yaml.ScalarNode)
    assert (node.value, node.style) == (value, '"')


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ((*SERVICES, "api"), "Pulumi.x.yaml: groundwork:compute.services.api is not a single value"),
        ((*SERVICES, "web", "image"), "Pulumi.x.yaml: there is no groundwork:compute.services.web"),
        (
            (*SERVICES, "api", "uses", "tag"),
            "Pulumi.x.yaml: groundwork:compute.services.api.uses is not a mapping",
        ),
    ],
)
def test_what_cannot_be_set(path: tuple[str, ...], said: str) -> None:
    with pytest.raises(UserError) as caught:
        set_value(parse(FILE, "Pulumi.x.yaml"), path, "x")
    assert str(caught.value) == said


def test_an_alias_is_not_changed_behind_its_back() -> None:
    text = "config:\n  a: &x 1.0.0\n  b: *x\n"
    with pytest.raises(UserError, match=r"b could not be set to 2\.0\.0; set it by hand"):
        set_value(parse(text, "Pulumi.x.yaml"), ("config", "b"), "2.0.0")


class TestTakingOut:
    @pytest.mark.parametrize(
        ("before", "path", "after"),
        [
            ("a:\n  b: 1 # one\n  c: 2\n", "a.b", "a:\n  c: 2\n"),
            ("a:\n  b: 1\n  c: 2", "a.c", "a:\n  b: 1\n"),
            ("a: { b: 1, c: 2, d: 3 }\n", "a.b", "a: { c: 2, d: 3 }\n"),
            ("a: { b: 1, c: 2, d: 3 }\n", "a.c", "a: { b: 1, d: 3 }\n"),
            ("a: { b: 1, c: 2 } # both\n", "a.c", "a: { b: 1 } # both\n"),
            ("a:\n  b:\n    - 1\n    - 2\n  c: 3\n", "a.b", "a:\n  c: 3\n"),
            ("a: 1\nb: 2\n", "b", "a: 1\n"),
            ("a: 1\n", "b", "a: 1\n"),
            ("a: 1\n", "a.b", "a: 1\n"),
        ],
    )
    def test_a_key_with_its_value(self, before: str, path: str, after: str) -> None:
        assert remove_value(parse(before, "x"), path.split(".")) == after

    def test_not_what_is_used_elsewhere(self) -> None:
        with pytest.raises(UserError) as caught:
            remove_value(parse("a: &it 1\nb: *it\n", "x.yaml"), ["a"])
        assert str(caught.value) == "x.yaml: a could not be taken out; do it by hand"


def test_a_mapping_is_put_in_as_json() -> None:
    value = {"b": ["x", True]}
    assert set_value(parse("a:\n  c: 1\n", "x"), ["a", "d"], value) == 'a:\n  c: 1\n  d: {"b": ["x", true]}\n'
    assert (
        set_value(parse("a: { d: { e: 1 } }\n", "x"), ["a", "d"], value) == 'a: { d: {"b": ["x", true]} }\n'
    )
    with pytest.raises(UserError):
        set_value(parse("a:\n  d:\n    e: 1\n", "x"), ["a", "d"], value)
