"""`groundwork bootstrap`."""

from typing import Annotated

import typer


def bootstrap(
    stack: Annotated[
        str | None,
        typer.Argument(metavar="[STACK]", help="Take the region from this stack.", show_default=False),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Region of bucket and key, if no STACK names it.")
    ] = None,
    bucket: Annotated[
        str | None, typer.Option(help="Name of the bucket; <project>-state-<account>-<region> if left out.")
    ] = None,
    key_alias: Annotated[str, typer.Option(help="Alias of the KMS key.")] = "alias/pulumi-state",
    check: Annotated[bool, typer.Option("--check", help="Look at the bucket, and change nothing.")] = False,
) -> None:
    """Make the bucket and key for Pulumi's state.

    The bucket is versioned, encrypted by the key, closed to the public and refuses plain HTTP. What is there
    already is left as it is, and what is missing is put right: it can be run again at any time. Prints the
    commands that come next.

    Exit status: with --check, 1 where the bucket is not as it should be.

    \b
    Examples:
      groundwork bootstrap skyhigh/prod
      groundwork bootstrap --region eu-west-1 --bucket acme-pulumi-state
      groundwork bootstrap skyhigh/prod --check
    """
    from deploy import bootstrap as scripts
    from deploy import console, project, stacks
    from deploy.errors import FAILED, UserError

    found = project.stack(stack) if stack else None
    where = region or (found.setting("system", "region") if found else None)
    if not isinstance(where, str):
        raise typer.BadParameter("name a STACK whose region to take, or --region", param_hint="STACK")
    here = found.project if found else stacks.find_project()
    wanted = scripts.plan(here.name, where, bucket, key_alias)
    if check:
        faults = scripts.faults(wanted.bucket, wanted.region)
        if faults:
            raise UserError(
                f"the state bucket {wanted.bucket} is not as it should be",
                details=faults,
                mend=f"groundwork bootstrap --region {where} --bucket {wanted.bucket}",
                status=FAILED,
            )
        console.say(f"{wanted.bucket}: versioned, encrypted, closed to the public, TLS only")
        return
    for line in scripts.establish(wanted):
        console.note(line)
    console.say(wanted.login)
    if found is None or "/" not in found.reference:
        name = found.pulumi_name if found else "STACK"
        console.say(f"pulumi stack init {name} --secrets-provider '{wanted.secrets_provider}'")
    if found is None or "/" in found.reference:
        reference = found.reference if found else "SYSTEM/STACK"
        # `pulumi stack init` knows only Pulumi.<stack>.yaml at the root; our first `up` writes into systems/.
        console.say(f"groundwork up {reference} --secrets-provider '{wanted.secrets_provider}'")
