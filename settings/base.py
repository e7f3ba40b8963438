"""The model that every area of the settings derives from, and the rules that hold between its fields."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import InitErrorDetails, PydanticCustomError

BREACH = "breach"
"""Type of the pydantic error of a broken rule."""

RULES_LATER = object()
"""Validation context under which models leave their rules to the caller, who runs them over everything."""

Path = tuple[str | int, ...]
T = TypeVar("T")


class UnreadError(AttributeError):
    """A field was read that could not be understood: whoever reads it can say nothing about it."""


def _unread(*_: object) -> NoReturn:
    raise UnreadError


class Unreadable:
    """Stands where nothing could be understood: whoever looks at it stops with UnreadError."""

    __slots__ = ()
    __getattr__ = __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = _unread
    __hash__ = __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __str__ = __format__ = _unread


UNREADABLE = Unreadable()


def readable(items: Iterable[T]) -> Iterator[tuple[int, T]]:
    """Place and value of each entry of a list that could be understood."""
    return ((index, item) for index, item in enumerate(items) if item is not UNREADABLE)


@dataclass(frozen=True)
class Breach:
    """A broken rule: where (relative to the model, as the stack file writes it), what, and how to mend it."""

    path: Path
    message: str
    hint: str = ""

    def under(self, *path: str | int) -> "Breach":
        return Breach((*path, *self.path), self.message, self.hint)


Rule = TypeVar("Rule", bound=Callable[..., Iterable[Breach]])


def rule(function: Rule) -> Rule:
    """Mark a method that yields a Breach for each way in which the fields of its model don't go together.

    It may read any field: on a model that could be understood only in part, it ends where it reads one
    that could not.
    """
    function.__dict__["is_rule"] = True
    return function


def collect(function: Callable[..., Iterable[Breach]], *arguments: Any) -> Iterator[Breach]:
    """The breaches that a rule yields until it reads what could not be understood."""
    try:
        yield from function(*arguments)
    except UnreadError:
        return


class Model(BaseModel):
    """Frozen, unknown keys refused, camelCase in the stack file and snake_case in Python.

    Raises pydantic's ValidationError when it is made with values that are not allowed or break a rule.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
    )

    def breaches(self) -> Iterator[Breach]:
        """What is broken of the rules of this very model, not of those inside it."""
        for name in _rules(type(self)):
            yield from collect(getattr(self, name))

    @model_validator(mode="after")
    def _keep_rules(self, info: ValidationInfo) -> Self:
        if info.context is RULES_LATER:
            return self
        if errors := [
            InitErrorDetails(
                type=PydanticCustomError(
                    BREACH, "{message}", {"message": breach.message, "hint": breach.hint}
                ),
                loc=breach.path,
                input=None,
            )
            for breach in self.breaches()
        ]:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # A property that read such a field comes here as well: Python asks again after an AttributeError.
            if name in type(self).model_fields or isinstance(getattr(type(self), name, None), property):
                raise UnreadError(name)
            return super().__getattr__(name)


@cache
def _rules(model: type[Model]) -> tuple[str, ...]:
    attributes = {name: value for base in reversed(model.__mro__) for name, value in vars(base).items()}
    return tuple(name for name, value in attributes.items() if getattr(value, "is_rule", False))
