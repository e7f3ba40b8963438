"""Policy documents: the grammar that IAM holds them to.

Source: "Grammar of the IAM JSON policy language", "IAM JSON policy elements reference" and "IAM and AWS STS
quotas" (IAM User Guide). A document is parsed once, however many rules look at it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from simulator.registry import Failure

VERSIONS: Final = ("2012-10-17", "2008-10-17")
_TOP: Final = frozenset({"Version", "Id", "Statement"})
_KEYS: Final = frozenset(
    {
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
        "Condition",
    }
)  # fmt: skip
_SID: Final = re.compile(r"[0-9A-Za-z]*")
_SID_LOOSE: Final = re.compile(r"[\w \-]*")
_ACTION: Final = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")
_RESOURCE: Final = re.compile(r"\*|arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:\S[^\n]*")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_SERVICE: Final = re.compile(
    r"[a-z0-9][a-z0-9.-]*\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal|aws\.dev)"
)
_OPERATOR: Final = re.compile(
    r"(ForAllValues:|ForAnyValue:)?("
    r"String(Equals|NotEquals|EqualsIgnoreCase|NotEqualsIgnoreCase|Like|NotLike)"
    r"|Numeric(Equals|NotEquals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)"
    r"|Date(Equals|NotEquals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)"
    r"|Arn(Equals|NotEquals|Like|NotLike)|Bool|BinaryEquals|IpAddress|NotIpAddress)(IfExists)?|Null"
)
_BLANK: Final = re.compile(r"\s")


@dataclass(frozen=True)
class Kind:
    """What a place allows: which of Principal and Resource it needs, and how large a document may be."""

    name: str
    principal: bool
    resource: bool | None
    size: int
    loose_sids: bool = True
    services: tuple[str, ...] = ()


IDENTITY: Final = Kind("inline policy", False, True, 10240, loose_sids=False)
MANAGED: Final = Kind("managed policy", False, True, 6144, loose_sids=False)
TRUST: Final = Kind("trust policy", True, False, 2048, loose_sids=False, services=("sts",))
KEY: Final = Kind("key policy", True, True, 32768, services=("kms",))
BUCKET: Final = Kind("bucket policy", True, True, 20480, services=("s3",))
TOPIC: Final = Kind("topic policy", True, True, 30720, services=("sns",))
QUEUE: Final = Kind("queue policy", True, True, 8192, services=("sqs",))
SECRET: Final = Kind("secret policy", True, True, 20480, services=("secretsmanager",))
REPOSITORY: Final = Kind("repository policy", True, None, 10240, services=("ecr",))
ENDPOINT: Final = Kind("endpoint policy", True, True, 20480)
LOGS: Final = Kind("resource policy", True, True, 5120, services=("logs",))


@lru_cache(maxsize=2048)
def parse(document: str) -> tuple[Any, str]:
    """The value of a JSON text and an empty string, or None and what is wrong with it."""
    try:
        return json.loads(document), ""
    except ValueError as error:
        return None, str(error)


def as_list(value: Any) -> list[Any]:
    """A list as it is, anything else as a list of one (nothing for None)."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def statements(document: Any) -> list[dict[str, Any]]:
    """The statements of a policy in text or parsed form; none for what is no policy."""
    if isinstance(document, str):
        document = parse(document)[0]
    found = as_list(document.get("Statement")) if isinstance(document, Mapping) else []
    return [statement for statement in found if isinstance(statement, dict)]


def principals(statement: Mapping[str, Any], kind: str) -> list[str]:
    """The principals of a kind (`AWS`, `Service` …) in a statement; `"*"` counts as `AWS`."""
    principal = statement.get("Principal")
    if principal == "*":
        return ["*"] if kind == "AWS" else []
    return [str(item) for item in as_list(principal.get(kind))] if isinstance(principal, Mapping) else []


def policy(property: str, document: Any, kind: Kind) -> Iterator[Failure]:
    """All that IAM refuses in a document, as failures of a property."""
    if isinstance(document, str):
        for problem in _problems(document, kind):
            yield Failure(property, f"MalformedPolicyDocument: {problem}")


@lru_cache(maxsize=2048)
def _problems(document: str, kind: Kind) -> tuple[str, ...]:
    return tuple(_check(document, kind))


def _check(document: str, kind: Kind) -> Iterator[str]:
    policy, error = parse(document)
    if error:
        yield f"This policy contains invalid Json ({error})"
        return
    size = len(document if kind.principal and kind is not TRUST else _BLANK.sub("", document))
    if size > kind.size:
        yield f"The {kind.name} has {size} characters, at most {kind.size} are allowed (LimitExceeded)"
    if not isinstance(policy, dict):
        yield "Syntax errors in policy: a policy is a JSON object with Version and Statement"
        return
    for key in sorted(policy.keys() - _TOP):
        yield f"Syntax errors in policy: unknown element '{key}' (a policy has {', '.join(sorted(_TOP))})"
    if "Version" in policy and policy["Version"] not in VERSIONS:
        yield (
            f"The policy must contain a valid version string: '{policy['Version']}' is not one of "
            f"{', '.join(VERSIONS)}"
        )
    found = as_list(policy.get("Statement"))
    if not found:
        yield "Syntax errors in policy: Statement is missing or empty"
    seen: set[str] = set()
    for place, statement in enumerate(found):
        where = f"Statement[{place}]"
        if not isinstance(statement, dict):
            yield f"Syntax errors in policy: {where} is not an object"
            continue
        sid = statement.get("Sid")
        if sid:
            if sid in seen:
                yield (
                    f"Statement IDs (SID) in a single policy must be unique: '{sid}' in {where} is used twice"
                )
            seen.add(sid)
        yield from (f"{where}: {problem}" for problem in _statement(statement, kind))


