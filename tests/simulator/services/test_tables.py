"""The static tables agree with what the installed AWS SDK and cfn-lint know, which come from AWS itself."""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from simulator.services.tables import cloudwatch, ecs, elb, iam, lambda_, rds, regions

SESSION = botocore.session.Session()


@functools.cache
def model(service: str) -> dict[str, Any]:
    """The service model of botocore."""
    return SESSION.get_component("data_loader").load_service_model(service, "service-2")["shapes"]


@functools.cache
def lint(path: str) -> Any:
    """A data file of cfn-lint."""
    spec = importlib.util.find_spec("cfnlint")
    assert spec is not None
    assert spec.origin is not None
    return json.loads((Path(spec.origin).parent / "data" / path).read_text(encoding="utf-8"))


def test_regions_are_those_of_the_partition() -> None:
    assert sorted(regions.REGIONS) == sorted(SESSION.get_available_regions("ec2", "aws"))


def test_zones_by_name() -> None:
    assert regions.REGIONS["us-east-1"].zones[-1] == "us-east-1f"
    assert regions.region_of_zone("eu-west-1b") is regions.REGIONS["eu-west-1"]
    assert [regions.region_of_zone(zone) for zone in ("eu-west-1d", "us-east-9a", "a")] == [None, None, None]
    ids = [region.zone_ids for region in regions.REGIONS.values()]
    assert len({id for zone_ids in ids for id in zone_ids}) == sum(map(len, ids))


def test_zone_ids_of_load_balancers_are_distinct() -> None:
    found = [
        id
        for region in regions.REGIONS.values()
        for id in (region.alb_zone, region.nlb_zone, region.s3_zone)
        if id
    ]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"Z[A-Z0-9]{11,20}", id) for id in found)


def test_postgres_versions_are_those_that_can_be_created() -> None:
    folder = "schemas/extensions/aws_rds_dbinstance"
    known = _versions(lint(f"{folder}/engine_version.json"))
    ended = _versions(lint(f"{folder}/engine_version_deprecated.json"))
    offered = {version for version in known - ended if "." in version and "rds" not in version}
    ours = {minor for major in rds.POSTGRES.values() for minor in major.minors}
    assert ours == {version for version in offered if int(version.split(".")[0]) >= 14}
    assert {version.split("-")[0] for version in known - ended if "-rds." in version} == rds.EXTENDED


def _versions(document: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for entry in document["allOf"]:
        for part in (entry["if"]["properties"], (entry["then"] or {}).get("properties", {})):
            if entry["if"]["properties"].get("Engine", {}).get("const") == "postgres":
                found |= set(part.get("EngineVersion", {}).get("enum", ()))
    return found


def test_postgres_classes_are_those_of_the_regions() -> None:
    document = lint("schemas/extensions/aws_rds_dbinstance/dbinstanceclass_enum.json")
    for region in regions.REGIONS:
        offered = set()
        for entry in document[region]["allOf"]:
            if entry["if"]["properties"]["Engine"].get("const") == "postgres":
                offered = set(entry["then"]["properties"]["DBInstanceClass"]["enum"])
        families = {name.split(".")[1] for name in offered} - rds.PREVIOUS
        assert families == rds.POSTGRES_CLASSES.keys() - rds.ABSENT[region], region
        sizes = {f"db.{family}.{size}" for family, found in rds.POSTGRES_CLASSES.items() for size in found}
        assert {name for name in offered if name.split(".")[1] in families and name.count(".") == 2} <= sizes


def test_fargate_sizes() -> None:
    document = lint("schemas/extensions/aws_ecs_taskdefinition/fargate_cpu_memory.json")
    pairs = {}
    for entry in document["then"]["anyOf"]:
        memory = entry["properties"]["Memory"]["then"]
        step = memory.get("multipleOf", 1)
        listed = memory.get("enum") or range(memory["minimum"], memory["maximum"] + 1, step)
        pairs[int(entry["properties"]["Cpu"]["then"]["enum"][0])] = tuple(listed)
    assert pairs == ecs.FARGATE


def test_members_of_a_container_definition() -> None:
    assert model("ecs")["ContainerDefinition"]["members"].keys() == ecs.MEMBERS


def test_log_drivers() -> None:
    assert sorted(model("ecs")["LogDriver"]["enum"]) == sorted(ecs.DRIVERS)


def test_retentions() -> None:
    text = model("logs")["Days"]["documentation"]
    days = {int(day) for day in re.findall(r"\d+", text.partition("To set")[0])}
    assert days == set(cloudwatch.RETENTIONS) - {0}


@pytest.mark.parametrize(
    ("shape", "table"),
    [
        ("ComparisonOperator", cloudwatch.COMPARISONS),
        ("Statistic", cloudwatch.STATISTICS),
        ("StandardUnit", cloudwatch.UNITS),
    ],
)
def test_enumerations_of_alarms(shape: str, table: tuple[str, ...]) -> None:
    assert sorted(model("cloudwatch")[shape]["enum"]) == sorted(table)


def test_runtimes() -> None:
    document = lint("AdditionalSpecs/LmbdRuntimeLifecycle.json")
    assert document.keys() == lambda_.RUNTIMES.keys() | lambda_.ENDED.keys() | lambda_.BLOCKED
    dates = {name: entry["deprecated"] for name, entry in document.items()}
    assert {name: dates[name] for name in lambda_.RUNTIMES} == lambda_.RUNTIMES
    assert {name: dates[name] for name in lambda_.ENDED} == lambda_.ENDED


def test_tls_policies_hold_those_that_moto_knows() -> None:
    known = set(re.findall(r'"name": "(ELBSecurityPolicy-[^"]+)"', _source("moto.elbv2.ssl_policies")))
    assert len(known) == 18
    assert known <= elb.POLICIES


def _source(module: str) -> str:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")


def test_managed_policies_have_their_paths() -> None:
    assert "service-role/AmazonECSTaskExecutionRolePolicy" in iam.AWS_MANAGED
    assert "AdministratorAccess" in iam.AWS_MANAGED
