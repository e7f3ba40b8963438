"""Caches on ElastiCache: group, mode, access, what is injected, and growth in place."""

import json
from itertools import pairwise
from typing import Any

import pytest

from simulator import provider, replacement
from tests.components.growth import Growth, grown
from tests.components.questions import container, granted, openings, secrets, variables
from tests.harness import Graph, graph_of

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
REDIS = "groundwork:data.redis"
USES = "groundwork:compute.services.worker.uses"
SMALL: dict[str, Any] = {"kind": "redis", "nodeType": "cache.t4g.small"}
PHASE2 = {
    **SMALL,
    "nodeType": "cache.t3.micro",
    "replicas": 0,
    "auth": {"kind": "none"},
    "parameters": {"maxmemory-policy": "allkeys-lru", "timeout": "300"},
    "inject": {"REDIS_HOST": "host", "REDIS_PORT": "port"},
}
PHASE3 = {**PHASE2, "nodeType": "cache.t3.small", "replicas": 1, "clusterMode": "enabled"}


def with_cache(**changes: Any) -> Graph:
    return graph_of("prod", {REDIS: {**SMALL, **changes}, USES: ["redis"]})


@pytest.fixture(scope="module")
def phase2() -> Graph:
    return graph_of("prod", {REDIS: PHASE2, USES: ["redis"]})


@pytest.fixture(scope="module")
def phase3() -> Graph:
    return graph_of("prod", {REDIS: PHASE3, USES: ["redis"]})


@pytest.mark.spec("FBG-DAT-15", "FBG-DAT-16", "FBG-DAT-17", "FBG-REC-06")
def test_one_node_is_a_replication_group_that_can_grow(phase2: Graph) -> None:
    key = phase2.one("kms/key").arn
    assert phase2.one("elasticache/replicationGroup").inputs == {
        "replicationGroupId": "groundwork-production-redis",
        "description": "Cache of groundwork-production",
        "engine": "redis",
        "engineVersion": "7.1",
        "nodeType": "cache.t3.micro",
        "port": 6379,
        "numNodeGroups": 1,
        "replicasPerNodeGroup": 0,
        "clusterMode": "disabled",
        "automaticFailoverEnabled": False,
        "multiAzEnabled": False,
        "parameterGroupName": phase2.one("elasticache/parameterGroup", "redis").outputs["name"],
        "subnetGroupName": "groundwork-production-redis-subnet",
        "securityGroupIds": [phase2.one("ec2/securityGroup", "redis").id],
        "atRestEncryptionEnabled": True,
        "kmsKeyId": key,
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "02:00-03:00",
        "maintenanceWindow": "sun:04:30-sun:05:30",
        "finalSnapshotIdentifier": "groundwork-production-redis-final",
        "autoMinorVersionUpgrade": True,
        "applyImmediately": False,
        "logDeliveryConfigurations": [
            {
                "destination": "/aws/elasticache/groundwork-production-redis/slow-log",
                "destinationType": "cloudwatch-logs",
                "logFormat": "json",
                "logType": "slow-log",
            }
        ],
    }
    assert phase2.one("elasticache/replicationGroup").state["protect"] is True
    assert phase2.one("cloudwatch/logGroup", "redis-slow").inputs["retentionInDays"] == 365


@pytest.mark.spec("FBG-DAT-15")
def test_it_stands_in_the_subnets_for_data(phase2: Graph) -> None:
    group = phase2.one("elasticache/subnetGroup").inputs
    assert group["name"] == "groundwork-production-redis-subnet"
    assert set(group["subnetIds"]) == {
        subnet.id for subnet in phase2.all("ec2/subnet") if subnet.name.startswith("data-")
    }


@pytest.mark.spec("FBG-DAT-17")
def test_each_mode_has_a_parameter_group_of_its_own(phase2: Graph, phase3: Graph) -> None:
    """`cluster-enabled` of a group that is there cannot be changed."""
    plain, clustered = (graph.one("elasticache/parameterGroup") for graph in (phase2, phase3))
    given = [{"name": "maxmemory-policy", "value": "allkeys-lru"}, {"name": "timeout", "value": "300"}]
    assert (plain.name, plain.inputs["family"], plain.inputs["parameters"]) == ("redis", "redis7", given)
    assert (clustered.name, clustered.inputs["family"]) == ("redis-cluster", "redis7")
    assert clustered.inputs["parameters"] == [{"name": "cluster-enabled", "value": "yes"}, *given]
    group = phase3.one("elasticache/replicationGroup")
    assert group.inputs["parameterGroupName"] == clustered.outputs["name"]


