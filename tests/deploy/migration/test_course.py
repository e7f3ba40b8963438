"""The course of a move: the config at each station, and what is refused before anything is run."""

from pathlib import Path
from typing import Any

import pytest

from deploy.errors import UserError
from deploy.migration import config as configs
from deploy.migration.course import Course
from tests.deploy.conftest import Demo
from tests.deploy.migration.conftest import FILE, PHASE2, TARGET, charted

OWN = {"secure": "v1:b3du:b3du"}


def refusal(shop: Demo, steps: str) -> str:
    with pytest.raises(UserError) as caught:
        charted(shop, f"title: t\nsteps:\n{steps}")
    assert caught.value.status == 2
    return str(caught.value)


def apply(key: str, text: str) -> str:
    return f"  - {{ key: {key}, title: T, apply: {{ {text} }} }}\n"


ALL = apply("end", "take: ['*']")


class TestPaths:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("groundwork:data", ("groundwork:data",)),
            ("groundwork:data.db.multiAz", ("groundwork:data", "db", "multiAz")),
            (
                'groundwork:overrides["ec2/subnet::a.b"].tags',
                ("groundwork:overrides", "ec2/subnet::a.b", "tags"),
            ),
        ],
    )
    def test_reading_and_writing(self, text: str, path: tuple[str, ...]) -> None:
        assert configs.path_of(text) == path
        assert configs.text_of(path) == text

    @pytest.mark.parametrize("text", ["", "a..b", "a.", 'a["b', "a[0]"])
    def test_what_is_none(self, text: str) -> None:
        with pytest.raises(UserError) as caught:
            configs.path_of(text)
        assert str(caught.value).startswith(
            f"'{text}' is no config path\n  such as groundwork:data.db.multiAz"
        )

    def test_nothing_is_changed_in_place(self) -> None:
        before = {"a": {"b": 1, "c": 2}}
        assert configs.put(before, ("a", "b"), 3) == {"a": {"b": 3, "c": 2}}
        assert configs.put(before, ("x", "y"), 3) == {**before, "x": {"y": 3}}
        assert configs.put(before, ("a", "b"), configs.ABSENT) == {"a": {"c": 2}}
        assert configs.put(before, ("x", "y"), configs.ABSENT) == before
        assert before == {"a": {"b": 1, "c": 2}}


class TestConfig:
    def values(self, course: Course, station: str | None, **more: str) -> dict[str, Any]:
        return {
            key.removeprefix("groundwork:"): value for key, value in course.config(station, **more).items()
        }

    @pytest.mark.spec("FBG-OPS-05")
    def test_from_the_own_config_to_the_targets_under_the_own_names(self, course: Course) -> None:
        own, start, queue, database, end = (
            self.values(course, each) for each in (None, "start", "queue", "database", "settle")
        )
        mark = {"to": "shop/phase2", "step": "start", "reached": "start"}
        assert start == {**own, "system": {**own["system"], "move": mark}}
        assert own["system"] == {"name": "shop", "environment": "dev", "phase": 1, "region": "eu-west-1"}
        assert queue["compute"] == {"server": True, "queue": {"delay": 0}}
        assert queue["data"] == own["data"]
        assert queue["system"]["move"] == {"to": "shop/phase2", "step": "queue", "reached": "queue"}
        assert database["data"] == {"db": {"class": "db.t3.small", "storage": 50}}
        assert end["system"] == {"name": "shop", "environment": "dev", "phase": 2, "region": "eu-west-1"}
        assert end["compute"] == {"queue": {"delay": 5}}
        assert {str(each["secretValues"]["password"]) for each in (own, queue, end)} == {str(OWN)}

    def test_what_aws_does_not_take_back_stays(self, course: Course) -> None:
        back = self.values(course, "queue", reached="database")
        assert back["data"] == {"db": {"class": "db.t3.micro", "storage": 50}}
        assert back["system"]["move"] == {"to": "shop/phase2", "step": "queue", "reached": "database"}
        assert self.values(course, None, reached="database")["data"] == back["data"]
        assert self.values(course, None, reached="queue")["data"]["db"]["storage"] == 20

    def test_keep_and_remove(self, shop: Demo) -> None:
        first = apply("a", "take: [groundwork:data], keep: [groundwork:data.db.class]")
        second = apply("b", "remove: [groundwork:compute.server]")
        course = charted(shop, f"title: t\nsteps:\n{first}{second}{ALL}")
        assert self.values(course, "a")["data"] == {"db": {"class": "db.t3.micro", "storage": 50}}
        assert self.values(course, "b")["compute"] == {}

    def test_a_file_of_a_station_is_read_as_the_stacks_own(self, course: Course, tmp_path: Path) -> None:
        stack = course.at("queue", tmp_path)
        assert (stack.reference, stack.pulumi_name, stack.path.parent) == (
            "shop/phase1",
            "shop-phase1",
            tmp_path,
        )
        assert stack.secrets == ("groundwork:secretValues.password",)
        assert stack.encryption == {"encryptionsalt": "v1:salt"}
        assert stack.setting("compute", "queue", "delay") == 0


class TestRefused:
    def test_a_plan_that_ends_elsewhere(self, shop: Demo) -> None:
        assert refusal(shop, apply("a", "take: [groundwork:system, groundwork:data.db.storage]")) == (
            "the plan does not end at shop/phase2; nothing was touched\n"
            '  groundwork:data.db.class: the plan ends with "db.t3.micro", the target has "db.t3.small"\n'
            "  groundwork:compute.server: the plan ends with true, the target has nothing\n"
            '  groundwork:compute.queue: the plan ends with nothing, the target has {"delay": 5}\n'
            "  → let a step take it; the last one can take the rest: take: ['*']"
        )

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "take: [groundwork:dta]",
                "step a: take: groundwork:dta leads nowhere: neither the target nor the stack has it by then",
            ),
            (
                "remove: [groundwork:compute.queue]",
                "step a: remove: groundwork:compute.queue leads nowhere: the stack has no such thing by then",
            ),
            (
                "stays: [groundwork:data.x]",
                "step a: stays: groundwork:data.x leads nowhere: the stack has no such thing by then",
            ),
        ],
    )
    def test_a_path_that_leads_nowhere(self, shop: Demo, text: str, said: str) -> None:
        assert refusal(shop, apply("a", text) + ALL) == said

    def test_a_secret_that_the_stack_has_not(self, shop: Demo) -> None:
        shop.file(TARGET, PHASE2 + "    token: { secure: v1:eA==:eA== }\n")
        assert refusal(shop, ALL) == (
            f"{TARGET} has encrypted values that {FILE} has not\n"
            "  groundwork:secretValues.token\n"
            f"  → pulumi config set --secret --path 'groundwork:secretValues.token' --config-file {FILE}\n"
            "  → groundwork up shop/phase1, and then the move"
        )

    def test_another_system(self, shop: Demo) -> None:
        shop.file(TARGET, PHASE2.replace("name: shop", "name: mart"))
        assert refusal(shop, ALL) == (
            f"shop/phase1 and shop/phase2 are stacks of two systems\n  {FILE}: shop\n  {TARGET}: mart"
        )
