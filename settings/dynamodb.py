"""Stores of kind `dynamodb`: tables of Amazon DynamoDB."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.shape import Kinds
from settings.types import AttributeName, EnvironmentName, IndexName, TableName
from settings.words import did_you_mean

AttributeType = Literal["S", "N", "B"]


class OnDemandTable(Model):
    """Pay for what is read and written; nothing to foresee."""

    kind: Literal["onDemand"] = "onDemand"


class ProvisionedTable(Model):
    """Pay for what is set aside, each second."""

    kind: Literal["provisioned"]
    read: Annotated[int, Field(ge=1, le=40000)]
    """Read capacity units: strongly consistent reads of 4 KiB each second."""

    write: Annotated[int, Field(ge=1, le=40000)]
    """Write capacity units: writes of 1 KiB each second."""


TableCapacity = Annotated[OnDemandTable | ProvisionedTable, Kinds("onDemand")]


class Index(Model):
    """A global secondary index: the items by another key."""

    hash_key: AttributeName
    """Attribute that items are found by."""

    range_key: AttributeName | None = None
    """Attribute that they are sorted by."""

    projection: Literal["ALL", "KEYS_ONLY", "INCLUDE"] = "ALL"
    """What the index holds of an item."""

    include: tuple[AttributeName, ...] = ()
    """Attributes beside the keys, of projection INCLUDE."""

    @rule
    def included_are_named(self) -> Iterator[Breach]:
        if self.projection == "INCLUDE" and not self.include:
            yield Breach(("include",), "projection INCLUDE holds the attributes named here, and none is")
        if self.projection != "INCLUDE" and self.include:
            yield Breach(
                ("include",),
                f"projection {self.projection} has no choice of attributes",
                "leave it out, or set projection to INCLUDE",
            )


class DynamoTable(Model):
    """A table of Amazon DynamoDB: encrypted, recoverable to any second of the last 35 days."""

    kind: Literal["dynamodb"]
    """A table of Amazon DynamoDB."""

    hash_key: AttributeName
    """Attribute that items are found by; changing it makes a new table."""

    range_key: AttributeName | None = None
    """Attribute that the items of one hash key are sorted by; changing it makes a new table."""

    attributes: dict[AttributeName, AttributeType] = Field(default_factory=dict)
    """Types of the attributes that are keys: S (text), N (number) or B (bytes); S if left out."""

    indexes: dict[IndexName, Index] = Field(default_factory=dict)
    """Global secondary indexes by name."""

    capacity: TableCapacity = OnDemandTable()
    """How reads and writes are paid for."""

    ttl_attribute: AttributeName | None = None
    """Attribute with the second since 1970 at which an item ends; they do not if left out."""

    point_in_time_recovery: bool = True
    """Keep what it takes to restore the table as it was at any second of the last 35 days."""

    access: Literal["read", "readWrite"] = "readWrite"
    """What a workload that uses the table may do with its items."""

    name: TableName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    deletion_protection: bool = True
    """Refuse deletion in AWS and in Pulumi."""

    inject: dict[EnvironmentName, Literal["name", "arn"]] | None = None
    """Variables of its users; `<KEY>_TABLE: name` if left out."""

    def variables(self, key: str) -> dict[str, Literal["name", "arn"]]:
        """What is injected into the users of the table of this key, by variable."""
        if self.inject is not None:
            return self.inject
        return {f"{key.upper().replace('-', '_')}_TABLE": "name"}

    @property
    def keys(self) -> tuple[str, ...]:
        """Every attribute that is a key of the table or of an index, once."""
        found = [self.hash_key, self.range_key]
        for index in self.indexes.values():
            found += [index.hash_key, index.range_key]
        return tuple(dict.fromkeys(key for key in found if key is not None))

    @rule
    def attributes_are_keys(self) -> Iterator[Breach]:
        """Source: Amazon DynamoDB API Reference, CreateTable, AttributeDefinitions."""
        for name in self.attributes:
            if name not in self.keys:
                yield Breach(
                    ("attributes", name),
                    "it is a key of neither the table nor an index; other attributes have no type",
                    did_you_mean(name, self.keys) or "leave it out",
                )

    @rule
    def keys_are_two_attributes(self) -> Iterator[Breach]:
        if self.range_key == self.hash_key:
            yield Breach(("rangeKey",), f"`{self.hash_key}` is the hash key already", "leave it out")
        for name, index in self.indexes.items():
            if index.range_key == index.hash_key:
                yield Breach(
                    ("indexes", name, "rangeKey"),
                    f"`{index.hash_key}` is the hash key already",
                    "leave it out",
                )
