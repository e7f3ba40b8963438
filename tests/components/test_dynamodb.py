"""Tables on DynamoDB: keys, encryption, recovery, and what its users may do."""

from typing import Any

import pytest

from components.data.dynamodb import WRITE
from tests.components.growth import Growth, grown
from tests.components.questions import container, granted, openings, variables
from tests.harness import Graph, graph_of

CARTS = "groundwork:data.carts"
USES = "groundwork:compute.services.worker.uses"
TABLE: dict[str, Any] = {
    "kind": "dynamodb",
    "hashKey": "customer",
    "rangeKey": "placed",
    "attributes": {"placed": "N"},
    "indexes": {
        "by-shop": {"hashKey": "shop", "rangeKey": "placed"},
        "by-state": {"hashKey": "state", "projection": "INCLUDE", "include": ["total"]},
    },
    "ttlAttribute": "ends",
}


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod", {CARTS: TABLE, USES: ["carts"]})


@pytest.mark.spec("FBG-OPS-04")
def test_a_table_is_encrypted_recoverable_and_kept(prod: Graph) -> None:
    table = prod.one("dynamodb/table", "carts")
    assert table.inputs == {
        "name": "groundwork-production-carts",
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "customer",
        "rangeKey": "placed",
        "attributes": [
            {"name": "customer", "type": "S"},
            {"name": "placed", "type": "N"},
            {"name": "shop", "type": "S"},
            {"name": "state", "type": "S"},
        ],
        "globalSecondaryIndexes": [
            {
                "name": "by-shop",
                "keySchemas": [
                    {"attributeName": "shop", "keyType": "HASH"},
                    {"attributeName": "placed", "keyType": "RANGE"},
                ],
                "projectionType": "ALL",
            },
            {
                "name": "by-state",
                "keySchemas": [{"attributeName": "state", "keyType": "HASH"}],
                "projectionType": "INCLUDE",
                "nonKeyAttributes": ["total"],
            },
        ],
        "ttl": {"attributeName": "ends", "enabled": True},
        "pointInTimeRecovery": {"enabled": True},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": prod.one("kms/key").arn},
        "deletionProtectionEnabled": True,
    }
    assert table.state["protect"] is True


@pytest.mark.spec("FBG-OPS-04")
def test_without_it_there_is_no_table() -> None:
    assert graph_of("foodbegood/phase1").none("dynamodb/table")


def test_its_users_get_its_name_and_the_rights_to_its_items(prod: Graph) -> None:
    table = prod.one("dynamodb/table", "carts")
    assert variables(container(prod, "worker")) == {"CARTS_TABLE": "groundwork-production-carts"}
    assert [rule for rule in openings(prod) if rule[1] == "worker"] == []
    assert granted(prod, "worker") == [
        {
            "Effect": "Allow",
            "Action": [
                "dynamodb:BatchGetItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:ConditionCheckItem",
                "dynamodb:DeleteItem",
                "dynamodb:DescribeTable",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:Scan",
                "dynamodb:UpdateItem",
            ],
            "Resource": [table.arn],
        },
        {
            "Effect": "Allow",
            "Action": ["dynamodb:Query", "dynamodb:Scan"],
            "Resource": [f"{table.arn}/index/*"],
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [prod.one("kms/key").arn],
            "Condition": {"StringEquals": {"kms:ViaService": "dynamodb.eu-west-1.amazonaws.com"}},
        },
    ]


def test_what_a_stack_gives_up() -> None:
    table = {
        "kind": "dynamodb",
        "hashKey": "id",
        "name": "carts",
        "capacity": {"kind": "provisioned", "read": 5, "write": 2},
        "indexes": {"by-shop": {"hashKey": "shop", "projection": "KEYS_ONLY"}},
        "pointInTimeRecovery": False,
        "deletionProtection": False,
        "access": "read",
        "inject": {"TABLE_ARN": "arn"},
    }
    uses = {"groundwork:compute.services.api.uses": ["carts"]}
    graph = graph_of("dev", {CARTS: table, **uses})
    found = graph.one("dynamodb/table", "carts")
    expected = {
        "billingMode": "PROVISIONED",
        "readCapacity": 5,
        "writeCapacity": 2,
        "pointInTimeRecovery": {"enabled": False},
        "serverSideEncryption": None,
        "deletionProtectionEnabled": False,
    }
    assert {key: found.inputs.get(key) for key in expected} == expected
    (index,) = found.inputs["globalSecondaryIndexes"]
    assert (index["readCapacity"], index["writeCapacity"]) == (5, 2)
    assert not found.state.get("protect")
    assert variables(container(graph, "api"))["TABLE_ARN"] == found.arn
    actions = {action for each in granted(graph, "api") for action in each["Action"]}
    assert {action for action in actions if action in WRITE} == set()
    assert "dynamodb:GetItem" in actions


def test_its_alarms(prod: Graph) -> None:
    alarms = [
        prod.one("cloudwatch/metricAlarm", f"carts-{what}-throttles").inputs for what in ("read", "write")
    ]
    assert [(each["metricName"], each["threshold"]) for each in alarms] == [
        ("ReadThrottleEvents", 0),
        ("WriteThrottleEvents", 0),
    ]


def test_another_table_and_another_index() -> None:
    """An index comes in place."""
    table = {"kind": "dynamodb", "hashKey": "id"}
    more = {"groundwork:data.orders": table, f"{CARTS}.indexes.by-total": {"hashKey": "total"}}
    found = grown("prod", more, {CARTS: TABLE})
    assert found.changed == {
        "cloudwatch/dashboard dashboard": ("dashboardBody",),
        "dynamodb/table carts": ("attributes", "globalSecondaryIndexes"),
    }
    assert (found.gone, found.replaced) == ((), ())


def test_the_order_of_indexes_is_no_change() -> None:
    turned = {**TABLE, "indexes": dict(reversed(list(TABLE["indexes"].items())))}
    assert grown("prod", {CARTS: turned}, {CARTS: TABLE}) == Growth()
