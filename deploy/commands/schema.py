"""`groundwork schema`."""

import sys
from typing import Annotated

import typer


def schema(
    write: Annotated[
        bool, typer.Option("--write", help="Bring groundwork.schema.json up to date instead.")
    ] = False,
) -> None:
    """Write the JSON schema of stack files.

    For editors and other programs. Stack files name it in their first line, so that an editor completes and
    checks them.

    \b
    Examples:
      groundwork schema > /tmp/schema.json
      groundwork schema --write
    """
    from deploy import console, stacks
    from deploy.docs import SCHEMA_FILE
    from deploy.docs import schema as schema_text

    text = schema_text()
    if not write:
        sys.stdout.write(text)
        return
    path = stacks.find_project().root / SCHEMA_FILE
    unchanged = path.is_file() and path.read_text(encoding="utf-8") == text
    path.write_text(text, encoding="utf-8")
    console.say(f"{SCHEMA_FILE}: {'up to date' if unchanged else 'written'}")
