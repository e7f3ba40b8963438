"""What ElastiCache refuses of users and user groups.

Source: "CreateUser", "CreateUserGroup" (Amazon ElastiCache API Reference), "Role-Based Access Control
(RBAC)", "Authenticating with IAM" (Amazon ElastiCache User Guide). No password ever stands in a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.elasticache.answers import USER, USERS
from simulator.services.shapes import value

rules.taggable(USER, USERS)

_ID: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{0,39}")
_ACCESS: Final = re.compile(r"(on|off)(\s+\S+)*\s*")
ENGINES: Final = ("redis", "valkey")


@check(USER)
def user(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Ids, access string and way to prove who one is."""
    del ctx
    id, name = inputs.get("userId"), inputs.get("userName")
    yield from rules.pattern("userId", id, _ID, "a letter, then letters, digits and -, at most 40")
    yield from rules.length("userName", name, 1, 128)
    if isinstance(inputs.get("engine"), str):
        yield from rules.one_of("engine", inputs["engine"].lower(), ENGINES)
    access = inputs.get("accessString")
    yield from rules.pattern(
        "accessString", access, _ACCESS, "begins with on or off, such as on ~app::* +@read"
    )
    if isinstance(access, str) and ">" in access:
        yield Failure(
            "accessString",
            "InvalidParameterValue: passwords (>...) do not stand in the access string: set passwords",
        )
    mode = rules.block(inputs.get("authenticationMode"))
    kind = mode.get("type")
    yield from rules.one_of("authenticationMode.type", kind, ("iam", "password", "no-password-required"))
    passwords = rules.items(inputs.get("passwords"))
    ways = [
        way
        for way in ("authenticationMode", "passwords", "passwordsWo", "noPasswordRequired")
        if inputs.get(way) or (rules.given(inputs.get(way)) is False and way in inputs)
    ]
    if not ways:
        yield Failure(
            "authenticationMode",
            "InvalidParameterCombination: set authenticationMode, passwords, or noPasswordRequired",
        )
    elif len(ways) > 1:
        yield Failure(ways[1], f"InvalidParameterCombination: only one of {', '.join(ways)} can be set")
    if kind == "iam" and all(map(rules.given, (id, name))) and str(id).lower() != str(name).lower():
        yield Failure(
            "userName",
            f"InvalidParameterValue: For IAM authentication, UserId and UserName must be the same: {id} and "
            f"{name}",
        )
    listed = [(f"passwords[{place}]", item) for place, item in enumerate(passwords)]
    inner = rules.items(mode.get("passwords"))
    listed += [(f"authenticationMode.passwords[{place}]", item) for place, item in enumerate(inner)]
    if kind == "password" and not inner and mode.get("passwords") in (None, []):
        yield Failure(
            "authenticationMode.passwords", "InvalidParameterCombination: type password needs passwords"
        )
    if len(listed) > 2:
        yield Failure(
            "passwords", f"InvalidParameterValue: a user has at most 2 passwords, not {len(listed)}"
        )
    for path, item in listed:
        if isinstance(item, str) and not 16 <= len(item) <= 128:
            yield Failure(
                path, f"InvalidParameterValue: a password has 16 to 128 characters, this one {len(item)}"
            )


@check(USERS)
def user_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Id, and users of its engine, one of which is the default user where Redis OSS runs."""
    id, engine = inputs.get("userGroupId"), inputs.get("engine")
    yield from rules.pattern("userGroupId", id, _ID, "a letter, then letters, digits and -, at most 40")
    if isinstance(engine, str):
        yield from rules.one_of("engine", engine.lower(), ENGINES)
    members = rules.items(inputs.get("userIds"))
    states = [rules.find(ctx, member, USER) for member in members]
    for place, state in enumerate(states):
        theirs = value(state, "engine")
        if isinstance(theirs, str) and engine == "redis" and theirs.lower() == "valkey":
            yield Failure(
                f"userIds[{place}]",
                f"InvalidParameterCombination: the user {members[place]} is for valkey, the group for redis",
            )
    if (
        str(engine).lower() != "redis"
        or not all(map(rules.given, members))
        or (inputs.get("userIds") is not None and not rules.given(inputs["userIds"]))
    ):
        return
    named = [
        "default" if member == "default" else value(state, "userName")
        for member, state in zip(members, states, strict=True)
    ]
    if "default" not in named and None not in named:
        yield Failure(
            "userIds",
            "DefaultUserRequired: You need to add the default user to the user group: a user whose userName "
            "is "
            f"default (there are {', '.join(map(str, named)) or 'none'})",
        )
