"""Generated files are what the code says, and are up to date."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from deploy import docs, stacks
from deploy.markdown import cell
from tests.deploy.conftest import Demo

PROJECT = stacks.find_project(Path(__file__))
ALL = [stack.reference for stack in stacks.list_stacks(PROJECT)]


@pytest.mark.parametrize("name", list(docs.GENERATED))
def test_the_committed_file_is_what_comes_out(name: str) -> None:
    committed = (PROJECT.root / name).read_text(encoding="utf-8")
    assert committed == docs.GENERATED[name](), f"{name} is stale: make docs"


def test_three_files_are_generated() -> None:
    assert list(docs.GENERATED) == ["groundwork.schema.json", "docs/settings.md", "docs/controls.md"]


class TestWrite:
    def test_only_what_changed_is_written(self, tmp_path: Path) -> None:
        assert list(docs.write(tmp_path)) == [(name, True) for name in docs.GENERATED]
        (tmp_path / "docs/settings.md").write_text("stale")
        assert list(docs.write(tmp_path)) == [(name, name == "docs/settings.md") for name in docs.GENERATED]

    def test_the_command_of_the_makefile(self, demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
        docs.main()
        docs.main()
        lines = capsys.readouterr().out.splitlines()
        assert lines[:2] == ["groundwork.schema.json: written", "docs/settings.md: written"]
        assert lines[-1] == "docs/controls.md: up to date"
        assert (demo.root / "groundwork.schema.json").is_file()


class TestSchema:
    def test_it_is_printed(self, demo: Demo) -> None:
        answer = demo.run("schema")
        assert (answer.exit_code, answer.stderr) == (0, "")
        assert json.loads(answer.stdout)["title"] == "Groundwork stack file"

    def test_it_is_written(self, demo: Demo) -> None:
        assert demo.run("schema", "--write").stdout == "groundwork.schema.json: written\n"
        assert demo.run("schema", "--write").stdout == "groundwork.schema.json: up to date\n"
        assert (demo.root / "groundwork.schema.json").read_text() == docs.schema()

    @pytest.mark.parametrize("reference", ALL)
    def test_every_stack_names_it_and_keeps_it(self, reference: str) -> None:
        stack = stacks.read(PROJECT, reference)
        first = stack.source.text.splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        named = stack.path.parent / first.split("=")[1]
        assert named.resolve() == PROJECT.root / docs.SCHEMA_FILE
        jsonschema.validate(yaml.safe_load(stack.source.text), json.loads(docs.schema()))

    def test_it_refuses_a_mistyped_key(self) -> None:
        document = yaml.safe_load((PROJECT.root / "Pulumi.dev.yaml").read_text())
        document["config"]["groundwork:netwrk"] = {}
        with pytest.raises(jsonschema.ValidationError, match="groundwork:netwrk"):
            jsonschema.validate(document, json.loads(docs.schema()))


class TestSettingsReference:
    def test_every_setting_is_in_it(self) -> None:
        from settings.schema import reference

        text = docs.settings_reference()
        for setting in reference():
            area, _, inner = setting.path.partition(".")
            assert f"## `{area.split('<')[0].rstrip('.[')}`" in text
            assert not inner or f"| `{inner}` |" in text

    def test_a_row(self) -> None:
        row = next(line for line in docs.settings_reference().splitlines() if "| `nat.zone` |" in line)
        cells = [part.strip() for part in row.strip("|").split(" | ")]
        assert cells[:3] == ["`nat.zone`", "text", "none"]
        assert cells[4].startswith("With `kind: single`. ")

    def test_the_table_of_contents_leads_to_the_headings(self) -> None:
        text = docs.settings_reference()
        assert "- [`groundwork:system`](#groundworksystem): " in text
        assert "\n## `groundwork:system`\n" in text

    def test_every_row_has_five_cells(self) -> None:
        rows = [line for line in docs.settings_reference().splitlines() if line.startswith("|")]
        assert len(rows) > 100
        assert {line.replace("\\|", "").count("|") for line in rows} == {6}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", "a \\| b"),
        ("<x> & *y*", "&lt;x&gt; &amp; \\*y\\*"),
        ("`<x>` <y>", "`<x>` &lt;y&gt;"),
        ("a\n  b", "a b"),
        ("one ` <x>", "one ` &lt;x&gt;"),
    ],
)
def test_text_in_a_table(text: str, shown: str) -> None:
    assert cell(text) == shown
