"""Systems Manager: parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import (
    REPLACE,
    SECRET_OUTPUTS,
    Context,
    Failure,
    Warn,
    autoname,
    check,
    invoke,
    outputs,
)
from simulator.services import rules
from simulator.services.shapes import Ids, arn, named, value

PARAMETER: Final = "aws:ssm/parameter:Parameter"

REPLACE[PARAMETER] = frozenset({"dataType", "name", "region"})
SECRET_OUTPUTS[PARAMETER] = frozenset({"value", "valueWo"})

autoname(PARAMETER, max_length=255)

SIZES: Final = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}
"""Bytes of a value by tier ("Managing parameter tiers", Systems Manager User Guide)."""

_NAME: Final = re.compile(r"/?[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*")
_KEY: Final = re.compile(r"[a-zA-Z0-9:/_-]{1,256}")
_IMAGE: Final = re.compile(r"ami-([0-9a-f]{8}|[0-9a-f]{17})")


@outputs(PARAMETER)
def parameter(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A parameter; its id is its name. A SecureString has the service's key unless another is given."""
    name = named(inputs, ctx, prefix=None)
    secure = inputs.get("type") == "SecureString"
    given = inputs.get("value", inputs.get("insecureValue"))
    large = isinstance(given, str) and len(given.encode()) > SIZES["Standard"]
    tier = inputs.get("tier", "Standard")
    result: dict[str, Any] = {
        "arn": inputs.get("arn") or arn(ctx, "ssm", f"parameter/{name.removeprefix('/')}"),
        "dataType": inputs.get("dataType", "text"),
        "hasValueWo": "valueWo" in inputs,
        "name": name,
        "tier": ("Advanced" if large else "Standard") if tier == "Intelligent-Tiering" else tier,
        "value": given,
        "version": 1,
    }
    if secure:
        result["keyId"] = inputs.get("keyId", "alias/aws/ssm")
    return name, result


@check(PARAMETER)
def _parameter(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, type, value and key ("PutParameter", AWS Systems Manager API Reference).

    A value never stands in a reason.
    """
    name, kind = inputs.get("name"), inputs.get("type")
    yield from rules.tags(inputs)
    if isinstance(name, str):
        yield from _name(name)
    yield from rules.one_of("type", kind, ("String", "StringList", "SecureString"))
    yield from rules.one_of("tier", inputs.get("tier"), tuple(SIZES))
    data_type = inputs.get("dataType")
    yield from rules.one_of("dataType", data_type, ("text", "aws:ec2:image", "aws:ssm:integration"))
    yield from rules.length("description", inputs.get("description"), 0, 1024)
    yield from rules.exactly_one(inputs, ("value", "insecureValue", "valueWo"))
    if inputs.get("insecureValue") is not None and kind == "SecureString":
        yield Failure(
            "insecureValue",
            "invalid configuration: insecureValue cannot be set for a SecureString: use value",
        )
    if inputs.get("keyId") and rules.given(kind) and kind != "SecureString":
        yield Failure("keyId", f"ValidationException: KeyId is valid only for SecureString, not for {kind}")
    yield from rules.pattern("keyId", inputs.get("keyId"), _KEY, "a key's id, ARN or alias")
    region = rules.arn_part(inputs.get("keyId"), "region")
    if region and region != ctx.region:
        yield Failure(
            "keyId", f"InvalidKeyId: the key {inputs['keyId']} is in {region}, the parameter in {ctx.region}"
        )
    property = "value" if inputs.get("value") is not None else "insecureValue"
    given = inputs.get(property)
    if isinstance(given, str):
        yield from _value(property, given, inputs)
        if kind == "String" and property == "value" and "password" in str(name).lower():
            yield Warn("type", f"'{name}' looks like a secret, and String is not encrypted: use SecureString")


def _name(name: str) -> Iterator[Failure]:
    levels = name.strip("/").split("/")
    if not _NAME.fullmatch(name):
        yield Failure(
            "name",
            'ValidationException: Parameter name: can\'t be prefixed with "ssm" (case-insensitive), and may '
            f"contain only a-zA-Z0-9_.- and / between levels: '{name}'",
        )
    elif levels[0].lower().startswith(("aws", "ssm")):
        yield Failure(
            "name",
            "AccessDeniedException: No access to reserved parameter name: a name cannot begin with aws or "
            f"ssm: '{name}'",
        )
    if "/" in name and not name.startswith("/"):
        yield Failure(
            "name",
            "ValidationException: Parameter name must be a fully qualified name: with levels it begins "
            f"with a slash: '/{name}'",
        )
    if len(levels) > 15:
        yield Failure(
            "name", f"HierarchyLevelLimitExceededException: at most 15 levels, not {len(levels)}: '{name}'"
        )
    yield from rules.length("name", name, 1, 1011)


def _value(property: str, given: str, inputs: dict[str, Any]) -> Iterator[Failure]:
    tier = str(inputs.get("tier", "Standard"))
    size, most = len(given.encode()), SIZES.get(tier, 4096)
    if not given:
        yield Failure(property, "ValidationException: the value must have at least 1 character")
    if size > most:
        yield Failure(
            property,
            f"ValidationException: {tier} tier parameters support a maximum parameter value of {most} "
            f"characters, it has {size}",
        )
    pattern = inputs.get("allowedPattern")
    if isinstance(pattern, str) and pattern:
        try:
            fits = re.search(pattern, given) is not None
        except re.error as error:
            yield Failure("allowedPattern", f"InvalidAllowedPatternException: {error}: '{pattern}'")
        else:
            if not fits:
                yield Failure(
                    property,
                    "ParameterPatternMismatchException: the value does not match the allowedPattern "
                    f"{pattern}",
                )
    if inputs.get("dataType") == "aws:ec2:image" and not _IMAGE.fullmatch(given):
        yield Failure(property, "ValidationException: the value of dataType aws:ec2:image must be an AMI id")


@invoke("aws:ssm/getParameter:getParameter")
def get_parameter(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A parameter by name: one of this run, one of AWS's public ones, or one that is taken to exist."""
    name = str(args["name"])
    state = rules.find(ctx, name, PARAMETER)
    ids = Ids.of(f"{ctx.region}/{name}")
    found = value(state, "value")
    if found is None:
        found = ids.ec2("ami") if name.startswith("/aws/service/") and "ami" in name else ids.lower(16)
    return {
        "arn": value(state, "arn") or arn(ctx, "ssm", f"parameter/{name.removeprefix('/')}"),
        "id": name,
        "insecureValue": None if value(state, "type") == "SecureString" else found,
        "name": name,
        "region": ctx.region,
        "type": value(state, "type") or "String",
        "value": found,
        "version": value(state, "version") or 1,
        "withDecryption": args.get("withDecryption", True),
    }