def _statement(statement: dict[str, Any], kind: Kind) -> Iterator[str]:
    for key in sorted(statement.keys() - _KEYS):
        yield f"Syntax errors in policy: unknown element '{key}' (a statement has {', '.join(sorted(_KEYS))})"
    sid = statement.get("Sid")
    if sid is not None and not (
        isinstance(sid, str) and (_SID_LOOSE if kind.loose_sids else _SID).fullmatch(sid)
    ):
        allowed = "letters, digits, spaces, _ and -" if kind.loose_sids else "letters and digits"
        yield f"Statement IDs (SID) may contain only {allowed}: '{sid}'"
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield f"Effect must be 'Allow' or 'Deny', not {statement.get('Effect')!r}"
    actions = [key for key in ("Action", "NotAction") if key in statement]
    if len(actions) != 1:
        yield "Policy statement must contain actions: exactly one of Action and NotAction"
    for key in actions:
        yield from _actions(key, statement[key], kind)
    yield from _resources(statement, kind)
    yield from _principal(statement, kind)
    if "Condition" in statement:
        yield from _condition(statement["Condition"])


def _actions(key: str, value: Any, kind: Kind) -> Iterator[str]:
    found = as_list(value)
    if not found:
        yield f"Policy statement must contain actions: {key} is empty"
    for action in found:
        if not isinstance(action, str) or not _ACTION.fullmatch(action):
            yield (
                f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: "
                f"{action!r} in {key} (write service:Action, such as s3:GetObject)"
            )
        elif kind is TRUST and not action.lower().startswith("sts:"):
            yield f"AssumeRole policy may only specify STS AssumeRole actions, not '{action}'"
        elif kind.services and action != "*" and action.partition(":")[0].lower() not in kind.services:
            yield (
                f"Policy has invalid action '{action}': a {kind.name} has actions of {kind.services[0]} only"
            )


def _resources(statement: dict[str, Any], kind: Kind) -> Iterator[str]:
    keys = [key for key in ("Resource", "NotResource") if key in statement]
    if kind.resource is False:
        for key in keys:
            yield f"Has prohibited field {key}: a {kind.name} has none"
        return
    if len(keys) > 1 or (kind.resource and not keys):
        yield "Policy statement must contain resources: exactly one of Resource and NotResource"
    for key in keys:
        found = as_list(statement[key])
        if not found:
            yield f"Policy statement must contain resources: {key} is empty"
        for resource in found:
            if not isinstance(resource, str) or not _RESOURCE.fullmatch(resource):
                yield f'Resource {resource} must be in ARN format or "*"'


def _principal(statement: dict[str, Any], kind: Kind) -> Iterator[str]:
    keys = [key for key in ("Principal", "NotPrincipal") if key in statement]
    if not kind.principal:
        if keys:
            yield f"Policy document should not specify a principal: a {kind.name} has no {keys[0]}"
        return
    if len(keys) != 1:
        yield (
            f"Missing required field Principal: a {kind.name} needs exactly one of Principal and NotPrincipal"
        )
        return
    value = statement[keys[0]]
    if value == "*":
        if kind is TRUST:
            yield 'Invalid principal in policy: "*" (write {"AWS": "*"} if every account may assume the role)'
        return
    if not isinstance(value, dict) or not value:
        yield (
            f'Invalid principal in policy: {value!r} is neither "*" nor an object with AWS, Service '
            "or Federated"
        )
        return
    for sort, names in value.items():
        if sort not in ("AWS", "Service", "Federated", "CanonicalUser"):
            yield (
                f"Invalid principal in policy: unknown kind '{sort}' (AWS, Service, Federated, CanonicalUser)"
            )
            continue
        if not as_list(names):
            yield f"Invalid principal in policy: {sort} is empty"
        for name in as_list(names):
            yield from _named_principal(sort, name)


def _named_principal(sort: str, name: Any) -> Iterator[str]:
    if not isinstance(name, str):
        yield f'Invalid principal in policy: "{sort}":{name!r}'
    elif sort == "Service" and not _SERVICE.fullmatch(name):
        yield (
            f'Invalid principal in policy: "SERVICE":"{name}" (a service is named like '
            "ecs-tasks.amazonaws.com)"
        )
    elif (
        sort == "AWS"
        and name != "*"
        and not _ACCOUNT.fullmatch(name)
        and not re.fullmatch(r"arn:[^:]+:(iam|sts)::(\d{12}|cloudfront):.+", name)
        and not re.fullmatch(r"A[A-Z0-9]{15,}", name)
    ):
        yield (
            f'Invalid principal in policy: "AWS":"{name}" (an account id, the ARN of a user, role '
            'or root, or "*")'
        )


def _condition(value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "Syntax errors in policy: Condition is not an object"
        return
    for operator, keys in value.items():
        if not _OPERATOR.fullmatch(operator):
            yield (
                f"Invalid Condition type : {operator} (operators are StringEquals, ArnLike, Bool, "
                "IpAddress, …)"
            )
        elif not isinstance(keys, dict) or not keys:
            yield f"Syntax errors in policy: Condition {operator} has no keys"
        else:
            for key, wanted in keys.items():
                if not as_list(wanted):
                    yield f"Syntax errors in policy: Condition {operator} has no value for {key}"
