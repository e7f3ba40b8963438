"""What every other component stands on: the provider, the account, the key."""

from __future__ import annotations

from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.base import Context
from components.regions import SecondRegion, in_region
from components.security.keys import EncryptionKey, KeyReplica
from settings import Settings
from settings.second_region import needs_key_there
from settings.system import System


class Foundation(NamedTuple):
    """The surroundings of all components, and the options that put them on the stack's provider."""

    context: Context
    opts: pulumi.ResourceOptions
    second: SecondRegion | None
    """None where the settings name no second region."""


def foundation(settings: Settings) -> Foundation:
    """Provider, account, second region and, unless AWS's own keys are to encrypt, the key of a stack."""
    system, encryption = settings.system, settings.security.encryption
    provider = aws_provider(system)
    opts = pulumi.ResourceOptions(providers=[provider])
    account = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=provider)).account_id
    key_arn = None
    if encryption.kind == "customer":
        key = EncryptionKey(
            "encryption", encryption, alias=system.prefix, region=system.region, account_id=account, opts=opts
        )
        key_arn = key.arn
    context = Context(
        prefix=system.prefix,
        region=system.region,
        account_id=account,
        log_retention_days=settings.observability.log_retention_days,
        key_arn=key_arn,
        secrets_manager=settings.security.secrets_manager,
    )
    return Foundation(context, opts, _second_region(settings, context, opts))


def _second_region(settings: Settings, context: Context, opts: pulumi.ResourceOptions) -> SecondRegion | None:
    """The second region, with the replica of the key where anything there is encrypted with it."""
    system, encryption = settings.system, settings.security.encryption
    if system.secondary_region is None:
        return None
    key_arn = None
    replicable = encryption.kind == "customer" and encryption.multi_region
    if context.key_arn is not None and replicable and needs_key_there(settings):
        _, placed = in_region(context, system.secondary_region, opts, key_arn=None)
        key_arn = KeyReplica(
            "secondary-encryption",
            encryption,
            primary_arn=context.key_arn,
            alias=system.prefix,
            region=system.secondary_region,
            account_id=context.account_id,
            opts=placed,
        ).arn
    return SecondRegion(system.secondary_region, key_arn)


def aws_provider(system: System) -> aws.Provider:
    """The provider that every AWS resource of the stack uses.

    It works in the stack's region, refuses any account but the stack's own where the settings name it, and
    puts the tags Project, Environment, ManagedBy, CostCenter and Owner, and the stack's own, on every
    resource that takes tags.
    """
    tags = {
        "Project": system.name,
        "Environment": system.environment,
        "ManagedBy": "Pulumi",
        "CostCenter": system.cost_center or system.name,
        "Owner": system.owner,
        **system.tags,
    }
    return aws.Provider(
        "aws",
        region=system.region,
        allowed_account_ids=[system.account_id] if system.account_id else None,
        default_tags={"tags": tags},
    )
