"""Stack files: found by name or path, read as the engine reads them, and what is said where one is wrong."""

import json
from pathlib import Path

import pytest

from deploy import stacks
from deploy.errors import UserError
from tests.deploy.conftest import Demo


def read(demo: Demo, reference: str = "dev") -> stacks.Stack:
    return stacks.read(stacks.find_project(demo.root), reference)


def config(demo: Demo, body: str) -> stacks.Stack:
    demo.file("Pulumi.dev.yaml", "config:\n" + "".join(f"  {line}\n" for line in body.splitlines()))
    return read(demo)


def refusal(demo: Demo, reference: str = "dev") -> str:
    with pytest.raises(UserError) as caught:
        read(demo, reference)
    return str(caught.value)


SHAPE = "  → a stack file begins with `config:` and, below it, `groundwork:system:`; see docs/stack-files.md"


class TestFinding:
    def test_root_files_come_before_systems(self, demo: Demo) -> None:
        demo.file("Pulumi.prod.yaml", "config: {a: b}")
        found = stacks.list_stacks(stacks.find_project(demo.root))
        assert [(stack.reference, stack.pulumi_name) for stack in found] == [
            ("dev", "dev"),
            ("prod", "prod"),
            ("shop/prod", "shop-prod"),
        ]

    def test_the_project_is_found_from_a_folder_below_it(self, demo: Demo) -> None:
        assert stacks.find_project(demo.root / "systems/shop") == stacks.Project(demo.root, "groundwork")

    def test_no_project(self, tmp_path: Path) -> None:
        with pytest.raises(UserError) as caught:
            stacks.find_project(tmp_path)
        assert str(caught.value) == (
            f"no Pulumi.yaml in {tmp_path} or above it\n"
            "  → change to the project's folder, or name it: groundwork --cwd DIR …"
        )

    @pytest.mark.parametrize(
        "path", ["systems/shop/Pulumi.prod.yaml", "./systems/../systems/shop/Pulumi.prod.yaml"]
    )
    def test_the_path_of_a_stack_file_is_that_stack(self, demo: Demo, path: str) -> None:
        assert read(demo, path).reference == "shop/prod"

    def test_a_file_elsewhere_is_a_stack_by_its_own_name(
        self, demo: Demo, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        for name, stack in {"Pulumi.trial.yaml": "trial", "other.yaml": "other"}.items():
            (elsewhere / name).write_text("config: {'groundwork:a': b}")
            found = read(demo, str(elsewhere / name))
            assert (found.reference, found.pulumi_name) == (stack, stack)

    def test_a_missing_stack_lists_those_that_are_there_and_the_nearest(self, demo: Demo) -> None:
        assert refusal(demo, "shop/prd") == (
            "no stack 'shop/prd': systems/shop/Pulumi.prd.yaml is not there\n"
            "  stacks: dev, shop/prod\n"
            "  → did you mean shop/prod?"
        )

    def test_pulumis_own_name_of_a_stack_is_recognized(self, demo: Demo) -> None:
        assert refusal(demo, "shop-prod").endswith("  → did you mean shop/prod?")

    def test_a_missing_stack_that_resembles_none(self, demo: Demo) -> None:
        assert (
            refusal(demo, "zzz") == "no stack 'zzz': Pulumi.zzz.yaml is not there\n  stacks: dev, shop/prod"
        )

    def test_a_missing_file(self, demo: Demo) -> None:
        assert refusal(demo, "Pulumi.dv.yaml").splitlines()[0] == "the file Pulumi.dv.yaml is not there"

    def test_no_stack_at_all(self, tmp_path: Path) -> None:
        (tmp_path / "Pulumi.yaml").write_text("name: empty")
        with pytest.raises(UserError, match="there is no stack file yet"):
            stacks.read(stacks.find_project(tmp_path), "dev")


class TestErrorsOfTheFile:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", f"Pulumi.dev.yaml: the file is empty\n{SHAPE}"),
            ("  \n\n", f"Pulumi.dev.yaml: the file is empty\n{SHAPE}"),
            ("# nothing\n", f"Pulumi.dev.yaml: the file has comments only\n{SHAPE}"),
            ("- a\n", f"Pulumi.dev.yaml: the top level is a list, not a mapping\n{SHAPE}"),
            ("hello\n", f"Pulumi.dev.yaml: the top level is a single value, not a mapping\n{SHAPE}"),
            (
                "confg:\n  a: b\n",
                "Pulumi.dev.yaml: no `config:` at the top level\n"
                f"  `confg:` was probably meant to be it\n{SHAPE}",
            ),
            ("encryptionsalt: v1\n", f"Pulumi.dev.yaml: no `config:` at the top level\n{SHAPE}"),
            ("config:\n", f"Pulumi.dev.yaml: `config:` holds no keys\n{SHAPE}"),
            ("config: []\n", f"Pulumi.dev.yaml: `config:` holds no keys\n{SHAPE}"),
        ],
    )
    def test_a_file_without_config(self, demo: Demo, text: str, said: str) -> None:
        (demo.root / "Pulumi.dev.yaml").write_text(text)
        assert refusal(demo) == said

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "config:\n  a: [1, 2\n",
                "Pulumi.dev.yaml:3:1: not YAML: while parsing a flow sequence, expected ',' or ']', but got "
                "'<stream end>'",
            ),
            ("config:\n\ta: b\n", "Pulumi.dev.yaml:2:1: not YAML: while scanning for the next token, found "),
            (
                "config:\n  a: 1\n  b: 2\n  a: 3\n",
                "Pulumi.dev.yaml:4:3: the key 'a' is there twice, first on line 2",
            ),
            ("config:\n  a: &x\n    b: *x\n", "Pulumi.dev.yaml:2:6: an anchor contains itself"),
            ("config:\n  ? [a]\n  : b\n", "Pulumi.dev.yaml:2:5: a key must be a single word or string"),
            ("config:\n  <<: 3\n", "Pulumi.dev.yaml:2:7: '<<' merges mappings only"),
        ],
    )
    def test_not_yaml_names_line_and_column(self, demo: Demo, text: str, said: str) -> None:
        (demo.root / "Pulumi.dev.yaml").write_text(text)
        assert refusal(demo).startswith(said)

    def test_not_text(self, demo: Demo) -> None:
        (demo.root / "Pulumi.dev.yaml").write_bytes(b"\xff\xfe\x00")
        assert refusal(demo).startswith(
            "Pulumi.dev.yaml: cannot be read: 'utf-8' codec can't decode byte 0xff"
        )


