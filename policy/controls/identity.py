"""Controls on IAM: what is granted, to whom, and on what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy.aws.documents import (
    Statement,
    any_principal,
    is_any_action,
    is_narrowed,
    statements,
    wide_actions,
)
from policy.aws.types import (
    BUCKET_POLICY,
    ECR_POLICY,
    EVENT_BUS_POLICY,
    IAM_ACCESS_KEY,
    IAM_ATTACHMENT,
    IAM_GROUP_POLICY,
    IAM_LOGIN,
    IAM_POLICY,
    IAM_ROLE,
    IAM_ROLE_POLICY,
    IAM_USER,
    IAM_USER_POLICY,
    KMS_KEY,
    KMS_REPLICA,
    LAMBDA_PERMISSION,
    LAMBDA_POLICY,
    SECRET_POLICY,
    SNS_POLICY,
    SQS_POLICY,
    TASK_DEFINITION,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, at, show

GRANTS = (IAM_POLICY, IAM_ROLE_POLICY, IAM_GROUP_POLICY, IAM_USER_POLICY, IAM_ROLE)
"""Where permissions of a principal are written; of a role its inline policies."""

RESOURCE_POLICIES = (
    BUCKET_POLICY,
    SQS_POLICY,
    SNS_POLICY,
    ECR_POLICY,
    SECRET_POLICY,
    KMS_KEY,
    KMS_REPLICA,
    EVENT_BUS_POLICY,
    LAMBDA_POLICY,
)


def _granted(resource: Resource) -> Iterator[Statement | Outcome]:
    """The statements that a resource grants to a principal."""
    if resource.type != IAM_ROLE:
        yield from statements("policy", resource.get("policy"))
        return
    blocks = resource.blocks("inlinePolicies")
    if not blocks:
        raise NotApplicable("no inline policy")
    for index, block in enumerate(blocks):
        value = UNKNOWN if block is UNKNOWN else block.get("policy")
        if value is not None:
            yield from statements(f"inlinePolicies[{index}].policy", value)


@on_resource("iam-no-wildcard-actions", *GRANTS)
def wildcard_actions(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """No statement allows all actions, or all of a service."""
    for item in _granted(resource):
        if not isinstance(item, Statement):
            yield item
        elif item.allow and item.not_action:
            yield Violation(f"{item.place} allows everything but NotAction, must list the actions it allows")
        elif item.allow:
            for action in filter(is_any_action, item.actions):
                yield Violation(f"{item.place} allows {action}, must list the actions it allows")


@on_resource("iam-no-wildcard-resources", *GRANTS)
def wildcard_resources(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """An action that can name a resource is not allowed on all of them."""
    for item in _granted(resource):
        if not isinstance(item, Statement):
            yield item
            continue
        if item.allow and item.not_resource:
            yield Violation(f"{item.place} allows all but NotResource, must name the ARNs it is for")
        wide = wide_actions(item)
        if wide:
            shown = ", ".join(wide[:4]) + (", …" if len(wide) > 4 else "")
            where = next(value for value in item.resources if isinstance(value, str))
            yield Violation(f"{item.place} allows {shown} on {where}, must name the ARNs it is for")


@on_resource("iam-pass-role-scoped", *GRANTS)
def pass_role(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """`iam:PassRole` says to which service a role may be handed."""
    for item in _granted(resource):
        if not isinstance(item, Statement):
            yield item
            continue
        passes = item.allow and any(
            action.lower() in ("iam:passrole", "iam:pass*") for action in item.actions
        )
        if passes and "iam:passedtoservice" not in item.conditions:
            yield Violation(
                f"{item.place} allows iam:PassRole to any service, must have a condition iam:PassedToService"
            )


@on_resource("iam-no-admin-policies", IAM_ATTACHMENT, IAM_ROLE)
def admin_policies(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """No managed policy that grants everything is attached to a role."""
    path = "policyArn" if resource.type == IAM_ATTACHMENT else "managedPolicyArns"
    arns = at(resource.props, path)
    if not arns and resource.type == IAM_ROLE:
        raise NotApplicable("no managed policy")
    for arn in arns:
        if arn is UNKNOWN:
            yield Undetermined(path)
        elif str(arn).rpartition("/")[2] in scope.parameters["policies"]:
            yield Violation(f"{path} is {arn}, must be a policy of the permissions needed")


@on_resource("iam-trust-narrow", IAM_ROLE)
def trust(role: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A role is assumed by somebody in particular."""
    for item in statements("assumeRolePolicy", role.get("assumeRolePolicy")):
        if not isinstance(item, Statement):
            yield item
        elif item.allow:
            yield from _trusted(item)


