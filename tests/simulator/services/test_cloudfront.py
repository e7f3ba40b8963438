"""CloudFront: what it refuses, and the shapes of its answers."""

from __future__ import annotations

import pytest

from simulator import registry
from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape

CACHE = "aws:cloudfront/getCachePolicy:getCachePolicy"
REQUEST = "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy"


@accepted("cloudfront")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("cloudfront")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_distribution_with_its_domain() -> None:
    found = World().add("cdn", "aws:cloudfront/distribution:Distribution", {"enabled": True})
    assert shape(found.id, "E{up13}")
    assert found.outputs["arn"] == f"arn:aws:cloudfront::123456789012:distribution/{found.id}"
    assert shape(found.outputs["domainName"], "d{low13}.cloudfront.net")
    assert (found.outputs["hostedZoneId"], found.outputs["status"]) == ("Z2FDTNDATAQYW2", "Deployed")


def test_policies_have_uuids_and_access_controls_do_not() -> None:
    world = World()
    cache = world.add("a", "aws:cloudfront/cachePolicy:CachePolicy", {"name": "assets"})
    access = world.add("b", "aws:cloudfront/originAccessControl:OriginAccessControl", {"name": "assets"})
    assert shape(cache.id, "{uuid}")
    assert cache.outputs["arn"] == f"arn:aws:cloudfront::123456789012:cache-policy/{cache.id}"
    assert shape(access.id, "E{up13}")


@pytest.mark.parametrize(
    ("token", "name", "id"),
    [
        (CACHE, "Managed-CachingOptimized", "658327ea-f89d-4fab-a63d-7e88639e58f6"),
        (CACHE, "Managed-CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
        (REQUEST, "Managed-AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
        (REQUEST, "Managed-AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac"),
    ],
)
def test_managed_policies_by_name_and_id(token: str, name: str, id: str) -> None:
    ctx = account().context(token)
    by_name = registry.answer(token, {"name": name}, ctx)
    assert (by_name["id"], by_name["name"]) == (id, name)
    assert registry.answer(token, {"id": id}, ctx) == by_name


def test_what_the_managed_policies_do() -> None:
    ctx = account().context(CACHE)
    off = registry.answer(CACHE, {"name": "Managed-CachingDisabled"}, ctx)
    on = registry.answer(CACHE, {"name": "Managed-CachingOptimized"}, ctx)
    assert (off["minTtl"], off["defaultTtl"], off["maxTtl"]) == (0, 0, 0)
    assert (on["minTtl"], on["defaultTtl"], on["maxTtl"]) == (1, 86400, 31536000)
    viewer = registry.answer(REQUEST, {"name": "Managed-AllViewerExceptHostHeader"}, ctx)
    assert viewer["headersConfigs"] == [{"headerBehavior": "allExcept", "headers": [{"items": ["host"]}]}]


def test_an_unknown_policy_lists_the_managed_ones() -> None:
    with pytest.raises(LookupError) as error:
        registry.answer(CACHE, {"name": "Managed-CacheAll"}, account().context(CACHE))
    assert str(error.value).startswith(
        "reading CloudFront Cache Policy: no match for Managed-CacheAll (managed: Managed-CachingOptimized, "
    )


def test_an_own_policy_is_found() -> None:
    world = World()
    inputs = {"name": "assets", "minTtl": 5, "parametersInCacheKeyAndForwardedToOrigin": {"a": "b"}}
    policy = world.add("p", "aws:cloudfront/cachePolicy:CachePolicy", inputs)
    found = registry.answer(CACHE, {"id": policy.id}, world.context(CACHE))
    assert (found["name"], found["minTtl"]) == ("assets", 5)
