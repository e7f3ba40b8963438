"""IAM documents from Python objects: never a string template, never a wildcard where an ARN can stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

Statement = Mapping[str, Any]
"""One statement of a policy document; values may be Outputs."""


@dataclass(frozen=True)
class Role:
    """A role that code or a service runs with."""

    arn: pulumi.Output[str]
    """ARN, known when the role may do its work: before that, a service would be refused."""

    name: pulumi.Output[str]


def allow(actions: Sequence[str], resources: Sequence[pulumi.Input[str]], **conditions: Any) -> Statement:
    """An Allow of `actions` on `resources`; `conditions` by operator, e.g. `StringEquals={...}`."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return statement | ({"Condition": conditions} if conditions else {})


WRITES_TRACES = allow(
    [
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
    ],
    ["*"],
)
"""Send traces to X-Ray and ask it which to keep (AWS X-Ray Developer Guide, AWSXRayDaemonWriteAccess).

None of these takes a resource that could be named here (Service Authorization Reference, AWS X-Ray).
"""


def tls_only(action: str, resource: pulumi.Input[Any]) -> Statement:
    """Refuses an action to whoever comes without TLS; `resource` is one ARN or several."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def document(statements: Iterable[Statement]) -> pulumi.Output[str]:
    """The policy document of `statements` as JSON."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(service: str, **conditions: Any) -> pulumi.Output[str]:
    """A trust policy that lets one AWS service, and nothing else, assume the role."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": service},
    }
    return document([statement | ({"Condition": conditions} if conditions else {})])


def service_role(
    name: str,
    service: str,
    statements: Iterable[Statement],
    *,
    opts: pulumi.ResourceOptions,
    description: str,
    physical_name: str | None = None,
    **conditions: Any,
) -> Role:
    """A role for `service` with one inline policy of `statements` (none where there are none).

    `conditions` by operator narrow who may assume it, as in `trust`.
    """
    role = aws.iam.Role(
        name,
        name=physical_name,
        description=description,
        assume_role_policy=trust(service, **conditions),
        opts=opts,
    )
    listed = list(statements)
    if not listed:
        return Role(role.arn, role.name)
    policy = aws.iam.RolePolicy(f"{name}-policy", role=role.id, policy=document(listed), opts=opts)
    return Role(pulumi.Output.all(role.arn, policy.id).apply(lambda known: known[0]), role.name)
