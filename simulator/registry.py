"""What the simulator knows about single resource types: rules, output shapes, look-ups, names, replacements.

The modules of `simulator/services/` (one a service, loaded when a run first names that service) fill
these tables through the decorators below; `simulator/provider.py` reads them. Properties are plain
values in the provider's own camelCase form: secrets unwrapped, unknown values `UNKNOWN`, assets and
archives as `pulumi.Asset` / `pulumi.Archive` objects.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

__all__ = [
    "ACCOUNT",
    "AUTONAMES",
    "REPLACE",
    "SECRET_OUTPUTS",
    "UNKNOWN",
    "Autoname",
    "Context",
    "Failure",
    "State",
    "Stepwise",
    "UnknownInvoke",
    "Unsupported",
    "Warn",
    "autoname",
    "check",
    "digest",
    "invoke",
    "known",
    "outputs",
    "service_of",
]

ACCOUNT: Final = "123456789012"
"""Account that the simulator answers with when the stack's provider does not allow a single one."""


class _Unknown:
    """The single value that stands for "known after apply"; rules skip it (see `known`)."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False

    def __copy__(self) -> _Unknown:
        return self

    def __deepcopy__(self, _memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown()


def known(value: Any) -> bool:
    """Whether a value is there in full: false for `UNKNOWN` and for anything that contains it."""
    if value is UNKNOWN:
        return False
    if isinstance(value, dict):
        return all(known(item) for item in value.values())
    if isinstance(value, list | tuple):
        return all(known(item) for item in value)
    return True


@dataclass(frozen=True)
class Failure:
    """One refusal: `property` is a path (`ingress[0].cidrBlocks`), `reason` reads like AWS's own error."""

    property: str
    reason: str


@dataclass(frozen=True)
class Warn(Failure):
    """Something that AWS accepts and a reader should know: yielded by a check, it does not refuse."""


@dataclass(frozen=True)
class State:
    """A resource that this run (or the state of the engine) already has."""

    type: str
    urn: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    region: str = ""


@dataclass(frozen=True)
class Stepwise(Failure):
    """A change that AWS refuses at once and makes in several changes, one after the other."""


def _nothing(_value: str) -> State | None:
    return None


@dataclass(frozen=True)
class Context:
    """Where a resource stands: its identity, its provider's region and account, and what exists already."""

    urn: str
    type: str
    name: str
    region: str = "us-east-1"
    account: str = ACCOUNT
    partition: str = "aws"
    project: str = "project"
    stack: str = "stack"
    find: Callable[[str], State | None] = field(default=_nothing, compare=False)
    """State of a resource of this run by id, ARN or name (`TYPE|name` for one of a type); None when it is
    not, or not yet, in the run."""
    all: Callable[..., Iterable[State]] | None = field(default=None, compare=False)
    """The resources of a type in this run, `all(type)`, or those with a value, `all(type, key, value)`; see
    `provider.Inventory.all`. None where a run cannot tell."""


@dataclass(frozen=True)
class Autoname:
    """How the provider names a resource when the program does not."""

    property: str = "name"
    max_length: int = 64
    separator: str = "-"
    lower: bool = False
    suffix: str = ""


class Unsupported(LookupError):  # noqa: N818 # says what happened, like the SDK's RunError
    """The program uses something that is not simulated; the text names the file to extend."""


class UnknownInvoke(Unsupported):
    """The program asks for a look-up that has no answer here; the text names the file to extend."""


CheckFn = Callable[[dict[str, Any], Context], Iterable[Failure] | None]
OutputsFn = Callable[[dict[str, Any], Context], tuple[str, dict[str, Any]]]
InvokeFn = Callable[[dict[str, Any], Context], dict[str, Any]]
_F = TypeVar("_F", bound=Callable[..., Any])

CHECKS: dict[str, list[CheckFn]] = {}
OUTPUTS: dict[str, OutputsFn] = {}
INVOKES: dict[str, InvokeFn] = {}
AUTONAMES: dict[str, Autoname] = {}
REPLACE: dict[str, frozenset[str]] = {}
"""Type -> createOnly properties: the top-level inputs whose change replaces the resource."""

SECRET_OUTPUTS: dict[str, frozenset[str]] = {}
"""Type -> outputs that the provider itself marks as secret (`sensitive` in its schema)."""


def check(*types: str) -> Callable[[_F], _F]:
    """Register `fn(inputs, ctx) -> Iterable[Failure]` as a service rule of these resource types."""

    def register(fn: _F) -> _F:
        for token in types:
            CHECKS.setdefault(token, []).append(fn)
        return fn

    return register


def outputs(*types: str) -> Callable[[_F], _F]:
    """Register `fn(inputs, ctx) -> (id, outputs beyond the inputs)`, deterministic in inputs and URN."""

    def register(fn: _F) -> _F:
        for token in types:
            OUTPUTS[token] = fn
        return fn

    return register


def invoke(*tokens: str) -> Callable[[_F], _F]:
    """Register `fn(args, ctx) -> result` as the answer to these look-ups (`aws:ec2/getAmi:getAmi`)."""

    def register(fn: _F) -> _F:
        for token in tokens:
            INVOKES[token] = fn
        return fn

    return register


def autoname(
    *types: str,
    property: str = "name",
    max_length: int = 64,
    separator: str = "-",
    lower: bool = False,
    suffix: str = "",
) -> None:
    """Say which property the provider names by itself: logical name, separator, 7 hex digits, suffix.

    `max_length` is the service's limit in characters; the logical name is cut to keep the hash.
    """
    for token in types:
        AUTONAMES[token] = Autoname(property, max_length, separator, lower, suffix)


def digest(text: str, length: int = 7) -> str:
    """The first `length` hexadecimal digits that stand for a text: the simulator's only "randomness"."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def service_of(token: str) -> str:
    """The service module that a type or function token belongs to.

    `aws:ec2/vpc:Vpc` -> `ec2`, `aws:index/getRegion:getRegion` -> `index`, `kubernetes:apps/v1:Deployment`
    -> `kubernetes`, `random:index/randomId:RandomId` -> `random`, `awsx:ecr:Image` -> `awsx`.
    """
    package, _, rest = token.partition(":")
    if package != "aws":
        return package
    return rest.partition(":")[0].partition("/")[0]


def home_of(token: str) -> str:
    """The file or folder that has, or would have, the rules of a token's service."""
    service = service_of(token)
    name = "lambda_" if service == "lambda" else service.replace("-", "_")
    spec = importlib.util.find_spec(f"simulator.services.{name}")
    return f"simulator/services/{name}{'/' if spec and spec.submodule_search_locations else '.py'}"


@cache
def load(service: str) -> bool:
    """Import `simulator/services/<service>.py` once; False when there is none (the generic shapes apply)."""
    name = f"simulator.services.{'lambda_' if service == 'lambda' else service.replace('-', '_')}"
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return False
    if found is None:
        return False
    importlib.import_module(name)
    return True


def load_for(token: str) -> None:
    """Make the tables of a token's service ready."""
    load(service_of(token))


def answer(token: str, args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The result of a look-up.

    Raises UnknownInvoke, which names the file to extend, for a token without an answer.
    """
    load_for(token)
    fn = INVOKES.get(token)
    if fn is None:
        raise UnknownInvoke(
            f"the simulator has no answer for the look-up {token}: "
            f"add one with @registry.invoke({token!r}) in {home_of(token)}"
        )
    return fn(args, ctx)