class TestTheEnginesForm:
    """Compared by hand with what Pulumi 3.259 hands to a program for the same file."""

    def test_words(self, demo: Demo) -> None:
        found = config(
            demo,
            "groundwork:system:\n  on: yes\n  time: 22:30\n  octal: 0777\n  float: 1.50\n  whole: 2.0\n"
            '  none: ~\n  list: [1, "2", true]\n  hex: 0x1f\n  under: 1_000\n  quoted: "12"\n  é: "<&>"\n',
        )
        assert json.loads(found.config["groundwork:system"]) == {
            "on": "yes",
            "time": "22:30",
            "octal": 511,
            "float": 1.5,
            "whole": 2,
            "none": None,
            "list": [1, "2", True],
            "hex": 31,
            "under": 1000,
            "quoted": "12",
            "é": "<&>",
        }

    def test_objects_are_json_with_sorted_keys(self, demo: Demo) -> None:
        assert config(demo, "groundwork:a: {z: 1, b: {d: 2, c: 3}}").config == {
            "groundwork:a": '{"b":{"c":3,"d":2},"z":1}'
        }

    def test_single_values_are_text(self, demo: Demo) -> None:
        found = config(demo, "plain: hello\ngroundwork:n: 012\ngroundwork:f: 2.0\ngroundwork:b: true\nx:y:\n")
        assert found.config == {
            "groundwork:plain": "hello",
            "groundwork:n": "10",
            "groundwork:f": "2",
            "groundwork:b": "true",
            "x:y": "",
        }

    def test_the_older_form_of_a_key(self, demo: Demo) -> None:
        assert config(demo, "groundwork:config:old: x").config == {"groundwork:old": "x"}

    def test_anchors_and_merges(self, demo: Demo) -> None:
        found = config(demo, "groundwork:a: &base {x: 1, y: 2}\ngroundwork:b:\n  <<: *base\n  y: 3\n")
        assert found.config["groundwork:b"] == '{"x":1,"y":3}'

    def test_an_unquoted_date_becomes_a_time_stamp_and_is_warned_of(self, demo: Demo) -> None:
        found = config(demo, "groundwork:policy:\n  expires: 2026-12-31\n  quoted: '2026-12-31'\n")
        assert json.loads(found.config["groundwork:policy"]) == {
            "expires": "2026-12-31 00:00:00 +0000 UTC",
            "quoted": "2026-12-31",
        }
        assert found.warnings == (
            "Pulumi.dev.yaml: groundwork:policy.expires is a date without quotes, which Pulumi turns into "
            "a time stamp; put it in quotes",
        )

    def test_environments_of_pulumi_esc_are_warned_of(self, demo: Demo) -> None:
        demo.file("Pulumi.dev.yaml", "environment: [shared]\nconfig: {a: b}\n")
        assert read(demo).warnings == ("Pulumi.dev.yaml: `environment:` (Pulumi ESC) is not read offline",)


