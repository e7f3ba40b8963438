"""What IAM answers: ARNs without a region, and the unique ids with the prefix of their kind."""

from __future__ import annotations

import json
from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, invoke, outputs
from simulator.services.shapes import CREATED, Ids, arn, named

ROLE: Final = "aws:iam/role:Role"
ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
POLICY: Final = "aws:iam/policy:Policy"
PROFILE: Final = "aws:iam/instanceProfile:InstanceProfile"

REPLACE[ROLE] = frozenset({"name", "namePrefix", "path"})
REPLACE[ROLE_POLICY] = frozenset({"name", "namePrefix", "role"})
REPLACE[ATTACHMENT] = frozenset({"policyArn", "role"})
REPLACE[POLICY] = frozenset({"description", "name", "namePrefix", "path"})
REPLACE[PROFILE] = frozenset({"name", "namePrefix", "path"})

autoname(ROLE, max_length=64)
autoname(ROLE_POLICY, POLICY, PROFILE, max_length=128)


def _arn(ctx: Context, kind: str, path: str, name: str) -> str:
    return arn(ctx, "iam", f"{kind}{path}{name}", region="")


@outputs(ROLE)
def role(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A role; its id is its name."""
    name = named(inputs, ctx)
    path = inputs.get("path") or "/"
    return name, {
        "arn": _arn(ctx, "role", path, name),
        "createDate": CREATED,
        "forceDetachPolicies": inputs.get("forceDetachPolicies", False),
        "managedPolicyArns": inputs.get("managedPolicyArns", []),
        "maxSessionDuration": inputs.get("maxSessionDuration", 3600),
        "name": name,
        "path": path,
        "uniqueId": f"AROA{Ids(inputs, ctx).upper(17)}",
    }


@outputs(ROLE_POLICY)
def role_policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An inline policy; its id is `role:policy`."""
    name = named(inputs, ctx)
    return f"{inputs['role']}:{name}", {"name": name}


@outputs(ATTACHMENT)
def attachment(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A managed policy on a role; its id is `role/policy ARN`."""
    del ctx
    return f"{inputs['role']}/{inputs['policyArn']}", {}


@outputs(POLICY)
def policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A managed policy of the account; its id is its ARN."""
    name = named(inputs, ctx)
    path = inputs.get("path") or "/"
    id = _arn(ctx, "policy", path, name)
    return id, {
        "arn": id,
        "attachmentCount": 0,
        "name": name,
        "path": path,
        "policyId": f"ANPA{Ids(inputs, ctx).upper(17)}",
    }


@outputs(PROFILE)
def instance_profile(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An instance profile; its id is its name."""
    name = named(inputs, ctx)
    path = inputs.get("path") or "/"
    return name, {
        "arn": _arn(ctx, "instance-profile", path, name),
        "createDate": CREATED,
        "name": name,
        "path": path,
        "uniqueId": f"AIPA{Ids(inputs, ctx).upper(17)}",
    }


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else sorted(items, reverse=True)


def _principals(entries: list[dict[str, Any]]) -> Any:
    result: dict[str, Any] = {}
    for entry in entries:
        if entry["type"] == "*" and entry["identifiers"] == ["*"]:
            return "*"
        result[entry["type"]] = _one_or_all(entry["identifiers"])
    return result


def _conditions(entries: list[dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, dict[str, Any]] = {}
    for entry in entries:
        values = entry["values"]
        result.setdefault(entry["test"], {})[entry["variable"]] = values[0] if len(values) == 1 else values
    return result


@invoke("aws:iam/getPolicyDocument:getPolicyDocument")
def get_policy_document(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A policy document as JSON, in the order of keys that the provider writes."""
    del ctx
    statements = []
    for given in args.get("statements") or []:
        statement: dict[str, Any] = {}
        if given.get("sid"):
            statement["Sid"] = given["sid"]
        statement["Effect"] = given.get("effect", "Allow")
        for key, title in (("actions", "Action"), ("notActions", "NotAction")):
            if given.get(key):
                statement[title] = _one_or_all(given[key])
        for key, title in (("resources", "Resource"), ("notResources", "NotResource")):
            if given.get(key):
                statement[title] = _one_or_all(given[key])
        for key, title in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
            if given.get(key):
                statement[title] = _principals(given[key])
        if given.get("conditions"):
            statement["Condition"] = _conditions(given["conditions"])
        statements.append(statement)
    document: dict[str, Any] = {"Version": args.get("version") or "2012-10-17"}
    if args.get("policyId"):
        document["Id"] = args["policyId"]
    document["Statement"] = statements
    return {
        **{
            key: args.get(key)
            for key in (
                "overridePolicyDocuments",
                "policyId",
                "sourcePolicyDocuments",
                "statements",
                "version",
            )
        },
        "id": Ids.of(json.dumps(document)).digits(10),
        "json": json.dumps(document, indent=2),
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }
