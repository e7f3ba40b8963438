"""Comparison of two graphs: matching, what changed, what that replaces, and what follows from it."""

import json
from typing import Any

import pytest

from deploy.diffing.compare import Comparison
from deploy.diffing.model import MISSING, Change, Diff, Leaf, Op
from deploy.graph import SECRET, SECRET_SIGNATURE, Graph
from simulator.embedded import preview
from tests.harness import PROGRAM, STACKS, config_of

BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
DATABASE = "aws:rds/instance:Instance"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
POLICY = "aws:iam/rolePolicy:RolePolicy"
QUEUE = "aws:sqs/queue:Queue"
SERVICE = "aws:ecs/service:Service"
TOPIC = "aws:sns/topic:Topic"


def urn(token: str, name: str, stack: str = "prod") -> str:
    return f"urn:pulumi:{stack}::groundwork::{token}::{name}"


def secret(value: Any) -> dict[str, str]:
    return {SECRET: SECRET_SIGNATURE, "plaintext": json.dumps(value)}


CIPHER = {SECRET: SECRET_SIGNATURE, "ciphertext": "v1:x"}


def state(token: str, name: str = "it", inputs: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A state; `id`, `outputs`, `stack` and every option of a resource can be given."""
    stack = more.pop("stack", "prod")
    inputs = inputs or {}
    return {
        "urn": urn(token, name, stack),
        "type": token,
        "custom": True,
        "id": f"{name}-id",
        "inputs": inputs,
        "outputs": {**inputs, **more.pop("outputs", {})},
        **more,
    }


def compared(
    before: list[dict[str, Any]] | dict[str, Any],
    after: list[dict[str, Any]] | dict[str, Any],
    *,
    exact: bool = False,
) -> Diff:
    old, new = ([side] if isinstance(side, dict) else side for side in (before, after))
    return Comparison(Graph(old), Graph(new), exact=exact).result("a", "b")


def only(diff: Diff) -> Change:
    (change,) = diff.changes
    return change


def ops(diff: Diff) -> dict[str, str]:
    return {change.name: change.op.value for change in diff.changes}


def leaves(change: Change) -> dict[str, tuple[Any, Any]]:
    return {
        f"{each.name}{':' if leaf.path else ''}{leaf.path}": (leaf.before, leaf.after)
        for each in change.properties
        for leaf in each.leaves
    }


class TestMatching:
    def test_the_stacks_name_is_no_difference(self) -> None:
        diff = compared(state(QUEUE, stack="dev"), state(QUEUE, stack="prod"))
        assert (diff.changes, diff.unchanged) == ((), 1)

    def test_created_and_deleted(self) -> None:
        diff = compared([state(QUEUE, "old"), state(TOPIC)], [state(QUEUE, "new"), state(TOPIC)])
        assert ops(diff) == {"new": "create", "old": "delete"}
        assert diff.unchanged == 1

    def test_an_alias_of_another_stack_is_the_same_resource(self) -> None:
        new = state(QUEUE, "new", aliases=[urn(QUEUE, "old", "elsewhere")], inputs={"delaySeconds": 5})
        change = only(compared(state(QUEUE, "old"), new))
        assert (change.op, change.was) == (Op.update, urn(QUEUE, "old"))

    def test_an_alias_that_is_still_there_belongs_to_itself(self) -> None:
        new = [state(QUEUE, "new", aliases=[urn(QUEUE, "old")]), state(QUEUE, "old")]
        assert ops(compared(state(QUEUE, "old"), new)) == {"new": "create"}

    def test_components_providers_and_what_is_only_read_are_left_out(self) -> None:
        others = [
            {"urn": urn("groundwork:data:Db", "db"), "type": "groundwork:data:Db", "custom": False},
            state("pulumi:providers:aws", "aws"),
            state(BUCKET, "read", external=True),
        ]
        assert compared([], others).changes == ()

    def test_changes_carry_their_component(self) -> None:
        parent = {"urn": urn("groundwork:data:Db", "db"), "type": "groundwork:data:Db", "custom": False}
        child = {**state(QUEUE), "parent": parent["urn"]}
        assert only(compared([], [parent, child])).component == "db (groundwork:data:Db)"
        assert only(compared([parent, child], [])).component == "db (groundwork:data:Db)"
        assert only(compared([], state(QUEUE))).component == ""


class TestProperties:
    def test_an_update_has_each_changed_value_by_path(self) -> None:
        old = {"delaySeconds": 1, "tags": {"a": "1", "b.c": "2"}, "name": "q"}
        new = {"delaySeconds": 2, "tags": {"a": "1", "b.c": "3", "d": "4"}, "name": "q"}
        change = only(compared(state(QUEUE, inputs=old), state(QUEUE, inputs=new)))
        assert change.op is Op.update
        assert leaves(change) == {
            "delaySeconds": (1, 2),
            'tags:["b.c"]': ("2", "3"),
            "tags:d": (MISSING, "4"),
        }

    def test_documents_are_compared_by_key_and_their_spelling_is_no_difference(self) -> None:
        def policy(action: str, **spelling: Any) -> dict[str, Any]:
            statements = [{"Sid": "B", "Action": action}, {"Sid": "A", "Action": "s3:*"}]
            return {"role": "r", "policy": json.dumps({"Statement": statements}, **spelling)}

        before = state(POLICY, inputs=policy("sqs:Send"))
        assert compared(before, state(POLICY, inputs=policy("sqs:Send", indent=4))).changes == ()
        change = only(compared(before, state(POLICY, inputs=policy("sqs:Get"))))
        assert leaves(change) == {"policy:Statement.B.Action": ("sqs:Send", "sqs:Get")}

    def test_entries_of_a_list_are_told_apart_by_their_names(self) -> None:
        def definitions(*pairs: tuple[str, int]) -> dict[str, Any]:
            return {"containerDefinitions": json.dumps([{"name": n, "cpu": c} for n, c in pairs])}

        token = "aws:ecs/taskDefinition:TaskDefinition"
        before = state(token, inputs=definitions(("web", 1), ("log", 1)))
        after = state(token, inputs=definitions(("log", 2), ("web", 1)))
        change = only(compared(before, after))
        assert change.op is Op.replace
        assert leaves(change) == {"containerDefinitions:log.cpu": (1, 2)}

    def test_of_longer_and_shorter_lists_only_what_came_and_went(self) -> None:
        change = only(
            compared(
                state(SERVICE, inputs={"x": ["a", "b", "c"]}),
                state(SERVICE, inputs={"x": ["a", "c", "d", "e"]}),
            )
        )
        assert leaves(change) == {"x:[1]": ("b", MISSING), "x:[2]": (MISSING, "d"), "x:[3]": (MISSING, "e")}

    @pytest.mark.parametrize(("before", "after"), [("80", 80), (True, "true"), (1, 1.0)])
    def test_spellings_of_one_value(self, before: object, after: object) -> None:
        assert (
            compared(state(SERVICE, inputs={"x": before}), state(SERVICE, inputs={"x": after})).changes == ()
        )

    def test_zero_is_not_false_and_not_nothing(self) -> None:
        for before, after in ((0, False), (0, ""), ("", None)):
            diff = compared(state(SERVICE, inputs={"x": before}), state(SERVICE, inputs={"x": after}))
            assert len(diff.changes) == (0 if before == after else 1), (before, after)

    def test_secrets_are_compared_and_masked(self) -> None:
        old = state(DATABASE, inputs={"password": secret("one"), "port": 1})
        assert compared(old, state(DATABASE, inputs={"password": secret("one"), "port": 1})).changes == ()
        change = only(compared(old, state(DATABASE, inputs={"password": secret("two"), "port": 1})))
        assert leaves(change) == {"password": ("[secret]", "[secret]")}
        assert "two" not in repr(change)

    def test_a_secret_inside_of_a_new_value_is_masked(self) -> None:
        change = only(
            compared(
                state(SERVICE), state(SERVICE, inputs={"x": {"list": [secret("two")], "y": secret("z")}})
            )
        )
        assert leaves(change) == {"x": (MISSING, {"list": ["[secret]"], "y": "[secret]"})}

    @pytest.mark.parametrize("other", [secret("two"), "secret-placeholder-0123", CIPHER])
    def test_what_is_encrypted_is_not_compared(self, other: object) -> None:
        for sides in ((CIPHER, other), (other, CIPHER)):
            old, new = (state(DATABASE, inputs={"password": value}) for value in sides)
            assert compared(old, new).changes == ()

    def test_default_tags_update_and_another_region_replaces(self) -> None:
        def tagged(owner: str, region: str) -> dict[str, Any]:
            return state(QUEUE, outputs={"tagsAll": {"Owner": owner}, "region": region})

        change = only(compared(tagged("a", "eu-west-1"), tagged("b", "eu-west-1")))
        assert (change.op, change.tags_only) == (Op.update, True)
        assert leaves(change) == {"tagsAll:Owner": ("a", "b")}
        change = only(compared(tagged("a", "eu-west-1"), tagged("a", "eu-west-2")))
        assert (change.op, change.reasons) == (Op.replace, ("region",))


class TestOptions:
    def test_what_is_ignored_is_no_change(self) -> None:
        old = state(SERVICE, inputs={"desiredCount": 2, "name": "api"})
        new = state(SERVICE, inputs={"desiredCount": 5, "name": "api"}, ignoreChanges=["desiredCount"])
        assert compared(old, new).changes == ()
        assert ops(compared(new, old)) == {"it": "update"}  # the second side's options count

    def test_a_path_is_ignored_and_what_is_beside_it_is_not(self) -> None:
        old = {"tags": {"a": "1", "b": "1"}, "list": [{"x": 1, "y": 1}, {"x": 2, "y": 2}]}
        new = {"tags": {"a": "2", "b": "2"}, "list": [{"x": 8, "y": 1}, {"x": 9, "y": 9}]}
        ignored = ["tags.a", "list[*].x"]
        change = only(compared(state(SERVICE, inputs=old), state(SERVICE, inputs=new, ignoreChanges=ignored)))
        assert leaves(change) == {"list:[1].y": (2, 9), "tags:b": ("1", "2")}

    def test_an_ignored_property_that_comes_or_goes(self) -> None:
        for sides in (({}, {"userData": "x"}), ({"userData": "x"}, {})):
            old, new = (state(SERVICE, inputs=side, ignoreChanges=["userData"]) for side in sides)
            assert compared(old, new).changes == ()

    def test_replace_on_changes(self) -> None:
        old, new = ({"delaySeconds": seconds} for seconds in (1, 2))
        for paths in (["delaySeconds"], ["*"]):
            change = only(
                compared(state(QUEUE, inputs=old), state(QUEUE, inputs=new, replaceOnChanges=paths))
            )
            assert (change.op, change.reasons) == (Op.replace, ("delaySeconds",))

    def test_protection_and_retention_are_those_of_the_state(self) -> None:
        old = state(BUCKET, inputs={"bucket": "a"}, protect=True, retainOnDelete=True)
        change = only(compared(old, state(BUCKET, inputs={"bucket": "b"})))
        assert (change.protected, change.retained) == (True, True)


class TestData:
    def test_a_replaced_database_loses_data(self) -> None:
        change = only(
            compared(state(DATABASE, inputs={"dbName": "a"}), state(DATABASE, inputs={"dbName": "b"}))
        )
        assert (change.op, change.reasons, change.loses_data) == (Op.replace, ("dbName",), True)

    def test_a_deleted_bucket_loses_data_and_a_deleted_service_does_not(self) -> None:
        assert compared(state(BUCKET), []).loses_data
        assert not compared(state(SERVICE), []).loses_data

    def test_a_created_or_updated_one_loses_nothing(self) -> None:
        assert not compared([], state(BUCKET)).loses_data
        assert not compared(state(BUCKET), state(BUCKET, inputs={"forceDestroy": True})).loses_data

    @pytest.mark.parametrize(
        "inputs",
        [
            {"instanceClass": "db.t4g.medium"},
            {"multiAz": True},
            {"allocatedStorage": 200},
            {"storageType": "io2"},
            {"backupRetentionPeriod": 30},
            {"identifier": "renamed"},
            {"engineVersion": "16.4"},
        ],
        ids=lambda inputs: next(iter(inputs)),
    )
    def test_a_database_grows_in_place(self, inputs: dict[str, Any]) -> None:
        base = {
            "allocatedStorage": 100,
            "multiAz": False,
            "instanceClass": "db.t4g.small",
            "identifier": "db",
        }
        change = only(compared(state(DATABASE, inputs=base), state(DATABASE, inputs={**base, **inputs})))
        assert (change.op, change.loses_data, change.refused) == (Op.update, False, ())

    @pytest.mark.parametrize(
        "name",
        [
            "engine",
            "dbName",
            "username",
            "kmsKeyId",
            "storageEncrypted",
            "availabilityZone",
            "dbSubnetGroupName",
        ],
    )
    def test_what_replaces_a_database(self, name: str) -> None:
        change = only(compared(state(DATABASE, inputs={name: "a"}), state(DATABASE, inputs={name: "b"})))
        assert (change.op, change.reasons) == (Op.replace, (name,))

    def test_storage_does_not_shrink(self) -> None:
        old, new = ({"allocatedStorage": size} for size in (100, 50))
        change = only(compared(state(DATABASE, inputs=old), state(DATABASE, inputs=new)))
        assert (change.op, change.loses_data) == (Op.update, True)
        assert change.refused == (
            "allocatedStorage: storage cannot shrink from 100 to 50 GiB: only a new one can be smaller",
        )
        grown = {**new, "maxAllocatedStorage": 500}  # autoscaling may have made it larger
        assert (
            compared(
                state(DATABASE, inputs={**old, "maxAllocatedStorage": 500}), state(DATABASE, inputs=grown)
            ).changes
            == ()
        )


def database(subnets: str = "a", **more: Any) -> list[dict[str, Any]]:
    """A group, a database in it, and a policy that has the database's ARN in a document."""
    group = state(
        "aws:rds/subnetGroup:SubnetGroup",
        "group",
        {"name": subnets},
        id=subnets,
        outputs={"arn": f"arn:{subnets}"},
    )
    made = state(
        DATABASE,
        "db",
        {"dbSubnetGroupName": subnets, "port": 5432},
        id=f"db-{subnets}-resource",
        outputs={"arn": f"arn:aws:rds:::db-{subnets}", "address": f"db.{subnets}.example.com"},
        propertyDependencies={"dbSubnetGroupName": [group["urn"]], "port": []},
        dependencies=[group["urn"]],
    )
    document = {"Statement": [{"Sid": "Use", "Resource": f"{made['outputs']['arn']}/*"}], "Port": 5432}
    policy = state(
        POLICY,
        "use",
        {"policy": json.dumps(document), "role": "r"},
        propertyDependencies={"policy": [made["urn"]], "role": []},
        dependencies=[made["urn"]],
        **more,
    )
    return [group, made, policy]


class TestCascade:
    @pytest.mark.parametrize("exact", [True, False])
    def test_a_replacement_goes_on_where_its_id_replaces(self, exact: bool) -> None:
        diff = compared(database("a"), database("b"), exact=exact)
        assert ops(diff) == {"group": "replace", "db": "replace", "use": "update"}
        by_name = {change.name: change for change in diff.changes}
        assert by_name["group"].reasons == ("name",)
        assert by_name["db"].reasons == ("dbSubnetGroupName (group is replaced)",)
        assert by_name["use"].properties[0].because == "db"

    def test_what_only_holds_a_name_that_stays_is_not_touched(self) -> None:
        def pair(description: str) -> list[dict[str, Any]]:
            group = state(GROUP, "group", {"name": "web", "description": description}, id="sg-0123456789")
            user = state(
                QUEUE, "user", {"tags": {"Group": "web"}}, propertyDependencies={"tags": [group["urn"]]}
            )
            return [group, user]

        assert ops(compared(pair("a"), pair("b"), exact=True)) == {"group": "replace"}

    def test_an_id_that_stays_the_same_text_is_still_a_new_resource(self) -> None:
        def pair(locked: bool) -> list[dict[str, Any]]:
            bucket = state(BUCKET, "files", {"bucket": "files", "objectLockEnabled": locked}, id="files")
            block = state(
                BLOCK, "block", {"bucket": "files"}, propertyDependencies={"bucket": [bucket["urn"]]}
            )
            return [bucket, block]

        diff = compared(pair(False), pair(True), exact=True)
        assert ops(diff) == {"files": "replace", "block": "replace"}
        assert diff.changes[1].reasons == ("bucket (files is replaced)",)

    def test_an_update_does_not_go_on(self) -> None:
        old, new = database(), database()
        new[1]["inputs"]["port"] = 5433
        assert ops(compared(old, new)) == {"db": "update"}

    def test_ignored_references_stay(self) -> None:
        new = database("b")
        new[1]["ignoreChanges"] = ["dbSubnetGroupName"]
        assert ops(compared(database("a"), new)) == {"group": "replace"}

    def test_what_is_deleted_first_takes_along_what_needs_it(self) -> None:
        """Without its id in the property, too: `delete_before_replace` (Pulumi, resource options)."""

        def pair(name: str, **more: Any) -> list[dict[str, Any]]:
            group = state(GROUP, "group", {"name": name}, **more)
            rule = state(QUEUE, "rule", {"name": "fixed"}, propertyDependencies={"name": [group["urn"]]})
            return [group, rule]

        assert ops(compared(pair("a"), pair("b"))) == {"group": "replace"}
        first = compared(pair("a"), pair("b", deleteBeforeReplace=True))
        assert ops(first) == {"group": "replace", "rule": "replace"}

    @pytest.mark.parametrize("option", ["replaceWith", "deletedWith"])
    def test_what_goes_with_it(self, option: str) -> None:
        target = urn(GROUP, "group")
        given: Any = [target] if option == "replaceWith" else target
        before, after = (
            [
                state(GROUP, "group", {"name": name}, deleteBeforeReplace=True),
                state(QUEUE, "with", **{option: given}),
            ]
            for name in ("a", "b")
        )
        diff = compared(before, after)
        assert ops(diff) == {"group": "replace", "with": "replace"}
        assert diff.changes[1].reasons == (f"{option} (group is replaced)",)


class TestOtherDeployments:
    """Ids, ARNs, accounts and drawn names of two deployments are never the same."""

    @pytest.mark.parametrize("stack", STACKS)
    def test_one_stack_file_under_two_names_and_in_two_accounts(self, stack: str) -> None:
        config = {key: json.dumps(value) for key, value in config_of(stack).items()}
        first, second = (
            preview(PROGRAM, project="groundwork", stack=name, config=config).states
            for name in ("one", "two")
        )
        assert {s["urn"]: s.get("id") for s in first} != {s["urn"]: s.get("id") for s in second}
        text = json.dumps(first)
        if "groundwork:system" in config and "accountId" not in config["groundwork:system"]:
            text = text.replace("123456789012", "999988887777")
        diff = compared(json.loads(text), second)
        assert diff.changes == ()
        assert diff.unchanged > 60

    def test_a_reference_to_another_resource_is_a_change(self) -> None:
        def user(of: str) -> list[dict[str, Any]]:
            groups = [state(GROUP, name, id=f"sg-{name}-{of}") for name in ("a", "b")]
            holder = state(
                SERVICE,
                "user",
                {"group": f"sg-{of}-{of}"},
                propertyDependencies={"group": [urn(GROUP, of)]},
            )
            return [*groups, holder]

        change = only(compared(user("a"), user("b")))
        assert leaves(change) == {"group": ("sg-a-a", "sg-b-b")}

    def test_names_that_the_provider_drew_are_kept(self) -> None:
        old = state(
            BUCKET, "files", {"bucket": "files-0a1b2c3", "__defaults": ["bucket"]}, id="files-0a1b2c3"
        )
        new = state(BUCKET, "files", {"bucket": "files-fffffff"}, id="files-fffffff")
        assert compared(old, new).changes == ()
        named = state(BUCKET, "files", {"bucket": "company-files"}, id="company-files")
        assert ops(compared(old, named)) == {"files": "replace"}
        assert ops(compared(named, new)) == {"files": "replace"}

    def test_what_the_bridge_filled_in_is_no_change(self) -> None:
        old = {"forceDestroy": False, "__defaults": ["forceDestroy"], "rules": [{"x": 1, "__defaults": []}]}
        assert compared(state(BUCKET, inputs=old), state(BUCKET, inputs={"rules": [{"x": 1}]})).changes == ()
        given = {**old, "__defaults": []}
        assert ops(compared(state(BUCKET, inputs=given), state(BUCKET, inputs={"rules": [{"x": 1}]}))) == {
            "it": "update"
        }

    def test_a_value_not_known_yet_is_told_by_what_it_comes_from(self) -> None:
        unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

        def user(value: str, source: str) -> list[dict[str, Any]]:
            groups = [state(GROUP, name, id=f"sg-{name}") for name in ("a", "b")]
            holder = state(
                SERVICE, "user", {"group": value}, propertyDependencies={"group": [urn(GROUP, source)]}
            )
            return [*groups, holder]

        assert compared(user("sg-a", "a"), user(unknown, "a")).changes == ()
        change = only(compared(user("sg-a", "a"), user(unknown, "b")))
        assert change.properties[0].leaves == (Leaf("", "sg-a", "[unknown]"),)
