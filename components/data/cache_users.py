"""Users of a cache that sign in by IAM."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, safe_name

OFF = "off ~* -@all"


@dataclass(frozen=True)
class CacheUser:
    """The user that workloads connect as, and the group that it is in."""

    name: str
    arn: pulumi.Output[str]
    group_id: pulumi.Output[str]


def iam_user(parent: Component, name: str, *, identifier: str, engine: str) -> CacheUser:
    """A user that proves who it is by IAM, alone in its group but for a `default` user who may nothing.

    Without one of its own, a group of Redis OSS would take AWS's `default` user, who may everything without a
    password. Source: Amazon ElastiCache User Guide, "Authenticating with IAM", "Role-Based Access Control".
    """
    user_id = safe_name(f"{identifier}-app", 40)
    user = aws.elasticache.User(
        name,
        user_id=user_id,
        user_name=user_id,  # IAM takes no other
        engine=engine,
        access_string="on ~* +@all",
        authentication_mode={"type": "iam"},
        opts=parent.child(),
    )
    default = aws.elasticache.User(
        f"{name}-default",
        user_id=safe_name(f"{identifier}-default", 40),
        user_name="default",
        engine=engine,
        access_string=OFF,
        authentication_mode={"type": "no-password-required"},
        opts=parent.child(),
    )
    group = aws.elasticache.UserGroup(
        name,
        user_group_id=identifier,
        engine=engine,
        user_ids=[default.user_id, user.user_id],
        opts=parent.child(),
    )
    return CacheUser(user_id, user.arn, group.user_group_id)
