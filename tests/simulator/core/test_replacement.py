"""What replaces a resource: the generated file, its corrections, and the cases that depend on values."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest
from pulumi import _types

from simulator import provider, registry
from simulator.replacement import ADDED, CONDITIONS, FILE, REMOVED, condition, generated, refused, replaces
from simulator.replaces import property_of, says_replaced, token_of
from simulator.schema import resource_schema

CACHE = "aws:elasticache/cluster:Cluster"
DATABASE = "aws:rds/instance:Instance"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
INSTANCE = "aws:ec2/instance:Instance"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
SEARCH = "aws:opensearch/domain:Domain"
SERVICE = "aws:ecs/service:Service"


def fields(token: str) -> set[str]:
    schema = resource_schema(token)
    assert schema is not None, token
    assert schema.arguments is not None, token
    return set(_types.input_type_types(schema.arguments.cls))


class TestFile:
    @pytest.mark.slow
    def test_it_is_what_comes_out(self) -> None:
        """In a process of its own: it loads every class of the SDK, which other tests would carry along."""
        script = "import sys; from simulator.replaces import render; sys.stdout.write(render())"
        made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert FILE.read_text(encoding="utf-8") == made.stdout, "python -m simulator.replaces writes it"

    def test_it_is_json_and_small(self) -> None:
        whole = json.loads(FILE.read_text(encoding="utf-8"))
        assert len(whole) > 700
        assert FILE.stat().st_size < 100_000
        assert {token: frozenset(names) for token, names in whole.items()} == {
            token: generated(token) for token in whole
        }

    def test_a_type_that_it_does_not_have(self) -> None:
        assert generated("aws:iam/rolePolicyAttachment:RolePolicyAttachment") == frozenset()
        assert generated("aws:rds/instance:Inst") == frozenset()

    @pytest.mark.parametrize(
        ("token", "names"),
        [
            ("aws:ec2/vpc:Vpc", {"cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"}),
            ("aws:iam/role:Role", {"name", "namePrefix", "path"}),
            ("aws:lb/targetGroup:TargetGroup", {"name", "namePrefix", "port", "protocol", "vpcId"}),
            ("aws:sfn/stateMachine:StateMachine", {"name", "namePrefix", "type"}),
            ("aws:efs/fileSystem:FileSystem", {"encrypted", "kmsKeyId", "performanceMode"}),
            ("aws:secretsmanager/secret:Secret", {"type"}),
        ],
    )
    def test_what_it_has(self, token: str, names: set[str]) -> None:
        assert names <= generated(token)


class TestSources:
    @pytest.mark.parametrize(
        "text",
        [
            "Name of it. Changing this forces a new resource to be created.",
            "Changing this will force terraform to create new resource.",
            "Forces replacement if changed.",
            "Cannot be changed after creation.",
            "Changing `thing` forces a replacement, which will destroy and recreate the cluster.",
            "> **NOTE:** Changing the value of `thing` will cause it to be destroyed and re-created.",
            "This argument does not support in-place updates and cannot be changed during a restore.",
        ],
    )
    def test_sentences_that_say_so(self, text: str) -> None:
        assert says_replaced(text, "thing")

    @pytest.mark.parametrize(
        "text",
        [
            "When decreased, this will force a recreation of the resource.",
            "Changing this value to an empty string forces replacement of the resource.",
            "Changing `other` forces a new resource.",
            "If the `x` is set then updates to this field will trigger a destroy and recreate.",
            "With the exception of `x`, changing an argument in this block forces a new resource.",
            "Changing this argument with an `engine_version` < `7.0.5` will force a replacement.",
            "If setting this field in an operation that would require replacing the bucket, it won't work.",
            "Name of it.",
        ],
    )
    def test_sentences_with_a_condition_or_of_something_else(self, text: str) -> None:
        assert not says_replaced(text, "thing")

    def test_names_of_types(self) -> None:
        known = {"rds": {"instance": "aws:rds/instance:Instance"}, "ec2": {"vpc": "aws:ec2/vpc:Vpc"}}
        assert token_of("AWS::EC2::VPC", known) == "aws:ec2/vpc:Vpc"
        assert token_of("AWS::RDS::DBInstance", known) == DATABASE
        assert token_of("AWS::CloudWatch::Alarm", known) == "aws:cloudwatch/metricAlarm:MetricAlarm"
        assert token_of("AWS::IoT::Nothing", known) is None

    @pytest.mark.parametrize(
        ("name", "key", "own"),
        [
            ("AWS::S3::Bucket", "BucketName", "bucket"),
            ("AWS::IAM::RolePolicy", "PolicyName", "name"),
            ("AWS::RDS::DBInstance", "DBInstanceIdentifier", "identifier"),
            ("AWS::ECR::Repository", "EncryptionConfiguration", "encryptionConfigurations"),
            ("AWS::EC2::SecurityGroup", "GroupDescription", "description"),
            ("AWS::EC2::Subnet", "NotThere", None),
        ],
    )
    def test_names_of_properties(self, name: str, key: str, own: str | None) -> None:
        there = {"bucket", "name", "identifier", "encryptionConfigurations", "description", "policy"}
        there -= {"name"} if "Bucket" in name else set()
        assert property_of("aws:x/y:Y", name, key, sorted(there)) == own


class TestCorrections:
    @pytest.mark.parametrize(
        ("token", "name"), [(token, name) for token, names in ADDED.items() for name in sorted(names)]
    )
    def test_added(self, token: str, name: str) -> None:
        assert name in fields(token)
        assert name not in generated(token), "the sources say so by now"
        assert name in replaces(token)
        assert provider.difference(token, {name: "a"}, {name: "b"}).replaces == (name,)

    @pytest.mark.parametrize(
        ("token", "name"), [(token, name) for token, names in REMOVED.items() for name in names]
    )
    def test_removed(self, token: str, name: str) -> None:
        assert name in fields(token)
        assert name in generated(token), "no source says so any more"
        assert REMOVED[token][name]
        found = provider.difference(token, {name: "a"}, {name: "b"})
        assert (found.changed, found.replaces) == ((name,), ())

    def test_a_correction_outranks_a_service(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(registry.REPLACE, DATABASE, frozenset({"identifier", "port"}))
        assert "port" in replaces(DATABASE)
        assert "identifier" not in replaces(DATABASE)

    def test_the_region_of_a_resource_replaces_it(self) -> None:
        assert "region" in replaces("aws:xray/group:Group")
        assert "region" not in replaces("random:index/randomId:RandomId")
        assert "region" not in replaces("pulumi:providers:aws")


class TestConditions:
    def test_every_property_is_of_the_installed_sdk(self) -> None:
        for token, rules in CONDITIONS.items():
            assert rules.keys() <= fields(token), token
            assert not rules.keys() & replaces(token), token

    @pytest.mark.parametrize(
        ("token", "name", "olds", "news", "expected"),
        [
            (INSTANCE, "userData", {}, {"userDataReplaceOnChange": True}, True),
            (INSTANCE, "userData", {}, {}, False),
            (INSTANCE, "userDataBase64", {}, {"userDataReplaceOnChange": True}, True),
            (INSTANCE, "rootBlockDevice", {}, {"rootBlockDevice": {"encrypted": True}}, True),
            (
                INSTANCE,
                "rootBlockDevice",
                {"rootBlockDevice": {"volumeSize": 8}},
                {"rootBlockDevice": {"volumeSize": 9}},
                False,
            ),
            (ENDPOINT, "privateDnsEnabled", {}, {"vpcEndpointType": "Interface"}, False),
            (ENDPOINT, "privateDnsEnabled", {}, {"vpcEndpointType": "Gateway"}, True),
            (CACHE, "engineVersion", {"engineVersion": "7.1"}, {"engineVersion": "7.0"}, True),
            (CACHE, "engineVersion", {"engineVersion": "7.0"}, {"engineVersion": "7.1"}, False),
            (CACHE, "engineVersion", {"engineVersion": "7"}, {"engineVersion": "7.1"}, False),
            (CACHE, "nodeType", {"engine": "memcached"}, {}, True),
            (CACHE, "nodeType", {"engine": "redis"}, {}, False),
            (GROUP, "engineVersion", {"engineVersion": "8.0"}, {"engineVersion": "7.2"}, True),
            (GROUP, "transitEncryptionEnabled", {}, {"engineVersion": "6.2"}, True),
            (GROUP, "transitEncryptionEnabled", {}, {"engineVersion": "7.1"}, False),
            (SEARCH, "vpcOptions", {}, {"vpcOptions": {"subnetIds": ["a"]}}, True),
            (SEARCH, "vpcOptions", {"vpcOptions": {"a": 1}}, {"vpcOptions": {"a": 2}}, False),
            (BALANCER, "subnets", {"subnets": ["a"]}, {"subnets": ["b"]}, False),
            (
                BALANCER,
                "subnets",
                {"subnets": ["a", "b"], "loadBalancerType": "network"},
                {"subnets": ["a"], "loadBalancerType": "network"},
                True,
            ),
            (
                BALANCER,
                "subnets",
                {"subnets": ["a"], "loadBalancerType": "network"},
                {"subnets": ["a", "b"], "loadBalancerType": "network"},
                False,
            ),
            (
                BALANCER,
                "securityGroups",
                {"loadBalancerType": "network"},
                {"securityGroups": ["a"], "loadBalancerType": "network"},
                True,
            ),
            (BALANCER, "securityGroups", {}, {"securityGroups": ["a"]}, False),
            (SERVICE, "capacityProviderStrategies", {}, {"capacityProviderStrategies": [1]}, True),
            (
                SERVICE,
                "capacityProviderStrategies",
                {"capacityProviderStrategies": [1]},
                {"capacityProviderStrategies": [2], "forceNewDeployment": True},
                False,
            ),
            (SERVICE, "desiredCount", {"desiredCount": 1}, {"desiredCount": 2}, False),
        ],
    )
    def test_by_its_values(
        self, token: str, name: str, olds: dict[str, Any], news: dict[str, Any], expected: bool
    ) -> None:
        assert condition(token, name, olds, news) is expected
        if name not in {*olds, *news}:
            olds, news = {**olds, name: "a"}, {**news, name: "b"}
        assert (name in provider.difference(token, olds, news).replaces) is expected


class TestRefused:
    @pytest.mark.parametrize(
        ("token", "key"), [(DATABASE, "allocatedStorage"), ("aws:ebs/volume:Volume", "size")]
    )
    def test_storage_grows_only(self, token: str, key: str) -> None:
        (failure,) = refused(token, {key: 100}, {key: 20})
        assert (failure.property, failure.reason) == (
            key,
            "storage cannot shrink from 100 to 20 GiB: only a new one can be smaller",
        )
        assert refused(token, {key: 20}, {key: 100}) == []
        assert refused("aws:sqs/queue:Queue", {key: 100}, {key: 20}) == []

    def test_what_autoscaling_may_have_grown_stays(self) -> None:
        olds = {"allocatedStorage": 100, "maxAllocatedStorage": 200}
        news = {"allocatedStorage": 50, "maxAllocatedStorage": 200}
        assert provider.difference(DATABASE, olds, news).changed == ()
        assert refused(DATABASE, olds, news) == []
        news["maxAllocatedStorage"] = 50
        assert provider.difference(DATABASE, olds, news).changed == (
            "allocatedStorage",
            "maxAllocatedStorage",
        )
        assert len(refused(DATABASE, olds, news)) == 1

    @pytest.mark.parametrize(
        ("olds", "news", "reason"),
        [
            (
                {"clusterMode": "disabled"},
                {"clusterMode": "enabled"},
                "cluster mode goes from disabled to compatible first, and to enabled in a second change",
            ),
            (
                {"clusterMode": "disabled", "automaticFailoverEnabled": False},
                {"clusterMode": "compatible", "automaticFailoverEnabled": True},
                "cluster mode changes only once automatic failover is on, with a replica in a change before",
            ),
            (
                {"clusterMode": "enabled"},
                {"clusterMode": "disabled"},
                "cluster mode does not go back from enabled to disabled: only a new cache can have that",
            ),
        ],
    )
    def test_cluster_mode_goes_one_way_in_steps(
        self, olds: dict[str, Any], news: dict[str, Any], reason: str
    ) -> None:
        (failure,) = refused(GROUP, olds, news)
        assert (failure.property, failure.reason) == ("clusterMode", reason)

    def test_cluster_mode_by_its_steps(self) -> None:
        on = {"automaticFailoverEnabled": True}
        steps = [{**on, "clusterMode": mode} for mode in ("disabled", "compatible", "enabled")]
        for olds, news in pairwise(steps):
            assert refused(GROUP, olds, news) == []
            assert provider.difference(GROUP, olds, news).replaces == ()
        assert refused(GROUP, {}, {"clusterMode": "enabled"}) == []
