"""The plan file of a move: what may stand in it, where it lies, and what is said of a wrong one."""

import pytest

from deploy.errors import UserError
from deploy.migration import plan
from tests.deploy.conftest import Demo
from tests.deploy.migration.conftest import PHASE1, PLAN, PLANS, TARGET

NOTHING = "apply: {}"


def refusal(text: str) -> str:
    with pytest.raises(UserError) as caught:
        plan.read(text, "moves/a.yaml")
    assert caught.value.status == 2
    return str(caught.value)


def step(text: str) -> str:
    return (
        f"title: t\nsteps:\n  - {{ key: a, title: A, {text} }}\n  - {{ key: end, title: E, apply: {{}} }}\n"
    )


def test_the_steps_in_their_order() -> None:
    found = plan.read(PLAN, "x")
    assert [(each.key, each.kind) for each in found.steps] == [
        ("backup", "snapshot"),
        ("queue", "apply"),
        ("shift", "ask"),
        ("quiet", "watch"),
        ("database", "apply"),
        ("settle", "apply"),
    ]
    assert [each.key for each in found.applies] == ["queue", "database", "settle"]
    assert found.stations == ("start", "queue", "database", "settle")
    assert [each.key for each in found.following("start")] == [each.key for each in found.steps]
    assert [each.key for each in found.following("queue")] == ["shift", "quiet", "database", "settle"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            step("apply: {}, watch: { minutes: 1 }"),
            "steps.0: has apply and watch; give exactly one of apply, snapshot, ask, watch",
        ),
        (
            step("why: none"),
            "steps.0: says nothing of what is done; give exactly one of apply, snapshot, ask, watch",
        ),
        (step("watch: { minutes: 0 }"), "steps.0.watch.minutes: input should be greater than or equal to 1"),
        (step("apply: { takes: [] }"), "steps.0.apply.takes: there is no such key"),
        (step("ask: {}"), "steps.0.ask.text: is missing"),
        (step("apply: {}").replace("key: end", "key: a"), "steps.1.key: a is the key of an earlier step; "),
        (step("apply: {}").replace("key: a", "key: start"), "steps.0.key: start is what is before the first"),
        (
            step("apply: {}").replace("apply: {} }\n", "watch: { minutes: 1 } }\n"),
            "the last step is no apply",
        ),
        ("title: t\nsteps: []\n", "steps: the last step is no apply; end with the one that takes the rest"),
        ("title: t\n", "steps: is missing"),
        ("- a\n", "the file: input should be an object"),
    ],
)
def test_what_is_wrong(text: str, said: str) -> None:
    found = refusal(text)
    assert found.startswith("moves/a.yaml: not a plan of a move\n  ")
    assert said in found


class TestWhere:
    def test_beside_the_targets_stack_file(self, shop: Demo) -> None:
        (shop.root / PLANS).rename(shop.root / "systems/shop/moves/phase3-phase4.yaml")
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--steps")
        assert answer.exit_code == 2
        assert answer.stderr == (
            f"error: there is no plan for a move from phase 1 to phase 2: {PLANS} is not there\n"
            "  plans: systems/shop/moves/phase3-phase4.yaml\n"
            "  → move phase by phase; docs/migrations.md says how a plan is written\n"
        )

    def test_the_same_phase(self, shop: Demo) -> None:
        shop.file(TARGET, PHASE1)
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--steps")
        assert answer.exit_code == 2
        said = "error: shop/phase1 is in phase 1 already, as shop/phase2 is\n  → groundwork up shop/phase1\n"
        assert answer.stderr == said

    def test_no_phase(self, shop: Demo) -> None:
        shop.file(TARGET, PHASE1.replace("    phase: 1\n", ""))
        answer = shop.run("migrate", "shop/phase1", "--to", "shop/phase2", "--steps")
        assert answer.exit_code == 2
        assert answer.stderr == (
            f"error: {TARGET}: a move is between phases, and this stack names none\n"
            "  → set groundwork:system.phase\n"
        )