class TestSecrets:
    BODY = (
        "groundwork:top: {secure: abc}\n"
        "groundwork:secretValues:\n  api: {secure: def}\n  plain: x\n  list: [{secure: ghi}]\n"
        "groundwork:notSecret: {secure: 5}\n"
    )

    def test_encrypted_values_become_placeholders_that_stay_the_same(self, demo: Demo) -> None:
        first, second = config(demo, self.BODY), config(demo, self.BODY)
        top, inner = first.config["groundwork:top"], json.loads(first.config["groundwork:secretValues"])
        assert top.startswith("secret-placeholder-")
        assert len(top) == len("secret-placeholder-") + 16
        assert len({top, inner["api"], inner["list"][0]}) == 3
        assert first.config == second.config

    def test_keys_and_paths_of_secrets(self, demo: Demo) -> None:
        found = config(demo, self.BODY)
        assert found.secret_keys == {"groundwork:top", "groundwork:secretValues"}
        assert found.secrets == (
            "groundwork:top",
            "groundwork:secretValues.api",
            "groundwork:secretValues.list.0",
        )
        assert found.config["groundwork:notSecret"] == '{"secure":5}'

    def test_a_key_is_not_secret_because_another_begins_with_its_name(self, demo: Demo) -> None:
        found = config(demo, "groundwork:a: x\ngroundwork:ab: {secure: abc}\n")
        assert found.secret_keys == {"groundwork:ab"}

    def test_encryption_settings(self, demo: Demo) -> None:
        demo.file("Pulumi.dev.yaml", "secretsprovider: awskms://alias/x\nencryptedkey: k\nconfig: {a: b}\n")
        assert read(demo).encryption == {"secretsprovider": "awskms://alias/x", "encryptedkey": "k"}


class TestSettings:
    def test_by_path(self, demo: Demo) -> None:
        found = read(demo)
        assert found.setting("system", "region") == "eu-west-1"
        assert found.setting("system", "region", "deeper") is None
        assert found.setting("nothing") is None

    def test_lines(self, demo: Demo) -> None:
        source = read(demo).source
        assert source.line(("config", "groundwork:system")) == 2
        assert source.line(("config", "groundwork:system", "environment")) == 4
        assert source.line(("config", "groundwork:system", "nothing")) is None
