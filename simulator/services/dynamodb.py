"""DynamoDB: tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import arn, named
from simulator.services.tables.regions import REGIONS

TABLE: Final = "aws:dynamodb/table:Table"

REPLACE[TABLE] = frozenset(
    {
        "hashKey", "importTable", "localSecondaryIndexes", "name", "rangeKey", "region", "restoreBackupArn",
        "restoreDateTime", "restoreSourceName", "restoreSourceTableArn", "restoreToLatestTime",
    }
)  # fmt: skip

autoname(TABLE, max_length=255)
rules.taggable(TABLE)

_NAME: Final = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
VIEWS: Final = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
PROJECTIONS: Final = ("ALL", "INCLUDE", "KEYS_ONLY")


@outputs(TABLE)
def table(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A table; its id is its name. A stream's label is the moment at which it was turned on."""
    name = named(inputs, ctx, prefix=None)
    own = arn(ctx, "dynamodb", f"table/{name}")
    stream = bool(inputs.get("streamEnabled")) or bool(inputs.get("replicas"))
    label = "2026-01-01T00:00:00.000"
    replicas = [
        {"arn": own.replace(f":{ctx.region}:", f":{item.get('regionName')}:"), **item}
        for item in rules.items(inputs.get("replicas"))
        if isinstance(item, dict)
    ]
    return name, {
        "arn": own,
        "billingMode": inputs.get("billingMode", "PROVISIONED"),
        "deletionProtectionEnabled": inputs.get("deletionProtectionEnabled", False),
        "name": name,
        "pointInTimeRecovery": inputs.get("pointInTimeRecovery") or {"enabled": False},
        "readCapacity": inputs.get("readCapacity", 0),
        "replicas": replicas,
        "serverSideEncryption": inputs.get("serverSideEncryption") or {"enabled": False, "kmsKeyArn": ""},
        "streamArn": f"{own}/stream/{label}" if stream else "",
        "streamEnabled": stream,
        "streamLabel": label if stream else "",
        "streamViewType": inputs.get("streamViewType", "NEW_AND_OLD_IMAGES" if replicas else ""),
        "tableClass": inputs.get("tableClass", "STANDARD"),
        "ttl": inputs.get("ttl") or {"attributeName": "", "enabled": False},
        "writeCapacity": inputs.get("writeCapacity", 0),
    }


@check(TABLE)
def _table(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, keys, capacity, stream and encryption ("CreateTable", Amazon DynamoDB API Reference)."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "3 to 255 letters, digits, _, - and .")
    mode = inputs.get("billingMode", "PROVISIONED")
    yield from rules.one_of("billingMode", mode, ("PROVISIONED", "PAY_PER_REQUEST"))
    for property in ("readCapacity", "writeCapacity"):
        units = rules.number(inputs.get(property))
        if mode == "PROVISIONED" and units is None and not inputs.get(property):
            yield Failure(
                property, f"ValidationException: {property} must be set when billingMode is PROVISIONED"
            )
        if mode == "PROVISIONED" and units is not None and units < 1:
            yield Failure(property, f"ValidationException: {property} must be 1 or more, not {units}")
        if mode == "PAY_PER_REQUEST" and units:
            yield Failure(
                property, f"ValidationException: {property} cannot be set when billingMode is PAY_PER_REQUEST"
            )
    if inputs.get("hashKey") is None and not any(
        inputs.get(key)
        for key in ("restoreSourceName", "restoreSourceTableArn", "importTable", "restoreBackupArn")
    ):
        yield Failure("hashKey", "ValidationException: No Hash Key specified in schema: set hashKey")
    yield from _attributes(inputs)
    view, stream = inputs.get("streamViewType"), inputs.get("streamEnabled")
    yield from rules.one_of("streamViewType", view or None, VIEWS)
    if stream is True and view is None:
        yield Failure(
            "streamViewType", "ValidationException: streamViewType is required when streamEnabled is true"
        )
    if view and stream in (None, False):
        yield Failure("streamEnabled", "ValidationException: streamViewType needs streamEnabled to be true")
    yield from rules.one_of(
        "tableClass", inputs.get("tableClass"), ("STANDARD", "STANDARD_INFREQUENT_ACCESS")
    )
    key = rules.block(inputs.get("serverSideEncryption")).get("kmsKeyArn")
    yield from rules.arn("serverSideEncryption.kmsKeyArn", key, "kms", "key/")
    region = rules.arn_part(key, "region")
    if region and region != ctx.region:
        yield Failure(
            "serverSideEncryption.kmsKeyArn",
            f"ValidationException: the key {key} is in {region}, the table in {ctx.region}",
        )
    days = rules.block(inputs.get("pointInTimeRecovery")).get("recoveryPeriodInDays")
    yield from rules.between("pointInTimeRecovery.recoveryPeriodInDays", days, 1, 35, "days")
    ttl = rules.block(inputs.get("ttl"))
    if ttl.get("enabled") is True and not ttl.get("attributeName") and ttl.get("attributeName") in (None, ""):
        yield Failure("ttl.attributeName", "ValidationException: ttl needs the name of an attribute")
    for place, replica in enumerate(rules.items(inputs.get("replicas"))):
        other = rules.block(replica).get("regionName")
        yield from rules.one_of(f"replicas[{place}].regionName", other, tuple(REGIONS))
        if other == ctx.region:
            yield Failure(
                f"replicas[{place}].regionName",
                f"ValidationException: {other} is the table's own region: a replica is in another one",
            )


def _attributes(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Attributes are those of the keys, no fewer and no more."""
    found = [rules.block(item) for item in rules.items(inputs.get("attributes"))]
    names = [item.get("name") for item in found]
    for place, item in enumerate(found):
        yield from rules.one_of(f"attributes[{place}].type", item.get("type"), ("S", "N", "B"))
    used: dict[str, Any] = {key: inputs.get(key) for key in ("hashKey", "rangeKey")}
    for property, most in (("globalSecondaryIndexes", 20), ("localSecondaryIndexes", 5)):
        indexes = rules.items(inputs.get(property))
        if len(indexes) > most:
            yield Failure(property, f"ValidationException: at most {most} indexes, not {len(indexes)}")
        for place, item in enumerate(indexes):
            block, path = rules.block(item), f"{property}[{place}]"
            used |= {f"{path}.{key}": block.get(key) for key in ("hashKey", "rangeKey")}
            for number, part in enumerate(rules.items(block.get("keySchemas"))):
                used[f"{path}.keySchemas[{number}].attributeName"] = rules.block(part).get("attributeName")
            kind = block.get("projectionType")
            yield from rules.one_of(f"{path}.projectionType", kind, PROJECTIONS)
            if kind == "INCLUDE" and not block.get("nonKeyAttributes"):
                yield Failure(
                    f"{path}.nonKeyAttributes",
                    "ValidationException: ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
                )
    if not all(map(rules.given, names)):
        return
    for path, name in used.items():
        if isinstance(name, str) and name not in names:
            yield Failure(
                path,
                "ValidationException: Some index key attributes are not defined in AttributeDefinitions: "
                f"'{name}' is not among the attributes {', '.join(map(str, names)) or '(there are none)'}",
            )
    keys = set(map(str, used.values()))
    for place, name in enumerate(names):
        if str(name) not in keys and all(rules.given(key) or key is None for key in used.values()):
            yield Failure(
                f"attributes[{place}].name",
                f"all attributes must be indexed. Unused attributes: ['{name}']: only keys are defined here",
            )
