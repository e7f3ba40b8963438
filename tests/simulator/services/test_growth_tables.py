"""The static tables of EC2, ElastiCache, S3 and WAF agree with what cfn-lint and the AWS SDK know."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.services import budgets, inspector2
from simulator.services.route53 import health
from simulator.services.s3 import events
from simulator.services.tables import ec2, elasticache
from tests.simulator.services.test_tables import lint, model


def _types(path: str) -> set[str]:
    document = lint(f"schemas/extensions/{path}")
    return {item for entry in document.values() if isinstance(entry, dict) for item in entry.get("enum", ())}


def test_instance_types_are_those_that_can_be_launched() -> None:
    known: dict[str, set[str]] = {}
    for kind in _types("aws_ec2_instance/instancetype_enum.json"):
        family, _, size = kind.partition(".")
        known.setdefault(family, set()).add(size)
    assert {family: set(sizes) for family, sizes in ec2.TYPES.items()} == {
        family: sizes for family, sizes in known.items() if family in ec2.TYPES
    }


@pytest.mark.parametrize(
    ("kind", "architecture", "cores"),
    [
        ("t3.micro", "x86_64", (1, 2)),
        ("t2.micro", "x86_64", (1, 1)),
        ("t4g.micro", "arm64", (2, 1)),
        ("m6g.large", "arm64", (2, 1)),
        ("c7gn.medium", "arm64", (1, 1)),
        ("r6gd.4xlarge", "arm64", (16, 1)),
        ("m5.xlarge", "x86_64", (2, 2)),
        ("m7a.2xlarge", "x86_64", (8, 1)),
        ("m7i.metal-24xl", "x86_64", (48, 2)),
    ],
)
def test_architectures_and_cores(kind: str, architecture: str, cores: tuple[int, int]) -> None:
    assert ec2.architecture(kind) == architecture
    assert ec2.cores(kind) == cores


def test_a_family_that_is_left_out_has_no_architecture() -> None:
    assert ec2.architecture("p5.48xlarge") == ""


def test_cache_nodes_are_those_that_can_be_made() -> None:
    known: dict[str, set[str]] = {}
    for kind in _types("aws_elasticache_cachecluster/cachenodetype_enum.json"):
        _, family, size = kind.split(".")
        known.setdefault(family, set()).add(size)
    assert {family: set(sizes) for family, sizes in elasticache.NODES.items()} == known


def test_cache_versions_are_those_that_can_be_made() -> None:
    document = lint("schemas/extensions/aws_elasticache_cachecluster/engine_version.json")
    known: dict[str, set[str]] = {}
    for rule in document["allOf"]:
        engine = rule["if"]["properties"]["Engine"].get("const")
        if engine in elasticache.VERSIONS:
            known[engine] = set(rule["then"]["properties"]["EngineVersion"]["enum"])
    assert {engine: set(versions) for engine, versions in elasticache.VERSIONS.items()} == known


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        ("redis", "7.1.0", "redis7"),
        ("redis", "6.2.6", "redis6.x"),
        ("redis", "5.0.6", "redis5.0"),
        ("valkey", "8.1.0", "valkey8"),
    ],
)
def test_families_of_caches(engine: str, version: str, family: str) -> None:
    assert elasticache.family(engine, version) == family
    assert family in elasticache.FAMILIES


def test_events_of_buckets() -> None:
    shapes: dict[str, Any] = model("s3")
    assert set(shapes["Event"]["enum"]) == events.EVENTS


def test_enumerations_of_budgets() -> None:
    shapes: dict[str, Any] = model("budgets")
    assert set(shapes["Dimension"]["enum"]) == set(budgets.DIMENSIONS)
    assert set(shapes["MatchOption"]["enum"]) == set(budgets.MATCHES)


def test_health_checks_and_scans() -> None:
    shapes: dict[str, Any] = model("route53")
    assert set(shapes["HealthCheckType"]["enum"]) == set(health.TYPES)
    assert set(shapes["HealthCheckRegion"]["enum"]) == set(health.CHECKERS)
    assert set(model("inspector2")["ResourceScanType"]["enum"]) == set(inspector2.TYPES)