def _trusted(item: Statement) -> Iterator[Outcome]:
    if any_principal(item) and not is_narrowed(item):
        yield Violation(f"{item.place} trusts everybody, must name whom")
    for member in item.principals.get("AWS", ()):
        root = isinstance(member, str) and (member.endswith(":root") or member.isdigit())
        if root and not is_narrowed(item):
            yield Violation(
                f"{item.place} trusts the whole account {member} without a condition, must have "
                "sts:ExternalId, "
                "aws:PrincipalOrgID or aws:PrincipalArn"
            )
    for provider in item.principals.get("Federated", ()):
        if not isinstance(provider, str) or "oidc-provider/" not in provider:
            continue
        subjects = [v for key, values in item.conditions.items() if key.endswith(":sub") for v in values]
        if not subjects or any(not subject.strip("*") for subject in subjects):
            yield Violation(
                f"{item.place} trusts {provider} without a condition on its sub, must name the subject"
            )


@on_resource("iam-resource-policy-narrow", *RESOURCE_POLICIES, LAMBDA_PERMISSION)
def resource_policy(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Nothing is granted to everybody without a condition that ties it down."""
    if resource.type == LAMBDA_PERMISSION:
        yield from _permission(resource)
        return
    value = resource.get("policy")
    if value is None and resource.type in (KMS_KEY, KMS_REPLICA):
        raise NotApplicable("the default key policy: the key's own account")
    for item in statements("policy", value):
        if not isinstance(item, Statement):
            yield item
        elif item.allow and any_principal(item) and not is_narrowed(item):
            yield Violation(f"{item.place} allows {', '.join(item.actions)} to everybody, must name whom")


def _permission(permission: Resource) -> Iterator[Outcome]:
    principal = permission.get("principal")
    if principal is UNKNOWN:
        yield Undetermined("principal")
        return
    wide = principal == "*" or (isinstance(principal, str) and principal.endswith(".amazonaws.com"))
    if wide and not any(
        present(permission.get(key)) for key in ("sourceArn", "sourceAccount", "principalOrgId")
    ):
        yield Violation(f"principal is {principal} without sourceArn, must be narrowed by sourceArn")


@on_resource("iam-no-long-lived-credentials", IAM_ACCESS_KEY, IAM_LOGIN, IAM_USER, IAM_USER_POLICY)
def long_lived(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """No IAM users, and nothing that hangs on one."""
    yield Violation(
        f"{resource.name} is a long-lived credential or its owner, must be a role that is assumed"
    )


def _role(task: Resource, path: str, scope: Scope) -> tuple[Any, Resource | None]:
    """The value of a role property and the role behind it, if it is in the graph."""
    linked = scope.graph.links(task, path, IAM_ROLE)
    return task.get(path), next(iter(linked.resources), None)


@on_graph("ecs-task-roles", TASK_DEFINITION)
def task_roles(task: Resource, scope: Scope) -> Iterator[Outcome]:
    """Execution and task role are two, each trusts ECS tasks only, and neither may do everything."""
    execution_value, execution = _role(task, "executionRoleArn", scope)
    task_value, own = _role(task, "taskRoleArn", scope)
    for path, value in (("executionRoleArn", execution_value), ("taskRoleArn", task_value)):
        if value is None:
            yield Violation(f"{path} is absent, must be a role of its own")
    roles = {role.urn: role for role in (execution, own) if role is not None}
    same_arn = isinstance(task_value, str) and task_value == execution_value
    if same_arn or (execution is not None and execution is own):
        yield Violation("taskRoleArn and executionRoleArn are the same role, must be two")
    for path, value, role in (
        ("executionRoleArn", execution_value, execution),
        ("taskRoleArn", task_value, own),
    ):
        if value is UNKNOWN and role is None:
            yield Undetermined(path)
    for role in roles.values():
        yield from _trusts_tasks(role, scope.parameters["service"])


def _trusts_tasks(role: Resource, service: str) -> Iterator[Outcome]:
    for item in statements(f"{role.name}.assumeRolePolicy", role.get("assumeRolePolicy")):
        if not isinstance(item, Statement):
            yield item
        elif item.allow:
            trusted = [value for members in item.principals.values() for value in members]
            if trusted != [service]:
                yield Violation(f"role {role.name} trusts {show(trusted)}, must trust {service} only")
