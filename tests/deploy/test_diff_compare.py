"""Comparison of two graphs: matching, what changed, options, and what holds data."""

import json
from typing import Any

import pytest

from deploy.diffing.model import MISSING, Op
from deploy.graph import SECRET as SIGNATURE
from tests.deploy.graphs import (
    BUCKET,
    CIPHER,
    DATABASE,
    POLICY,
    QUEUE,
    SERVICE,
    TOPIC,
    compared,
    leaves,
    only,
    ops,
    secret,
    state,
    urn,
)


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

    def test_a_stand_in_for_an_encrypted_setting_is_not_compared(self) -> None:
        for sides in (("secret-placeholder-0123", "real"), ("real", "url secret-placeholder-0123")):
            old, new = (state(SERVICE, inputs={"value": value}) for value in sides)
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

    def test_cluster_mode_takes_steps_and_loses_nothing(self) -> None:
        cache = "aws:elasticache/replicationGroup:ReplicationGroup"
        old, new = ({"clusterMode": mode} for mode in ("disabled", "enabled"))
        change = only(compared(state(cache, inputs=old), state(cache, inputs=new)))
        assert (change.op, change.loses_data, change.refused) == (Op.update, False, ())
        assert change.stepwise == (
            "clusterMode: cluster mode goes from disabled to compatible first, "
            "and to enabled in a second change",
        )

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


FUNCTION = "aws:lambda/function:Function"
ASSET, ARCHIVE = "c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"


def code(path: str, hash: str = "") -> dict[str, Any]:
    """A function whose code is one file, as a state has it."""
    told = {"hash": hash} if hash else {}
    asset = {SIGNATURE: ASSET, "path": path, **told}
    return state(FUNCTION, inputs={"code": {SIGNATURE: ARCHIVE, "assets": {"handler.py": asset}, **told}})


class TestArchives:
    def test_other_content_under_the_same_path_is_a_change(self) -> None:
        change = only(compared(code("one/handler.py", "1" * 64), code("one/handler.py", "2" * 64)))
        assert change.op is Op.update
        assert leaves(change) == {"code": (f"[file {'1' * 12}]", f"[file {'2' * 12}]")}

    def test_the_same_content_under_another_path_is_none(self) -> None:
        assert compared(code("one/handler.py", "1" * 64), code("two/handler.py", "1" * 64)).changes == ()

    def test_without_a_hash_the_path_tells(self) -> None:
        assert compared(code("one/handler.py"), code("one/handler.py")).changes == ()
        assert only(compared(code("one/handler.py"), code("two/handler.py"))).op is Op.update
