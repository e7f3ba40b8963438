"""A stack's settings that are right, and ways to change them."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from settings import SettingsError, parse

ACCOUNT = "123456789012"
CERTIFICATE = f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/0f1e2d3c-4b5a-4968-8776-5544332211ff"
CERTIFICATE_OF_US_EAST_1 = CERTIFICATE.replace("eu-west-1", "us-east-1")
GONE = object()
"""Value of a change that takes a key away."""

_GIVEN: dict[str, Any] = {
    "system": {
        "name": "shop",
        "environment": "staging",
        "region": "eu-west-1",
        "accountId": ACCOUNT,
        "tags": {"Team": "payments"},
    },
    "network": {
        "cidr": "10.0.0.0/16",
        "zones": ["a", "b", "c"],
        "subnets": {
            "public": {"a": "10.0.1.0/24", "b": "10.0.2.0/24"},
            "private": {"a": "10.0.64.0/24", "b": "10.0.65.0/24"},
        },
        "nat": {"kind": "single", "zone": "a"},
        "endpoints": {"interface": ["ecr.api", "ecr.dkr"]},
    },
    "security": {"secrets": {"session-key": {"kind": "generated"}, "stripe": {"kind": "supplied"}}},
    "storage": {
        "buckets": {
            "uploads": {"lifecycle": {"transitions": [{"afterDays": 30, "storageClass": "STANDARD_IA"}]}}
        }
    },
    "data": {"db": {"kind": "postgres", "engineVersion": "15.15", "instanceClass": "db.t4g.small"}},
    "delivery": {"repositories": {"api": {}, "worker": {}}},
    "compute": {
        "sizes": {"small": {"cpu": 256, "memory": 512}, "large": {"cpu": 1024, "memory": 2048}},
        "services": {
            "api": {
                "kind": "ecs",
                "image": {"kind": "repository", "repository": "api", "tag": "1.4.2"},
                "size": "small",
                "port": 8000,
                "expose": {"healthCheck": {"path": "/healthz"}},
                "uses": ["db", "uploads", "session-key", "stripe"],
                "environment": {"LOG_LEVEL": "info", "ACCESS_TOKEN_EXPIRE_MINUTES": "30"},
                "scaling": {"minimum": 2, "maximum": 10, "cpu": {"target": 70}},
            },
            "worker": {
                "kind": "ecs",
                "image": {"kind": "repository", "repository": "worker", "tag": "1.4.2"},
                "size": {"cpu": 512, "memory": 1024},
                "uses": ["db", "api"],
            },
        },
    },
    "edge": {
        "tls": {"kind": "issued", "domain": "shop.example.com"},
        "dns": {"kind": "create", "name": "example.com"},
    },
    "observability": {
        "logRetentionDays": 14,
        "alarms": {"api-cpu": {"threshold": 90}, "db-storage": {"enabled": False}},
        "alerts": {"emails": ["oncall@example.com"]},
    },
    "cost": {"budget": {"monthlyUsd": 200, "emails": ["owner@example.com"]}},
    "policy": {
        "exemptions": [
            {
                "control": "PYS-C08",
                "resource": "db",
                "reason": "staging does without a standby",
                "owner": "platform",
                "expires": "2027-01-31",
            }
        ]
    },
    "overrides": {"api": {"tags": {"Note": "x"}}},
    "secretValues": {"stripe": "the value from Stripe"},
}


def given(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The settings with changes by path, such as `{"compute.services.api.uses[0]": "db"}`."""
    settings = copy.deepcopy(_GIVEN)
    for path, value in (changes or {}).items():
        *way, last = re.split(r"[.\[\]]+", path.rstrip("]"))
        inner: Any = settings
        for part in way:
            inner = inner[int(part)] if isinstance(inner, list) else inner.setdefault(part, {})
        if isinstance(inner, list):
            inner[int(last)] = value
        elif value is GONE:
            del inner[last]
        else:
            inner[last] = value
    return settings


def problems(
    changes: Mapping[str, Any] | None = None, *, secret_keys: tuple[str, ...] = ("secretValues",)
) -> list[str]:
    """What is told of the settings with changes, a line a problem; nothing where they are right."""
    return told(given(changes), secret_keys=secret_keys)


def told(raw: Any, *, secret_keys: tuple[str, ...] = ()) -> list[str]:
    """What is told of plain settings, a line a problem; nothing where they are right."""
    try:
        parse(raw, secret_keys=secret_keys)
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []
