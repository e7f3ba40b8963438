"""Comparison of two graphs: what follows from a replacement, and ids of two deployments."""

import json
from typing import Any

import pytest

from deploy.diffing.model import Leaf
from simulator.embedded import preview
from tests.deploy.graphs import (
    BLOCK,
    BUCKET,
    DATABASE,
    GROUP,
    POLICY,
    QUEUE,
    SERVICE,
    compared,
    leaves,
    only,
    ops,
    state,
    urn,
)
from tests.harness import PROGRAM, SECRET_KEYS, STACKS, config_of


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
            preview(
                PROGRAM,
                project="groundwork",
                stack=name,
                config=config,
                secret_keys=SECRET_KEYS & config.keys(),
            ).states
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

    def test_a_value_that_is_handed_on_is_still_its_first_owners(self) -> None:
        """The queue's ARN goes through two resources as an input before the last one has it."""

        def chain(number: str) -> list[dict[str, Any]]:
            arn = f"arn:aws:sqs:eu-west-1:1:q-{number}"
            states = [state(QUEUE, "q", id=number, outputs={"arn": arn})]
            for name in ("one", "two", "three"):
                before = [states[-1]["urn"]]
                states.append(
                    state(
                        SERVICE,
                        name,
                        {"x": arn},
                        id=name,
                        dependencies=before,
                        propertyDependencies={"x": before},
                    )
                )
            return states

        diff = compared(chain("1111111"), chain("2222222"))
        assert (diff.changes, diff.unchanged) == ((), 4)

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
