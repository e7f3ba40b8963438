"""The gate: a plan that deletes or replaces what holds data is refused unless each of it is named."""

import importlib

import pytest

from deploy import gate
from deploy.errors import UserError
from deploy.graph import Graph
from deploy.progress import Change
from settings.stateful import HOLDS_DATA, STATEFUL, WRITTEN, holds_data

PREFIX = "urn:pulumi:prod::groundwork::groundwork:data:Postgres$"
DATABASE = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
PARAMETER = "aws:ssm/parameter:Parameter"


class Old:
    """What an event says of the state before."""

    def __init__(self, *, retain_on_delete: bool) -> None:
        self.retain_on_delete = retain_on_delete


def change(op: str, token: str = DATABASE, name: str = "db", **more: object) -> Change:
    return Change(op, f"{PREFIX}{token}::{name}", token, **more)  # ty: ignore[invalid-argument-type] # a table of values


def replaced(token: str = DATABASE, name: str = "db") -> list[Change]:
    """A replacement as the engine of Pulumi 3.259 tells of it: three steps of one resource."""
    keys = ("identifier",)
    return [
        change("create-replacement", token, name, keys=keys),
        change("replace", token, name, keys=keys),
        change("delete-replaced", token, name),
    ]


def nothing_asked() -> Graph:
    raise AssertionError("the state was asked for, which takes a while")


def stored(*ignored: str) -> Graph:
    """A state with one parameter, with this under ignoreChanges."""
    urn = change("delete", PARAMETER, "token").urn
    return Graph([{"urn": urn, "type": PARAMETER, "custom": True, "ignoreChanges": list(ignored)}])


def refusal(plan: list[Change], *allowed: str) -> str:
    with pytest.raises(UserError) as caught:
        gate.hold(plan, allowed, command="groundwork up prod", state=nothing_asked)
    assert caught.value.status == 2
    return str(caught.value)


class TestRefused:
    def test_a_replacement_says_why_and_how_to_go_on(self) -> None:
        assert refusal(replaced()) == (
            "the plan deletes or replaces 1 resource that holds data; nothing was touched\n"
            "  replace rds.Instance db (because of identifier)\n"
            "    A database.\n"
            "  → change the settings so that it stays; or take a backup, and name it:\n"
            f"  → groundwork up prod --allow-replace '{PREFIX}{DATABASE}::db'"
        )

    @pytest.mark.parametrize(
        "op", ["delete", "discard", "discard-replaced", "delete-replaced", "import-replacement"]
    )
    def test_every_way_of_losing_it(self, op: str) -> None:
        assert refusal([change(op)]).startswith("the plan deletes or replaces 1 resource that holds data")

    def test_a_delete_after_its_replacement_came_is_still_a_replacement(self) -> None:
        late = change("discard-replaced")
        for plan in (replaced(), replaced()[::-1], [*replaced(), late], [late, *replaced()]):
            (loss,) = gate.losses(plan, nothing_asked)
            assert (loss.verb, loss.because) == ("replace", ("identifier",))

    def test_what_aws_would_keep_is_said_to_be_lost_to_the_stack(self) -> None:
        plan = [change("delete", BUCKET, "uploads", old=Old(retain_on_delete=True))]
        assert "    Objects. AWS keeps it (retainOnDelete), but the stack loses it.\n" in refusal(plan)

    def test_all_of_it_at_once_and_one_command_for_all(self) -> None:
        plan = [*replaced(), change("delete", BUCKET, "uploads"), change("delete", BUCKET, "logs")]
        text = refusal(plan, f"{PREFIX}{BUCKET}::uploads")
        assert text.startswith(
            "the plan deletes or replaces 2 resources that hold data; nothing was touched\n"
        )
        assert "uploads\n" not in text.split("→")[0]
        assert text.endswith(
            f"→ groundwork up prod --allow-replace '{PREFIX}{DATABASE}::db' "
            f"--allow-replace '{PREFIX}{BUCKET}::logs' --allow-replace '{PREFIX}{BUCKET}::uploads'"
        )

    def test_a_name_that_the_plan_does_not_take_is_a_slip(self) -> None:
        assert refusal([change("update")], "urn:typo") == (
            "--allow-replace names what this plan neither deletes nor replaces\n"
            "  urn:typo\n"
            "  → leave it out, or correct it: the whole URN is needed, as the refusal prints it"
        )

    def test_a_logical_name_is_not_enough(self) -> None:
        assert refusal(replaced(), "db").startswith("--allow-replace names what this plan neither")


class TestPassed:
    @pytest.mark.parametrize("op", ["same", "create", "update", "refresh", "read", "import"])
    def test_what_loses_nothing(self, op: str) -> None:
        gate.hold([change(op)], [], command="x", state=nothing_asked)

    def test_what_holds_nothing(self) -> None:
        token = "aws:ecs/service:Service"
        plan = [*replaced(token, "api"), change("delete", token, "old")]
        gate.hold(plan, [], command="x", state=nothing_asked)

    def test_what_was_named(self) -> None:
        gate.hold(replaced(), [f"{PREFIX}{DATABASE}::db"], command="x", state=nothing_asked)

    @pytest.mark.spec("FBG-OPS-10")
    def test_a_parameter_whose_value_the_program_writes(self) -> None:
        for plan in ([change("delete", PARAMETER, "token")], replaced(PARAMETER, "token")):
            gate.hold(plan, [], command="x", state=lambda: stored("tags"))

    @pytest.mark.parametrize("ignored", ["value", "*"])
    def test_but_not_one_whose_value_was_supplied_by_hand(self, ignored: str) -> None:
        (loss,) = gate.losses([change("delete", PARAMETER, "token")], lambda: stored(ignored))
        assert loss.urn.endswith("::token")


class TestTable:
    """The one table of what holds data."""

    @pytest.mark.parametrize("token", sorted(STATEFUL))
    def test_every_type_is_of_the_installed_sdk(self, token: str) -> None:
        _, middle, name = token.split(":")
        module = importlib.import_module(f"pulumi_aws.{middle.split('/')[0]}")
        assert getattr(module, name).pulumi_type == token

    def test_every_type_says_what_is_lost(self) -> None:
        assert all(text.endswith(".") and len(text) > 5 for text in HOLDS_DATA.values())
        assert frozenset(HOLDS_DATA) == STATEFUL
        assert WRITTEN.keys() <= STATEFUL

    def test_what_the_stacks_keep_is_in_it(self) -> None:
        wanted = {
            "aws:cloudwatch/logGroup:LogGroup",
            "aws:dynamodb/table:Table",
            "aws:ebs/volume:Volume",
            "aws:ecr/repository:Repository",
            "aws:efs/fileSystem:FileSystem",
            "aws:elasticache/replicationGroup:ReplicationGroup",
            "aws:kms/key:Key",
            "aws:opensearch/domain:Domain",
            "aws:rds/cluster:Cluster",
            "aws:rds/instance:Instance",
            "aws:route53/zone:Zone",
            "aws:s3/bucket:Bucket",
            "aws:secretsmanager/secret:Secret",
            "aws:sqs/queue:Queue",
        }
        assert wanted <= STATEFUL
        assert holds_data(DATABASE, ())
        assert not holds_data("aws:ecs/service:Service", ("*",))
