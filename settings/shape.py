"""How the settings are built: which keys stand where, and what each takes, in words.

One reading of the models' annotations serves the translation of errors, the partial reading of a broken stack
file, and the reference.
"""

import datetime
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Annotated, Any, Literal, Optional, Union, get_args, get_origin

import annotated_types
from pydantic import Discriminator, GetCoreSchemaHandler, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from settings.base import Model
from settings.words import both, either


@dataclass(frozen=True)
class Kinds:
    """Tells the alternatives of a union apart by `kind`; without one it is the `default`."""

    default: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices = {tag: handler.generate_schema(model) for tag, model in _by_kind(get_args(source)).items()}
        return core_schema.tagged_union_schema(choices, discriminator=self.tag)

    def tag(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return value.get("kind", self.default)
        return getattr(value, "kind", None)


def _by_kind(models: tuple[Any, ...]) -> dict[str, type[Model]]:
    return {tag: model for model in models for tag in get_args(model.model_fields["kind"].annotation)}


@dataclass(frozen=True, eq=False)
class Shape:
    """What stands at one place of a stack file."""

    form: Literal["model", "map", "list", "choice", "value"]
    annotation: Any
    metadata: tuple[Any, ...] = ()
    nullable: bool = False
    options: Mapping[str, "Shape"] = field(default_factory=dict)
    """Of a choice: alternatives by tag."""

    tag: Callable[[Any], Any] | None = None
    """Of a choice: the tag of a plain value."""

    by_kind: bool = False
    """Of a choice: the tag is the value of the key `kind`."""

    key: "Shape | None" = None
    item: "Shape | None" = None

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        annotation: Any = Annotated[self.annotation, *self.metadata] if self.metadata else self.annotation
        return TypeAdapter(Optional[annotation] if self.nullable else annotation)  # noqa: UP045  (a value)

    @cached_property
    def keys(self) -> Mapping[str, tuple[str, "Shape"]]:
        """Of a model: name and shape of each field, by the key that stands in the stack file; else none."""
        if self.form != "model":
            return {}
        return {
            info.alias or name: (name, read(info.annotation, _of_field(info)))
            for name, info in self.annotation.model_fields.items()
        }

    @cached_property
    def allowed(self) -> str:
        """What is allowed, as a noun phrase."""
        return _in_words(self)


def _of_field(info: FieldInfo) -> tuple[Any, ...]:
    return (
        *info.metadata,
        *((Discriminator(info.discriminator),) if isinstance(info.discriminator, str) else ()),
    )


def _flat(metadata: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        inner for item in metadata for inner in (_of_field(item) if isinstance(item, FieldInfo) else (item,))
    )


def read(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """The shape of a type annotation."""
    metadata = _flat(metadata)
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return read(inner, (*_flat(tuple(more)), *metadata))
    if get_origin(annotation) in (Union, types.UnionType):
        return _union(tuple(get_args(annotation)), metadata)
    if get_origin(annotation) is dict:
        key, item = get_args(annotation)
        return Shape("map", annotation, metadata, key=read(key), item=read(item))
    if get_origin(annotation) is tuple:
        return Shape("list", annotation, metadata, item=read(get_args(annotation)[0]))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return Shape("model", annotation, metadata)
    return Shape("value", annotation, metadata)


def _union(members: tuple[Any, ...], metadata: tuple[Any, ...]) -> Shape:
    some = tuple(member for member in members if member is not type(None))
    nullable = len(some) < len(members)
    if len(some) == 1:
        only = read(some[0], metadata)
        return replace(only, nullable=nullable)
    union = Union[some]  # noqa: UP007  (made from values)
    kinds = next((item for item in metadata if isinstance(item, Kinds)), None)
    discriminator = next((item for item in metadata if isinstance(item, Discriminator)), None)
    if kinds or (discriminator and isinstance(discriminator.discriminator, str)):
        options = {tag: read(model) for tag, model in _by_kind(some).items()}
        tag = kinds.tag if kinds else _kind
        return Shape("choice", union, metadata, nullable, options, tag, by_kind=True)
    if discriminator:
        options = {_tag_of(member): read(member) for member in some}
        return Shape("choice", union, metadata, nullable, options, discriminator.discriminator)
    raise TypeError(f"{union} needs a discriminator, so that an error can say which alternative is meant")


def _kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, Mapping) else getattr(value, "kind", None)


def _tag_of(member: Any) -> str:
    return next(item.tag for item in get_args(member)[1:] if hasattr(item, "tag"))


@cache
def of(model: type[Model]) -> Shape:
    """The shape of a model, read once."""
    return read(model)


def _in_words(shape: Shape) -> str:
    if said := next((item.allowed for item in shape.metadata if hasattr(item, "allowed")), None):
        return said
    bounds = _bounds(shape.metadata)
    match shape.form:
        case "model":
            needed = [key for key, (name, _) in shape.keys.items() if _needed(shape.annotation, name)]
            return f"a mapping with {both(needed)}" if needed else "a mapping"
        case "map":
            each = (
                f", each {shape.item.allowed}" if shape.item and shape.item.form in ("value", "map") else ""
            )
            return f"a mapping{_at_most(shape.metadata, 'entries')}{each}"
        case "list":
            return f"a list{_at_most(shape.metadata, 'entries')}, each {shape.item.allowed}"  # ty: ignore
        case "choice" if shape.by_kind:
            return f"a mapping of kind {either(list(shape.options))}"
        case "choice":
            return either([option.allowed for option in shape.options.values()])
    if get_origin(shape.annotation) is Literal:
        return either([str(value) for value in get_args(shape.annotation)])
    if shape.annotation is bool:
        return "true or false"
    if shape.annotation is int:
        return f"a whole number{bounds}"
    if shape.annotation is float:
        return f"a number{bounds}"
    if shape.annotation is datetime.date:
        return "a day such as 2027-01-31"
    if shape.annotation is str:
        return f"text{_at_most(shape.metadata, 'characters')}"
    return "any value"


def _needed(model: type[Model], name: str) -> bool:
    return model.model_fields[name].is_required()


def _bounds(metadata: tuple[Any, ...]) -> str:
    least = next((item.ge for item in metadata if isinstance(item, annotated_types.Ge)), None)
    above = next((item.gt for item in metadata if isinstance(item, annotated_types.Gt)), None)
    most = next((item.le for item in metadata if isinstance(item, annotated_types.Le)), None)
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f" of {least} or more"
    return f" above {above}" if above is not None else ""


def _at_most(metadata: tuple[Any, ...], what: str) -> str:
    least = next((item.min_length for item in metadata if isinstance(item, annotated_types.MinLen)), 0)
    most = next((item.max_length for item in metadata if isinstance(item, annotated_types.MaxLen)), None)
    if least and most is not None:
        return f" of {least} to {most} {what}"
    if least:
        one = {"entries": "entry", "characters": "character"}[what]
        return f" of at least {least} {what if least > 1 else one}"
    return f" of at most {most} {what}" if most is not None else ""
