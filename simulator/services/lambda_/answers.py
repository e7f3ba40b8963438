"""What Lambda answers: function ARNs, invoke ARNs, versions."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.lambda_.archives import measure
from simulator.services.shapes import Ids, arn, named, value

FUNCTION: Final = "aws:lambda/function:Function"
PERMISSION: Final = "aws:lambda/permission:Permission"

REPLACE[FUNCTION] = frozenset({"name", "packageType", "region", "tenancyConfig"})
REPLACE[PERMISSION] = frozenset(
    {
        "action", "eventSourceToken", "function", "functionUrlAuthType", "invokedViaFunctionUrl",
        "principal", "principalOrgId", "qualifier", "region", "sourceAccount", "sourceArn", "statementId",
        "statementIdPrefix",
    }
)  # fmt: skip

autoname(FUNCTION, max_length=64)
autoname(PERMISSION, property="statementId", max_length=100)


@outputs(FUNCTION)
def function(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A function; its id is its name. `publish` makes version 1, else there is only `$LATEST`."""
    name = named(inputs, ctx, prefix=None)
    ids = Ids(inputs, ctx)
    own = arn(ctx, "lambda", f"function:{name}")
    version = "1" if inputs.get("publish") else "$LATEST"
    digest, size = measure(inputs.get("code"))
    gateway = f"arn:{ctx.partition}:apigateway:{ctx.region}:lambda:path/2015-03-31/functions"
    stream = f"arn:{ctx.partition}:apigateway:{ctx.region}:lambda:path/2021-11-15/functions"
    return name, {
        "architectures": inputs.get("architectures") or ["x86_64"],
        "arn": own,
        "codeSha256": inputs.get("codeSha256") or digest or f"{ids.mixed(43, 'code')}=",
        "ephemeralStorage": inputs.get("ephemeralStorage") or {"size": 512},
        "invokeArn": f"{gateway}/{own}/invocations",
        "lastModified": "2026-01-01T00:00:00.000+0000",
        "loggingConfig": inputs.get("loggingConfig")
        or {"logFormat": "Text", "logGroup": f"/aws/lambda/{name}"},
        "memorySize": inputs.get("memorySize", 128),
        "name": name,
        "packageType": inputs.get("packageType", "Zip"),
        "qualifiedArn": f"{own}:{version}",
        "qualifiedInvokeArn": f"{gateway}/{own}:{version}/invocations",
        "reservedConcurrentExecutions": inputs.get("reservedConcurrentExecutions", -1),
        "responseStreamingInvokeArn": f"{stream}/{own}/response-streaming-invocations",
        "sourceCodeSize": 0 if inputs.get("imageUri") else size or 1024,
        "timeout": inputs.get("timeout", 3),
        "tracingConfig": inputs.get("tracingConfig") or {"mode": "PassThrough"},
        "version": version,
    } | _network(inputs, ctx)


def _network(inputs: dict[str, Any], ctx: Context) -> dict[str, Any]:
    config = inputs.get("vpcConfig")
    if not isinstance(config, dict):
        return {}
    subnets = config.get("subnetIds") or []
    vpc_id = next((value(ctx.find(subnet), "vpcId") for subnet in subnets if isinstance(subnet, str)), None)
    return {"vpcConfig": {"ipv6AllowedForDualStack": False, **config, "vpcId": vpc_id or ""}}


@outputs(PERMISSION)
def permission(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A statement of a function's policy; its id is the statement's id."""
    id = named(inputs, ctx, "statementId", "statementIdPrefix")
    return id, {"statementId": id}
