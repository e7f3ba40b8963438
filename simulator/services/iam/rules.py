"""What IAM refuses of roles, policies and instance profiles.

Source, where none is named: "IAM and AWS STS quotas" and "Name requirements" (IAM User Guide).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.iam.answers import ATTACHMENT, POLICY, PROFILE, ROLE, ROLE_POLICY
from simulator.services.tables.iam import AWS_MANAGED

rules.taggable(ROLE, POLICY, PROFILE)

_NAME: Final = re.compile(r"[\w+=,.@-]+", re.ASCII)
_PATH: Final = re.compile(r"/|/[!-~]+/")
_DESCRIPTION: Final = re.compile("[\t\n\r\x20-\x7e\xa1-\xff]*")
_ALLOWED: Final = "letters, digits and +=,.@-_"


def _names(inputs: dict[str, Any], limit: int, prefix_limit: int) -> Iterator[Failure]:
    for property, most in (("name", limit), ("namePrefix", prefix_limit)):
        given = inputs.get(property)
        if isinstance(given, str) and given:
            yield from rules.length(property, given, 1, most)
            yield from rules.pattern(property, given, _NAME, _ALLOWED)
    path = inputs.get("path")
    yield from rules.length("path", path, 1, 512)
    yield from rules.pattern("path", path, _PATH, "begins and ends with /")


@check(ROLE)
def role(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name of 64 characters, trust policy, session of 1 to 12 hours ("CreateRole", IAM API Reference)."""
    del ctx
    yield from _names(inputs, 64, 38)
    yield from policies.policy("assumeRolePolicy", inputs.get("assumeRolePolicy"), policies.TRUST)
    yield from rules.between("maxSessionDuration", inputs.get("maxSessionDuration"), 3600, 43200, "seconds")
    description = inputs.get("description")
    yield from rules.length("description", description, 0, 1000)
    yield from rules.pattern("description", description, _DESCRIPTION, "printable Latin-1 characters")
    yield from rules.arn("permissionsBoundary", inputs.get("permissionsBoundary"), "iam", "policy/")
    managed = rules.items(inputs.get("managedPolicyArns"))
    if len(managed) > 20:
        yield Failure(
            "managedPolicyArns", f"LimitExceeded: a role has at most 20 managed policies, not {len(managed)}"
        )
    for place, arn in enumerate(managed):
        yield from managed_policy(f"managedPolicyArns[{place}]", arn)
    for place, inline in enumerate(rules.items(inputs.get("inlinePolicies"))):
        if isinstance(inline, dict):
            yield from rules.length(f"inlinePolicies[{place}].name", inline.get("name"), 1, 128)
            yield from policies.policy(
                f"inlinePolicies[{place}].policy", inline.get("policy"), policies.IDENTITY
            )


def managed_policy(property: str, arn: Any) -> Iterator[Failure]:
    """The ARN of a managed policy; one of AWS's own has to exist ("AWS Managed Policy Reference Guide").

    The reference is long and grows, so only names that are one slip away from a known one are refused.
    """
    yield from rules.arn(property, arn, "iam", "policy/")
    if rules.arn_part(arn, "account") != "aws":
        return
    name = str(rules.arn_part(arn, "resource")).removeprefix("policy/")
    if name in AWS_MANAGED:
        return
    wanted = name.rpartition("/")[2].lower()
    near = sorted(known for known in AWS_MANAGED if known.rpartition("/")[2].lower() == wanted)
    if near:
        yield Failure(
            property,
            f"NoSuchEntity: Policy {arn} does not exist or is not attachable; did you mean {near[0]}?",
        )


@check(ROLE_POLICY)
def role_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """An inline policy: name of 128 characters, 10,240 characters for all of a role ("PutRolePolicy")."""
    del ctx
    yield from _names(inputs, 128, 102)
    yield from policies.policy("policy", inputs.get("policy"), policies.IDENTITY)
    yield from _role("role", inputs.get("role"))


def _role(property: str, given: Any) -> Iterator[Failure]:
    """A role is named, not given by ARN."""
    if isinstance(given, str) and given.startswith("arn:"):
        yield Failure(
            property,
            "ValidationError: The specified value for roleName is invalid. It must contain "
            "only alphanumeric characters "
            f"and/or the following: +=,.@_-: '{given}' is an ARN, the name is expected",
        )
    else:
        yield from rules.length(property, given, 1, 64)
        yield from rules.pattern(property, given, _NAME, _ALLOWED)


@check(ATTACHMENT)
def attachment(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A role by name and a managed policy by ARN ("AttachRolePolicy", IAM API Reference)."""
    del ctx
    yield from _role("role", inputs.get("role"))
    yield from managed_policy("policyArn", inputs.get("policyArn"))


@check(POLICY)
def policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A managed policy: name of 128 characters, document of 6,144 ("CreatePolicy", IAM API Reference)."""
    del ctx
    yield from _names(inputs, 128, 102)
    yield from rules.length("description", inputs.get("description"), 0, 1000)
    yield from policies.policy("policy", inputs.get("policy"), policies.MANAGED)


@check(PROFILE)
def instance_profile(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name of 128 characters, one role by name ("CreateInstanceProfile", IAM API Reference)."""
    del ctx
    yield from _names(inputs, 128, 102)
    yield from _role("role", inputs.get("role"))