@pytest.mark.spec("FBG-DAT-18", "FBG-REC-03")
def test_with_a_replica_it_fails_over_to_another_zone(phase3: Graph) -> None:
    group = phase3.one("elasticache/replicationGroup")
    expected = {
        "nodeType": "cache.t3.small",
        "numNodeGroups": 1,
        "replicasPerNodeGroup": 1,
        "clusterMode": "enabled",
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
    }
    assert {key: group.inputs[key] for key in expected} == expected
    assert len(group.outputs["memberClusters"]) == 2


@pytest.mark.spec("FBG-OPS-09", "FBG-OPS-12")
def test_it_grows_in_place_step_by_step() -> None:
    """First the replica with failover, then compatible, then enabled (erratum E22)."""
    steps = [
        PHASE2,
        {**PHASE2, "nodeType": "cache.t3.small", "replicas": 1},
        {**PHASE3, "clusterMode": "compatible"},
        PHASE3,
    ]
    groups = [
        graph_of("prod", {REDIS: step, USES: ["redis"]}).one("elasticache/replicationGroup") for step in steps
    ]
    changed = []
    for old, new in pairwise(groups):
        found = provider.difference(GROUP, old.inputs, new.inputs)
        assert found.replaces == ()
        assert replacement.refused(GROUP, old.inputs, new.inputs) == []
        assert (new.urn, new.id) == (old.urn, old.id)
        changed.append(set(found.changed))
    assert changed == [
        {"nodeType", "replicasPerNodeGroup", "automaticFailoverEnabled", "multiAzEnabled"},
        {"clusterMode", "parameterGroupName"},
        {"clusterMode"},
    ]


@pytest.mark.spec("FBG-OPS-12")
def test_the_mode_cannot_be_changed_at_one_go(phase2: Graph, phase3: Graph) -> None:
    old, new = (graph.one("elasticache/replicationGroup").inputs for graph in (phase2, phase3))
    assert provider.difference(GROUP, old, new).replaces == ()
    (failure,) = replacement.refused(GROUP, old, new)
    assert (failure.property, failure.reason) == (
        "clusterMode",
        "cluster mode goes from disabled to compatible first, and to enabled in a second change",
    )


@pytest.mark.spec("FBG-DAT-18")
def test_its_address_follows_the_mode(phase2: Graph, phase3: Graph) -> None:
    """In cluster mode clients find the nodes by the configuration endpoint."""
    for graph, output in ((phase2, "primaryEndpointAddress"), (phase3, "configurationEndpointAddress")):
        host = graph.one("elasticache/replicationGroup").outputs[output]
        found = variables(container(graph, "worker"))
        assert (found["REDIS_HOST"], found["REDIS_PORT"]) == (host, "6379")
        assert graph.outputs["databaseEndpoints"]["redis"] == f"{host}:6379"


def test_it_is_open_to_its_users_only(phase2: Graph) -> None:
    assert [rule for rule in openings(phase2) if rule[0] == "redis"] == [("redis", "worker", 6379)]
    assert [rule for rule in openings(graph_of("prod", {REDIS: SMALL})) if rule[0] == "redis"] == []


def test_without_proof_there_is_neither_secret_nor_right(phase2: Graph) -> None:
    worker = container(phase2, "worker")
    assert secrets(worker) == {}
    assert granted(phase2, "worker") == []
    assert phase2.all("secretsmanager/secret", "redis") == []
    assert {"authToken", "userGroupIds"} & phase2.one("elasticache/replicationGroup").inputs.keys() == set()
    url = with_cache(auth={"kind": "none"}, inject={"REDIS_URL": "url"})
    host = url.one("elasticache/replicationGroup").outputs["primaryEndpointAddress"]
    assert variables(container(url, "worker")) == {"REDIS_URL": f"rediss://{host}:6379"}


def test_by_default_users_prove_who_they_are_by_a_token() -> None:
    graph = with_cache()
    group, secret = graph.one("elasticache/replicationGroup"), graph.one("secretsmanager/secret", "redis")
    token = graph.one("random:index/randomPassword", "redis").outputs["result"]
    assert (group.inputs["authToken"], group.inputs["authTokenUpdateStrategy"]) == (token, "ROTATE")
    assert len(token) == 64
    worker = container(graph, "worker")
    assert set(variables(worker)) == {"REDIS_HOST", "REDIS_PORT"}
    assert secrets(worker) == {"REDIS_AUTH_TOKEN": f"{secret.arn}:authToken::"}
    document = json.loads(graph.one("secretsmanager/secretVersion", "redis").inputs["secretString"])
    host = group.outputs["primaryEndpointAddress"]
    assert document == {
        "engine": "redis",
        "host": host,
        "port": 6379,
        "authToken": token,
        "url": f"rediss://:{token}@{host}:6379",
    }


