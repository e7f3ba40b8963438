"""Every kind that the settings offer has a component, and previews."""

import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from components.compute.workloads import WORKLOADS
from components.usable import STORES
from settings import Settings
from settings.base import Model
from tests.harness import graph_of

FUNCTION = {
    "kind": "lambda",
    "code": "systems/foodbegood/functions/image-processing",
    "handler": "handler.handle",
    "runtime": "python3.13",
}


def started_by(trigger: dict[str, Any]) -> dict[str, Any]:
    """A function with this trigger."""
    return {"groundwork:compute.services.images": {**FUNCTION, "triggers": {"one": trigger}}}


KINDS: dict[str, dict[str, dict[str, Any]]] = {
    "Nat": {
        "none": {"groundwork:network.nat": {"kind": "none"}},
        "single": {"groundwork:network.nat": {"kind": "single"}},
        "perZone": {"groundwork:network.nat": {"kind": "perZone"}},
    },
    "Encryption": {
        "customer": {"groundwork:security.encryption": {"kind": "customer"}},
        "aws": {"groundwork:security.encryption": {"kind": "aws"}},
    },
    "Capacity": {
        "onDemand": {"groundwork:compute.cluster.defaultCapacity": {"kind": "onDemand"}},
        "spot": {"groundwork:compute.cluster.defaultCapacity": {"kind": "spot"}},
    },
    "Workload": {
        "ecs": {},
        "ec2": {"groundwork:compute.services.server": {"kind": "ec2"}},
        "lambda": {"groundwork:compute.services.images": FUNCTION},
    },
    "Trigger": {
        "bucket": started_by({"kind": "bucket", "bucket": "uploads"}),
        "schedule": started_by({"kind": "schedule", "schedule": "rate(1 day)"}),
        "rule": started_by({"kind": "rule", "pattern": {"source": ["shop"]}}),
        # What these are made of is shown with the triggers.
        "queue": {},
        "topic": {},
    },
    "Image": {
        kind: {"groundwork:compute.services.api.image": {"kind": kind, **image}}
        for kind, image in {
            "repository": {"repository": "api", "tag": "1.0.0"},
            "build": {"repository": "api", "context": "app", "tag": "1.0.0"},
            "external": {"uri": "public.ecr.aws/nginx/nginx:1.27.3"},
        }.items()
    },
    "Tls": {
        "none": {"groundwork:edge.tls": {"kind": "none"}},
        "certificate": {
            "groundwork:edge.tls": {
                "kind": "certificate",
                "certificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/"
                "0f1e2d3c-4b5a-4968-8776-5544332211ff",
            }
        },
        "issued": {
            "groundwork:edge.tls": {"kind": "issued", "domain": "a.example.com"},
            "groundwork:edge.dns": {"kind": "create", "name": "example.com"},
        },
    },
    "Zone": {
        "create": {"groundwork:edge.dns": {"kind": "create", "name": "example.com"}},
        "existing": {
            "groundwork:edge.dns": {
                "kind": "existing",
                "name": "example.com",
                "zoneId": "Z0123456789ABCDEFGHIJ",
            }
        },
    },
    "Store": {
        "postgres": {},
        "redis": {"groundwork:data.redis": {"kind": "redis", "nodeType": "cache.t4g.small"}},
        "dynamodb": {"groundwork:data.carts": {"kind": "dynamodb", "hashKey": "id"}},
    },
    "TableCapacity": {
        kind: {"groundwork:data.carts": {"kind": "dynamodb", "hashKey": "id", "capacity": capacity}}
        for kind, capacity in {
            "onDemand": {"kind": "onDemand"},
            "provisioned": {"kind": "provisioned", "read": 1, "write": 1},
        }.items()
    },
    "CacheAuth": {
        kind: {
            "groundwork:data.redis": {"kind": "redis", "nodeType": "cache.t4g.small", "auth": {"kind": kind}}
        }
        for kind in ("token", "iam", "none")
    },
    "Secret": {
        "generated": {"groundwork:security.secrets": {"token": {"kind": "generated"}}},
        "supplied": {},  # its value comes as a Pulumi secret: shown with the links
    },
}
"""Changes of the `dev` stack for each kind of each union."""


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from models(argument)


def unions(model: type[BaseModel], seen: set[Any] | None = None) -> Iterator[frozenset[str]]:
    """Kinds of every union of models under a model, each union once."""
    seen = set() if seen is None else seen
    for info in model.model_fields.values():
        members = tuple(dict.fromkeys(each for each in models(info.annotation)))
        told_apart = [each for each in members if "kind" in each.model_fields]
        if len(told_apart) > 1 and members not in seen:
            seen.add(members)
            yield frozenset(kind_of(each) for each in told_apart)
        for member in members:
            if member not in seen:
                seen.add(member)
                yield from unions(member, seen)


def kind_of(model: type[BaseModel]) -> str:
    (kind,) = typing.get_args(model.model_fields["kind"].annotation)
    return kind


def test_every_kind_of_every_union_is_tried() -> None:
    assert set(unions(Settings)) == {frozenset(kinds) for kinds in KINDS.values()}


@pytest.mark.parametrize(
    ("union", "kind"),
    [(union, kind) for union, kinds in KINDS.items() for kind, changes in kinds.items() if changes],
)
def test_every_kind_previews(union: str, kind: str) -> None:
    assert len(graph_of("dev", KINDS[union][kind]).resources) > 80


def members(area: str) -> set[type[BaseModel]]:
    """Models of the entries of an area's map."""
    model: type[Model] = Settings
    for step in area.split("."):
        annotation = model.model_fields[step].annotation
        found = set(models(annotation))
        if isinstance(annotation, types.GenericAlias):
            return found
        (model,) = typing.cast("set[type[Model]]", found)
    raise AssertionError(f"{area} is no map")


def test_every_store_and_workload_has_a_component() -> None:
    assert set(STORES) == members("data")
    assert set(WORKLOADS) == members("compute.services")
