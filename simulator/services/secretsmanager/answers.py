"""What Secrets Manager answers: ARNs with the suffix of six characters, version ids, look-ups."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, autoname, invoke, outputs
from simulator.services.shapes import CREATED, Ids, arn, last, named, value

SECRET: Final = "aws:secretsmanager/secret:Secret"
VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION: Final = "aws:secretsmanager/secretRotation:SecretRotation"

REPLACE[SECRET] = frozenset({"name", "namePrefix", "region", "type"})
REPLACE[VERSION] = frozenset({"region", "secretBinary", "secretId", "secretString"})
REPLACE[ROTATION] = frozenset({"region", "secretId"})
SECRET_OUTPUTS[VERSION] = frozenset({"secretBinary", "secretString", "secretStringWo"})

autoname(SECRET, max_length=505)


@outputs(SECRET)
def secret(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A secret; its id is its ARN, which ends in a dash and six characters."""
    name = named(inputs, ctx)
    id = arn(ctx, "secretsmanager", f"secret:{name}-{Ids(inputs, ctx).mixed(6)}")
    return id, {
        "arn": id,
        "name": name,
        "policy": inputs.get("policy", ""),
        "recoveryWindowInDays": inputs.get("recoveryWindowInDays", 30),
        "replicas": inputs.get("replicas", []),
    }


@outputs(VERSION)
def secret_version(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A version of a secret; its id joins the secret's ARN and the version's id with a bar."""
    secret_id = str(inputs["secretId"])
    found = value(ctx.find(secret_id), "arn") or secret_id
    version = f"terraform-20260101{Ids(inputs, ctx).digits(18)}"
    return f"{secret_id}|{version}", {
        "arn": found,
        "hasSecretStringWo": "secretStringWo" in inputs,
        "secretArn": found,
        "versionId": version,
        "versionStages": inputs.get("versionStages") or ["AWSCURRENT"],
    }


@outputs(ROTATION)
def secret_rotation(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The rotation of a secret; its id is the secret's ARN."""
    id = str(inputs["secretId"])
    return value(ctx.find(id), "arn") or id, {"rotationEnabled": True}


@invoke("aws:secretsmanager/getSecret:getSecret")
def get_secret(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A secret by name or ARN: one of this run, or one that is taken to exist."""
    asked = str(args.get("arn") or args.get("name") or "")
    state = ctx.find(asked)
    name = value(state, "name") or (last(asked).rpartition(":")[2] if not args.get("name") else asked)
    if not args.get("name") and state is None:
        name = name.rpartition("-")[0] or name
    suffix = Ids.of(f"{ctx.account}/{ctx.region}/{name}").mixed(6)
    id = value(state, "arn") or args.get("arn") or arn(ctx, "secretsmanager", f"secret:{name}-{suffix}")
    return {
        "arn": id,
        "createdDate": CREATED,
        "description": value(state, "description") or "",
        "id": id,
        "kmsKeyId": value(state, "kmsKeyId") or "",
        "lastChangedDate": CREATED,
        "name": name,
        "policy": "",
        "region": ctx.region,
        "tags": value(state, "tags") or {},
        "type": value(state, "type") or "",
    }
