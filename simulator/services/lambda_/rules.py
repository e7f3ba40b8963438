"""What Lambda refuses of functions and permissions.

Source, where none is named: "CreateFunction" and "AddPermission" (AWS Lambda API Reference), "Lambda quotas".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check
from simulator.services import policies, rules
from simulator.services.lambda_.answers import FUNCTION, PERMISSION
from simulator.services.networks import one_vpc, vpc_of
from simulator.services.shapes import value
from simulator.services.tables import lambda_ as table

rules.taggable(FUNCTION)

_NAME: Final = re.compile(r"[a-zA-Z0-9-_]{1,64}")
_HANDLER: Final = re.compile(r"[^\s]{1,128}")
_KEY: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_]+")
_STATEMENT: Final = re.compile(r"[a-zA-Z0-9-_]{1,100}")
_ACTION: Final = re.compile(r"lambda:[*]|lambda:[a-zA-Z]+|[*]")
_PRINCIPAL: Final = re.compile(r"\d{12}|\*|arn:.+|[a-z0-9][a-z0-9.-]*\.(amazonaws\.com|amazon\.com)(\.cn)?")
RESERVED: Final = frozenset(
    {
        "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "_HANDLER",
        "_X_AMZN_TRACE_ID",
    }
)  # fmt: skip
"""Variables that Lambda sets itself ("Defined runtime environment variables")."""

SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "events.amazonaws.com": ("events",),
    "sns.amazonaws.com": ("sns",),
    "s3.amazonaws.com": ("s3",),
    "elasticloadbalancing.amazonaws.com": ("elasticloadbalancing",),
    "apigateway.amazonaws.com": ("execute-api",),
    "secretsmanager.amazonaws.com": ("secretsmanager",),
    "cognito-idp.amazonaws.com": ("cognito-idp",),
}
"""Services of the source's ARN by principal."""


@check(FUNCTION)
def function(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, code, runtime, size, environment, role and network."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 64 letters, digits, - and _")
    yield from rules.length("description", inputs.get("description"), 0, 256)
    yield from rules.between("memorySize", inputs.get("memorySize"), 128, 10240, "MB")
    yield from rules.between("timeout", inputs.get("timeout"), 1, 900, "seconds")
    disk = rules.block(inputs.get("ephemeralStorage")).get("size")
    yield from rules.between("ephemeralStorage.size", disk, 512, 10240, "MB")
    yield from rules.between(
        "reservedConcurrentExecutions", inputs.get("reservedConcurrentExecutions"), -1, 100000
    )
    for place, architecture in enumerate(rules.items(inputs.get("architectures"))):
        yield from rules.one_of(f"architectures[{place}]", architecture, ("x86_64", "arm64"))
    if len(rules.items(inputs.get("architectures"))) > 1:
        yield Failure("architectures", "ValidationException: a function has exactly one architecture")
    yield from _code(inputs)
    yield from _environment(rules.block(inputs.get("environment")).get("variables"))
    yield from _role(inputs.get("role"), ctx)
    layers = rules.items(inputs.get("layers"))
    if len(layers) > 5:
        yield Failure(
            "layers", f"InvalidParameterValueException: a function has at most 5 layers, not {len(layers)}"
        )
    mode = rules.block(inputs.get("tracingConfig")).get("mode")
    yield from rules.one_of("tracingConfig.mode", mode, ("PassThrough", "Active"))
    yield from rules.arn("kmsKeyArn", inputs.get("kmsKeyArn"), "kms", "key/")
    dead = rules.block(inputs.get("deadLetterConfig")).get("targetArn")
    yield from rules.arn("deadLetterConfig.targetArn", dead, ("sqs", "sns"))
    network = rules.block(inputs.get("vpcConfig"))
    subnets, groups = rules.items(network.get("subnetIds")), rules.items(network.get("securityGroupIds"))
    if bool(subnets) != bool(groups) and network:
        missing = "securityGroupIds" if subnets else "subnetIds"
        yield Failure(
            f"vpcConfig.{missing}",
            "InvalidParameterValueException: SubnetIds and SecurityIds must coexist or be both empty list.",
        )
    found = [(f"vpcConfig.subnetIds[{n}]", id) for n, id in enumerate(subnets)]
    found += [(f"vpcConfig.securityGroupIds[{n}]", id) for n, id in enumerate(groups) if vpc_of(ctx, id)]
    yield from one_vpc(
        ctx, found, "InvalidParameterValueException: The subnets and security groups must be in one VPC"
    )


