"""Tables on Amazon DynamoDB."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import Statement, allow
from components.links import Link
from components.observed import AlarmSpec, Metric, Observed
from settings.dynamodb import DynamoTable, Index

READ = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
)
WRITE = (
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)


class Dynamo(Component):
    """An encrypted table that can be restored to any second, with its indexes.

    It is reached by AWS's API, so that no port is opened. What uses it gets its name as a variable, and may
    read and write its items, and read its indexes.
    """

    link: Link
    observed: Observed
    endpoint: None = None
    secret_arn: None = None
    name: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: DynamoTable,
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:data:Dynamo", name, None, opts)
        capacity = settings.capacity
        # An index takes as much as the table, which every write to it is a write to.
        read, write = (capacity.read, capacity.write) if capacity.kind == "provisioned" else (None, None)
        table = aws.dynamodb.Table(
            name,
            aws.dynamodb.TableArgs(
                name=settings.name or context.name(name, limit=255),
                billing_mode="PROVISIONED" if capacity.kind == "provisioned" else "PAY_PER_REQUEST",
                hash_key=settings.hash_key,
                range_key=settings.range_key,
                attributes=[
                    aws.dynamodb.TableAttributeArgs(name=key, type=settings.attributes.get(key, "S"))
                    for key in sorted(settings.keys)
                ],
                global_secondary_indexes=[
                    aws.dynamodb.TableGlobalSecondaryIndexArgs(
                        name=key,
                        key_schemas=_keys(index),
                        projection_type=index.projection,
                        non_key_attributes=list(index.include) or None,
                        read_capacity=read,
                        write_capacity=write,
                    )
                    for key, index in sorted(settings.indexes.items())
                ]
                or None,
                ttl=aws.dynamodb.TableTtlArgs(attribute_name=settings.ttl_attribute, enabled=True)
                if settings.ttl_attribute
                else None,
                point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(
                    enabled=settings.point_in_time_recovery
                ),
                # Without a key of the stack, DynamoDB encrypts with one of its own.
                server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(
                    enabled=True, kms_key_arn=context.key_arn
                )
                if context.key_arn is not None
                else None,
                deletion_protection_enabled=settings.deletion_protection,
                read_capacity=read,
                write_capacity=write,
            ),
            opts=self.child(protect=settings.deletion_protection),
        )
        self.name = table.name
        fields = {"name": table.name, "arn": table.arn}
        self.link = Link(
            name=name,
            environment={variable: fields[field] for variable, field in settings.variables(name).items()},
            statements=tuple(self._statements(settings, context, table.arn)),
        )
        self.observed = self._observed(name, table.name)
        self.register_outputs({"name": self.name})

    def _statements(
        self, settings: DynamoTable, context: Context, arn: pulumi.Output[str]
    ) -> list[Statement]:
        actions = READ if settings.access == "read" else sorted((*READ, *WRITE))
        statements = [allow(actions, [arn])]
        if settings.indexes:
            statements.append(
                allow(["dynamodb:Query", "dynamodb:Scan"], [pulumi.Output.concat(arn, "/index/*")])
            )
        if context.key_arn is not None:
            # Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest: usage notes".
            via = {"kms:ViaService": f"dynamodb.{context.region}.amazonaws.com"}
            statements.append(allow(["kms:Decrypt"], [context.key_arn], StringEquals=via))
        return statements

    def _observed(self, name: str, table: pulumi.Output[str]) -> Observed:
        def metric(what: str) -> Metric:
            return Metric("AWS/DynamoDB", what, {"TableName": table}, "Sum")

        metrics = {
            "reads": metric("ConsumedReadCapacityUnits"),
            "writes": metric("ConsumedWriteCapacityUnits"),
            "read-throttles": metric("ReadThrottleEvents"),
            "write-throttles": metric("WriteThrottleEvents"),
        }
        return Observed(
            key=name,
            title=f"Table {name}",
            widgets={
                "Capacity used": (metrics["reads"], metrics["writes"]),
                "Turned away": (metrics["read-throttles"], metrics["write-throttles"]),
            },
            metrics=metrics,
            alarms={
                f"{name}-{what}-throttles": AlarmSpec(
                    metrics[f"{what}-throttles"],
                    0,
                    f"{what.capitalize()}s of the table {name} are turned away",
                    period_seconds=300,
                )
                for what in ("read", "write")
            },
        )


def _keys(index: Index) -> list[aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs]:
    keys = [("HASH", index.hash_key), ("RANGE", index.range_key)]
    return [
        aws.dynamodb.TableGlobalSecondaryIndexKeySchemaArgs(attribute_name=name, key_type=kind)
        for kind, name in keys
        if name is not None
    ]