def test_a_new_token_reaches_cache_and_secret_together() -> None:
    found = grown("prod", {f"{REDIS}.auth": {"kind": "token", "version": 2}}, {REDIS: SMALL, USES: ["redis"]})
    assert found == Growth(
        changed={
            "elasticache/replicationGroup redis": ("authToken",),
            "random:index/randomPassword redis": ("keepers",),
            "secretsmanager/secretVersion redis": ("secretString",),
        },
        replaced=(
            "random:index/randomPassword redis keepers",
            "secretsmanager/secretVersion redis secretString",
        ),
    )


def test_by_iam_users_may_connect_as_one_user_and_nobody_by_default() -> None:
    graph = with_cache(auth={"kind": "iam"})
    group, user = graph.one("elasticache/replicationGroup"), graph.one("elasticache/user", "redis")
    default = graph.one("elasticache/user", "redis-default")
    assert user.inputs == {
        "userId": "groundwork-production-redis-app",
        "userName": "groundwork-production-redis-app",
        "engine": "redis",
        "accessString": "on ~* +@all",
        "authenticationMode": {"type": "iam"},
    }
    assert (default.inputs["userName"], default.inputs["accessString"]) == ("default", "off ~* -@all")
    users = graph.one("elasticache/userGroup")
    assert set(users.inputs["userIds"]) == {user.id, default.id}
    assert group.inputs["userGroupIds"] == [users.id]
    assert variables(container(graph, "worker"))["REDIS_USER"] == "groundwork-production-redis-app"
    assert granted(graph, "worker") == [
        {"Effect": "Allow", "Action": ["elasticache:Connect"], "Resource": [group.arn, user.arn]}
    ]


def test_valkey_has_families_of_its_own() -> None:
    graph = with_cache(engine="valkey", engineVersion="8.1", shards=2, clusterMode="enabled")
    group = graph.one("elasticache/replicationGroup")
    assert (group.inputs["engine"], group.inputs["numNodeGroups"]) == ("valkey", 2)
    assert graph.one("elasticache/parameterGroup").inputs["family"] == "valkey8"
    assert len(group.outputs["memberClusters"]) == 4


def test_its_alarms_and_its_row_are_of_all_its_nodes(phase3: Graph) -> None:
    """Any of them may be the primary."""
    members = phase3.one("elasticache/replicationGroup").outputs["memberClusters"]
    expected = {
        "cpu": ("EngineCPUUtilization", "Average", 80),
        "memory": ("DatabaseMemoryUsagePercentage", "Average", 80),
        "evictions": ("Evictions", "Sum", 1000),
    }
    for name, (metric, statistic, threshold) in expected.items():
        alarm = phase3.one("cloudwatch/metricAlarm", f"redis-{name}").inputs
        result, *nodes = alarm["metricQueries"]
        assert alarm["threshold"] == threshold
        assert (result["expression"], result["returnData"]) == ("MAX([node1, node2])", True)
        assert [
            (each["id"], each["metric"]["metricName"], each["metric"]["stat"], each["metric"]["dimensions"])
            for each in nodes
        ] == [
            (f"node{index}", metric, statistic, {"CacheClusterId": member})
            for index, member in enumerate(members, start=1)
        ]
    body = phase3.one("cloudwatch/dashboard").inputs["dashboardBody"]
    assert [node for node in members if node not in body] == []


def test_a_cache_more_changes_nothing_that_was_there() -> None:
    found = grown("prod", {"groundwork:data.sessions": SMALL}, {REDIS: SMALL})
    assert found.changed == {"cloudwatch/dashboard dashboard": ("dashboardBody",)}
    assert (found.gone, found.replaced) == ((), ())


def test_a_cache_of_a_stack_that_gives_up_keeping_it() -> None:
    group = with_cache(protect=False, snapshotRetentionDays=0).one("elasticache/replicationGroup")
    assert not group.state.get("protect")
    assert "finalSnapshotIdentifier" not in group.inputs
    assert group.inputs["snapshotRetentionLimit"] == 0
