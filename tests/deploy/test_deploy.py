"""`groundwork deploy`: one stack for each environment, in the phase that it has (the engine is played)."""

from pathlib import Path
from typing import Any

import pytest

from deploy.graph import STACK_TYPE
from tests.deploy.conftest import Demo
from tests.deploy.test_operations import BUCKET, URN, Played, played

pytestmark = pytest.mark.spec("FBG-DLV-03", "FBG-DLV-04", "FBG-DLV-05")

__all__ = ["played"]

PHASE = """\
# A phase.
config:
  groundwork:system:
    name: shop
    environment: dev # of the example
    phase: 1
    region: eu-west-1
"""
OWN = "systems/shop/Pulumi.production.yaml"
SECRET = "  groundwork:secretValues:\n    token: { secure: v1:eA==:eA== }\n"


@pytest.fixture
def shop(demo: Demo) -> Demo:
    demo.file("systems/shop/Pulumi.phase1.yaml", PHASE)
    demo.file("systems/shop/Pulumi.phase2.yaml", PHASE.replace("phase: 1", "phase: 2"))
    return demo


def deploy(shop: Demo, *args: str) -> tuple[int, str, str]:
    answer = shop.run("deploy", *args, "--system", "shop", "--yes")
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.mark.parametrize("args", [[], ["production"]])
def test_without_both_arguments_it_shows_usage_and_ends_with_1(shop: Demo, args: list[str]) -> None:
    assert deploy(shop, *args) == (
        1,
        "",
        "Usage: groundwork deploy ENVIRONMENT PHASE [--system SYSTEM]\n"
        "Example: groundwork deploy production phase2\n",
    )


def test_the_stack_is_made_and_exactly_the_plan_is_done(
    shop: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    run = Played.run

    def note(self: Played, title: str, *args: Any, **options: Any) -> Any:
        given.append(options.get("plan"))
        return run(self, title, *args, **options)

    monkeypatch.setattr(Played, "run", note)
    code, out, err = deploy(shop, "production", "phase1")
    assert code == 0, err
    assert (shop.root / OWN).read_text() == PHASE.replace("environment: dev", "environment: production")
    assert played.done == ["doctor", "create", "plan", "Updating shop/production"]
    assert given == [str(played.saved[0])]
    assert isinstance(played.saved[0], Path)
    lines = out.splitlines()
    assert lines[0] == f"{OWN} is made from systems/shop/Pulumi.phase1.yaml"
    assert lines[-1] == "shop/production in phase1: deployed"


def test_its_own_file_is_the_config_from_then_on(shop: Demo, played: type[Played]) -> None:
    text = PHASE.replace("environment: dev", "environment: production") + "  groundwork:x: { mine: true }\n"
    shop.file(OWN, text)
    code, out, err = deploy(shop, "production", "phase1", "--plan-only")
    assert code == 0, err
    assert (shop.root / OWN).read_text() == text
    assert played.done == ["doctor", "plan"]
    assert out.endswith("shop/production in phase1: planned\n")


def test_destroy(shop: Demo, played: type[Played]) -> None:
    deploy(shop, "production", "phase1")
    played.done.clear()
    played.changes = []
    code, out, _ = deploy(shop, "production", "phase1", "--destroy")
    assert (code, played.done) == (0, ["doctor", "plan to destroy"])
    assert out.endswith("shop/production in phase1: destroyed\n")


@pytest.mark.spec("FBG-OPS-10")
class TestRefused:
    def test_another_phase_is_a_move(self, shop: Demo, played: type[Played]) -> None:
        deploy(shop, "production", "phase1")
        played.done.clear()
        for more in ([], ["--destroy"]):
            code, out, err = deploy(shop, "production", "phase2", *more)
            assert (code, out, played.done) == (2, "", [])
            assert err == (
                "error: shop/production is in phase 1, not in phase2; nothing was touched\n"
                "  → groundwork migrate shop/production --to shop/phase2\n"
            )

    def test_what_is_deployed_is_in_another(self, shop: Demo, played: type[Played]) -> None:
        played.states = [{"urn": "u", "type": STACK_TYPE, "outputs": {"phase": 1}}]
        code, _, err = deploy(shop, "production", "phase2")
        assert (code, played.done) == (2, ["doctor", "create"])
        assert err.endswith(
            f"error: shop/production is in phase 1, and {OWN} says 2; nothing was touched\n"
            "  → put the settings of phase 1 back into its file, and then:\n"
            "  → groundwork migrate shop/production --to FILE\n"
        )

    def test_a_plan_that_loses_data(self, shop: Demo, played: type[Played]) -> None:
        played.changes = [played.changes[0].__class__("delete", URN, BUCKET)]
        code, _, err = deploy(shop, "production", "phase1")
        assert (code, played.done[-1]) == (2, "plan")
        assert "error: the plan deletes or replaces 1 resource that holds data; nothing was touched\n" in err

    def test_no_such_environment(self, shop: Demo, played: type[Played]) -> None:
        code, _, err = deploy(shop, "prod", "phase1")
        assert (code, played.done) == (2, [])
        assert err == ("error: 'prod' is no environment\n  environments: dev, test, staging, production\n")
        assert not (shop.root / "systems/shop/Pulumi.prod.yaml").read_text().startswith("# A phase.")

    def test_no_such_phase(self, shop: Demo, played: type[Played]) -> None:
        code, _, err = deploy(shop, "production", "phase9")
        assert (code, played.done) == (2, [])
        assert "error: no stack 'shop/phase9': systems/shop/Pulumi.phase9.yaml is not there\n" in err

    def test_a_file_of_another_environment(self, shop: Demo, played: type[Played]) -> None:
        shop.file(OWN, PHASE)
        code, _, err = deploy(shop, "production", "phase1")
        assert (code, played.done) == (2, [])
        assert err == f"error: {OWN} is of the environment dev, not production\n"

    def test_secrets_that_are_examples(self, shop: Demo, played: type[Played]) -> None:
        shop.file("systems/shop/Pulumi.phase1.yaml", PHASE + SECRET)
        code, _, err = deploy(shop, "production", "phase1")
        assert (code, played.done) == (2, ["create"])
        assert err == (
            f"error: {OWN} has the secrets of shop/phase1, which are examples\n"
            "  → pulumi config set --secret --path 'groundwork:secretValues.token' "
            f"--stack shop-production --config-file {OWN}\n"
            "  → then the same again\n"
        )

    def test_one_thing_at_a_time(self, shop: Demo) -> None:
        code, _, err = deploy(shop, "production", "phase1", "--plan-only", "--destroy")
        assert code == 2
        assert "--plan-only or --destroy: give one of them" in err