def _code(inputs: dict[str, Any]) -> Iterator[Failure]:
    kind = inputs.get("packageType", "Zip")
    yield from rules.one_of("packageType", kind, ("Zip", "Image"))
    sources = ("code", "imageUri", "s3Bucket")
    yield from rules.exactly_one(inputs, sources, "the function's code comes from one place")
    runtime, handler = inputs.get("runtime"), inputs.get("handler")
    if kind == "Image":
        for property in ("handler", "runtime", "layers"):
            if inputs.get(property):
                yield Failure(
                    property,
                    f"InvalidParameterValueException: Please don't provide {property} when the "
                    "packageType is Image",
                )
        return
    if rules.given(kind):
        for property in ("handler", "runtime"):
            if inputs.get(property) is None:
                yield Failure(
                    property,
                    f"InvalidParameterValueException: {property} is mandatory for functions "
                    "created with deployment packages of type Zip",
                )
        if inputs.get("imageUri"):
            yield Failure("imageUri", "InvalidParameterValueException: imageUri needs packageType Image")
    yield from rules.pattern("handler", handler, _HANDLER, "1 to 128 characters without blanks")
    if isinstance(runtime, str) and runtime not in table.RUNTIMES:
        known = ", ".join(table.RUNTIMES)
        if runtime in table.ENDED:
            yield Warn("runtime", f"support of {runtime} ended on {table.ENDED[runtime]}; supported: {known}")
        elif runtime in table.BLOCKED:
            yield Failure(
                "runtime",
                f"InvalidParameterValueException: The runtime parameter of {runtime} is no "
                "longer supported for creating or updating "
                f"AWS Lambda functions. We recommend you use a supported runtime: {known}",
            )
        else:
            near = difflib.get_close_matches(runtime, table.RUNTIMES, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Failure(
                "runtime",
                f"InvalidParameterValueException: Value {runtime} at 'runtime' failed to "
                "satisfy constraint: Member must satisfy enum "
                f"value set: [{known}]{hint}",
            )


def _environment(variables: Any) -> Iterator[Failure]:
    """Names, and 4 KB in all ("Working with Lambda environment variables")."""
    if not isinstance(variables, dict):
        return
    for key in variables:
        path = f"environment.variables.{key}"
        if key in RESERVED:
            yield Failure(
                path,
                "InvalidParameterValueException: Lambda was unable to configure your "
                "environment variables because the environment "
                "variables you have provided contains reserved keys that are currently not "
                f"supported for modification: {key}",
            )
        elif not _KEY.fullmatch(key):
            yield Failure(
                path,
                f"ValidationException: the name '{key}' must begin with a letter, and have at "
                "least two letters, digits or underscores",
            )
    size = sum(len(key) + len(value) for key, value in variables.items() if isinstance(value, str))
    if size > 4096:
        yield Failure(
            "environment.variables",
            "InvalidParameterValueException: Lambda was unable to configure your environment "
            "variables because the environment variables "
            f"you have provided exceeded the 4KB limit: {size} bytes",
        )


def _role(role: Any, ctx: Context) -> Iterator[Failure]:
    yield from rules.arn("role", role, "iam", "role/")
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    if not isinstance(document, str):
        return
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if "lambda.amazonaws.com" not in trusted:
        yield Failure(
            "role",
            "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda. "
            f"(it trusts {', '.join(sorted(trusted)) or 'no service'})",
        )


@check(PERMISSION)
def permission(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Action, principal and source."""
    del ctx
    principal, source = inputs.get("principal"), inputs.get("sourceArn")
    yield from rules.pattern("action", inputs.get("action"), _ACTION, "such as lambda:InvokeFunction")
    yield from rules.pattern(
        "statementId", inputs.get("statementId"), _STATEMENT, "1 to 100 letters, digits, - and _"
    )
    yield from rules.pattern(
        "principal",
        principal,
        _PRINCIPAL,
        "a service such as events.amazonaws.com, an account id, an ARN or *",
    )
    yield from rules.arn("sourceArn", source)
    account = inputs.get("sourceAccount")
    if isinstance(account, str) and not re.fullmatch(r"\d{12}", account):
        yield Failure("sourceAccount", f"ValidationException: '{account}' is not an account id of 12 digits")
    service = rules.arn_part(source, "service")
    allowed = SOURCES.get(str(principal))
    if service and allowed and service not in allowed:
        yield Failure(
            "sourceArn",
            f"InvalidParameterValueException: the principal {principal} comes with a source of "
            f"{', '.join(allowed)}, not {service}: {source}",
        )
    if (
        isinstance(principal, str)
        and principal.endswith((".amazonaws.com", ".amazon.com"))
        and source is None
        and account is None
    ):
        yield Warn(
            "sourceArn",
            f"without sourceArn or sourceAccount any resource of {principal}, in any account, "
            "can call the function",
        )
