"""`groundwork diff` between the phases of one system: the second keeps the names of the first."""

import json
from pathlib import Path

import pytest

from deploy import statefile
from deploy.graph import Graph, load
from tests.deploy.conftest import Demo

pytestmark = pytest.mark.spec("FBG-OPS-05")

PROGRAM = '''\
"""A bucket and a parameter, named after the environment."""

import pulumi
import pulumi_aws as aws

system = pulumi.Config().require_object("system")
prefix = system.get("namePrefix") or f"{system['name']}-{system['environment']}"
accounts = [system["accountId"]] if system.get("accountId") else None
project = system.get("tags", {}).get("Project", system["name"])
tags = {"Project": project, "Environment": system["environment"]}
provider = aws.Provider(
    "aws", region="eu-west-1", allowed_account_ids=accounts, default_tags={"tags": tags}
)
top = pulumi.ResourceOptions(provider=provider)
aws.s3.Bucket("uploads", bucket=f"{prefix}-uploads", opts=top)
ignored = ["value"] if system.get("supplied") else []
if system["phase"] == 1:
    by_hand = pulumi.ResourceOptions(provider=provider, ignore_changes=ignored)
    aws.ssm.Parameter("token", name=f"/{prefix}/token", type="String", value="x", opts=by_hand)
else:
    aws.sns.Topic("news", name=f"{prefix}-news", opts=top)
'''


def config(phase: int | None, environment: str, **system: object) -> str:
    found = {"name": "shop", "environment": environment, **system}
    if phase is not None:
        found["phase"] = phase
    lines = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in found.items())
    return f"config:\n  groundwork:system:\n{lines}"


@pytest.fixture
def shop(demo: Demo) -> Demo:
    """Two phases of a system, in the environments of their own."""
    demo.file("__main__.py", PROGRAM)
    demo.file("systems/shop/Pulumi.phase1.yaml", config(1, "dev", tags={"Project": "Shop"}))
    demo.file(
        "systems/shop/Pulumi.phase2.yaml",
        config(2, "production", accountId="1" * 12, tags={"Project": "Shop"}),
    )
    return demo


SAID = "shop/phase2 with environment dev, no accountId, as shop/phase1 has it: a phase changes no names"


class TestStackFiles:
    def test_the_second_keeps_the_names_of_the_first(self, shop: Demo) -> None:
        answer = shop.run("diff", "shop/phase1", "shop/phase2")
        assert answer.exit_code == 0, answer.stderr
        assert answer.stdout == (
            f"shop/phase1 → shop/phase2\n{SAID}\n"
            "nothing that holds data would be replaced or deleted\n"
            "\n"
            "Deleted  (1)\n  at the top\n    delete ssm.Parameter token\n"
            "\n"
            "Created  (1)\n  at the top\n    create sns.Topic news\n"
            "\n"
            "0 replaced, 1 deleted, 0 updated, 1 created, 1 unchanged\n"
        )

    def test_the_other_forms_say_so_too(self, shop: Demo) -> None:
        document = json.loads(shop.run("diff", "shop/phase1", "shop/phase2", "--json").stdout)
        assert document["identity"] == {"environment": "dev", "accountId": None}
        names = [change["name"] for change in document["changes"]]
        assert names == ["token", "news"]
        markdown = shop.run("diff", "shop/phase1", "shop/phase2", "--markdown").stdout
        assert markdown.startswith(f"## shop/phase1 → shop/phase2\n\n{SAID}.\n\nNothing that holds data")

    def test_a_prefix_of_its_own(self, shop: Demo) -> None:
        shop.file("systems/shop/Pulumi.live.yaml", config(1, "dev", namePrefix="old-shop"))
        answer = shop.run("diff", "shop/live", "shop/phase2")
        assert "shop/phase2 with environment dev, namePrefix old-shop, no accountId, as" in answer.stdout
        assert "replaced, 1 deleted, 1 updated, 1 created, 0 unchanged" in answer.stdout  # the tag Project

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("stage", config(None, "production")),  # no phase: another stack of the system
            ("other", config(2, "production").replace("shop", "mart")),
        ],
    )
    def test_what_is_no_phase_of_the_system_has_its_own_names(self, shop: Demo, name: str, text: str) -> None:
        shop.file(f"systems/shop/Pulumi.{name}.yaml", text)
        program = PROGRAM.replace('system["phase"]', 'system.get("phase", 2)')
        shop.file("__main__.py", program)
        answer = shop.run("diff", "shop/phase1", f"shop/{name}")
        assert answer.exit_code == 3
        assert "changes no names" not in answer.stdout
        assert "replace s3.Bucket uploads (because of bucket)" in answer.stdout


class TestStates:
    def export(self, shop: Demo) -> Path:
        return shop.file("state.json", shop.run("preview", "shop/phase1", "--json", "--no-policy").stdout)

    def test_an_export_tells_its_environment_by_the_default_tags(self, shop: Demo) -> None:
        self.export(shop)
        document = json.loads(shop.run("diff", "state.json", "shop/phase2", "--json").stdout)
        assert (document["identity"], document["losesData"]) == ({"environment": "dev"}, False)

    def test_but_not_one_of_another_system(self, shop: Demo) -> None:
        path = self.export(shop)
        path.write_text(path.read_text().replace("Shop", "Mart"))
        document = json.loads(shop.run("diff", "state.json", "shop/phase2", "--json").stdout)
        assert (document["identity"], document["losesData"]) == ({}, True)

    def test_what_is_deployed_has_a_stack_file(self, shop: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        states = load(self.export(shop).read_text(), "state.json")
        monkeypatch.setattr(statefile, "graph", lambda _stack: Graph(states))
        document = json.loads(shop.run("diff", "deployed:shop/phase1", "shop/phase2", "--json").stdout)
        assert document["identity"] == {"environment": "dev", "accountId": None}
        assert document["losesData"] is False


@pytest.mark.spec("FBG-OPS-10")
def test_a_parameter_with_a_value_of_its_own_is_not_given_up(shop: Demo) -> None:
    shop.file("systems/shop/Pulumi.live.yaml", config(1, "dev", supplied=True))
    answer = shop.run("diff", "shop/live", "shop/phase2")
    assert answer.exit_code == 3
    assert (
        "    delete ssm.Parameter token\n        A setting or a secret that was supplied by hand.\n"
        in answer.stdout
    )
