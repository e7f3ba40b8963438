"""The static tables say what botocore and cfn-lint say, so that an update there shows what is stale."""

import json
from importlib.resources import files
from typing import Any

import botocore.loaders
import pytest
from cfnlint.helpers import AVAILABILITY_ZONES

from settings import tables


def extension(name: str) -> Any:
    return json.loads(files("cfnlint").joinpath("data/schemas/extensions", name).read_text())


def test_regions():
    partitions = botocore.loaders.create_loader().load_data("partitions")["partitions"]
    known = {
        region
        for partition in partitions
        if not partition["id"].startswith("aws-iso")
        for region in partition["regions"]
        if not region.endswith("-global")
    }
    # Announced, without zones so far.
    assert known - set(tables.REGIONS) == {"me-west-1", "sa-west-1"}
    assert set(tables.REGIONS) - known == set()


def test_zones():
    letters = {
        region: "".join(sorted(zone.removeprefix(region) for zone in zones if len(zone) == len(region) + 1))
        for region, zones in AVAILABILITY_ZONES.items()
    }
    differing = {
        region: (zones, letters[region])
        for region, zones in tables.REGIONS.items()
        if letters[region] != zones
    }
    assert differing == {
        "ap-northeast-1": ("acd", "abcd"),
        "ca-central-1": ("abd", "abcd"),
        "us-west-1": ("abc", "ac"),
    }


def test_postgres_versions():
    rules = extension("aws_rds_dbinstance/engine_version.json")["allOf"]
    (postgres,) = [rule for rule in rules if rule["if"]["properties"]["Engine"].get("const") == "postgres"]
    known = set(postgres["then"]["properties"]["EngineVersion"]["enum"])
    for major, (_, lowest, highest) in tables.POSTGRES_VERSIONS.items():
        assert {
            f"{major}.{lowest}",
            f"{major}.{highest}",
            f"{major}.{tables.POSTGRES_PREFERRED_MINOR[major]}",
        } <= known
        assert f"{major}.{highest + 1}" not in known
        assert lowest <= tables.POSTGRES_PREFERRED_MINOR[major] <= highest
    assert max(int(version.split(".")[0]) for version in known) == 18


def test_db_instance_classes():
    known: set[str] = set()
    for rules in extension("aws_rds_dbinstance/dbinstanceclass_enum.json").values():
        for rule in rules["allOf"]:
            engine = rule["if"]["properties"]["Engine"]
            if engine.get("const") == "postgres" or "postgres" in engine.get("enum", ()):
                known |= set(rule["then"]["properties"]["DBInstanceClass"]["enum"])
    ours = {f"db.{family}.{size}" for family, sizes in tables.DB_INSTANCE_CLASSES.items() for size in sizes}
    assert ours - known == set()
    previous = {"m1", "m2", "m3", "m4", "r3", "r4", "t1", "t2"}
    assert {name.split(".")[1] for name in known - ours} == previous


def test_cache_versions():
    document = extension("aws_elasticache_cachecluster/engine_version.json")
    known: dict[str, set[str]] = {}
    for rule in document["allOf"]:
        engine = rule["if"]["properties"]["Engine"].get("const")
        if engine not in tables.CACHE_VERSIONS:
            continue
        known[engine] = set(rule["then"]["properties"]["EngineVersion"]["enum"])
    ours = {engine: set(versions) for engine, versions in tables.CACHE_VERSIONS.items()}
    assert {engine: versions - known[engine] for engine, versions in ours.items()} == {
        "redis": set(),
        "valkey": set(),
    }
    assert {version for version in known["redis"] - ours["redis"] if version.startswith("7")} == set()
    assert known["valkey"] - ours["valkey"] == set()


def test_cache_node_types():
    known = {
        node
        for region in extension("aws_elasticache_cachecluster/cachenodetype_enum.json").values()
        if isinstance(region, dict)
        for node in region.get("enum", ())
    }
    ours = {f"cache.{family}.{size}" for family, sizes in tables.CACHE_NODE_TYPES.items() for size in sizes}
    assert ours - known == set()
    assert {node.split(".")[1] for node in known - ours} == {"m4", "r4", "r6gd", "t2"}


def test_fargate_pairs():
    known: dict[int, set[int]] = {}
    for pair in extension("aws_ecs_taskdefinition/fargate_cpu_memory.json")["then"]["anyOf"]:
        (cpu,) = pair["properties"]["Cpu"]["then"]["enum"]
        memory = pair["properties"]["Memory"]["then"]
        values = memory.get("enum") or range(memory["minimum"], memory["maximum"] + 1, memory["multipleOf"])
        known[int(cpu)] = {int(value) for value in values}
    assert {cpu: set(memory) for cpu, memory in tables.FARGATE.items()} == known


@pytest.mark.parametrize("name", ["REGIONS", "POSTGRES_VERSIONS", "DB_INSTANCE_CLASSES", "FARGATE"])
def test_a_table_is_not_changed_by_accident(name: str):
    with pytest.raises(TypeError):
        getattr(tables, name)["x"] = ()


def test_lambda_runtimes():
    """Days on which AWS stops supporting them."""
    table = files("cfnlint").joinpath("data/AdditionalSpecs/LmbdRuntimeLifecycle.json").read_text()
    known = {name: runtime["deprecated"] for name, runtime in json.loads(table).items()}
    assert {name: known[name] for name in tables.LAMBDA_RUNTIMES} == dict(tables.LAMBDA_RUNTIMES)
    newer = {name for name, day in known.items() if day and day > min(tables.LAMBDA_RUNTIMES.values())}
    # Each of these has a successor that is offered.
    assert newer - set(tables.LAMBDA_RUNTIMES) == {"java8.al2", "java11", "python3.11"}
