"""What a stack's state holds, and taking a resource over into it (SKY-OPS-01)."""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy import console, project
from deploy.errors import UserError
from deploy.graph import Graph, mask, name_of, short_type
from deploy.stacks import Stack


def show(reference: str, resource: str | None, *, as_json: bool) -> None:
    """Write the state of a stack: every resource in a table, one in full, or all as the CLI exports it."""
    from deploy.real import RealStack

    document = exported(RealStack(project.stack(reference)))
    if as_json and resource is None:
        json.dump(document, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    found = Graph(document.get("deployment", {}).get("resources") or [])
    if resource is not None:
        json.dump(mask(dict(_one(found, resource))), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    rows = [(short_type(s["type"]), name_of(s["urn"]), s.get("id", ""), _marks(s)) for s in found.states]
    console.rows(("type", "name", "id", ""), rows)
    console.note(f"{found.resources} resources in {found.components} components")


def exported(real: Any) -> dict[str, Any]:
    """The state as `pulumi stack export` writes it: secrets stay encrypted, so that it may be kept."""
    from pulumi.automation import CommandError

    from deploy.real import failure

    automation = real.automation
    try:
        answer = real.command.run(
            ["stack", "export", "--stack", automation.name],
            str(real.stack.project.root),
            real.workspace.env_vars,
        )
    except CommandError as error:
        raise failure("the state could not be read", error) from error
    return json.loads(answer.stdout)


def graph(stack: Stack) -> Graph:
    """What a stack has in AWS, by its state. Raises UserError where the stack is not in the backend."""
    from deploy.real import RealStack

    with console.working(f"Reading the state of {stack.reference}"):
        return RealStack(stack).state()


def _one(graph: Graph, wanted: str) -> Mapping[str, Any]:
    found = [state for state in graph.states if wanted in {state["urn"], name_of(state["urn"])}]
    if not found:
        raise UserError(
            f"there is no resource '{wanted}' in the state", mend="groundwork state STACK lists them"
        )
    if len(found) > 1:
        raise UserError(
            f"'{wanted}' names {len(found)} resources",
            details=[state["urn"] for state in found],
            mend="give the URN",
        )
    return found[0]


def _marks(state: Mapping[str, Any]) -> str:
    marks = {"protect": "protected", "retainOnDelete": "kept on delete", "delete": "being replaced"}
    return ", ".join(text for key, text in marks.items() if state.get(key))


def take_over(
    reference: str,
    token: str,
    name: str,
    identity: str,
    *,
    parent: str | None,
    provider: str | None,
    yes: bool,
) -> None:
    """Import a resource into the state, protected.

    Raises UserError where it is in the state already, or AWS has none of that id.
    """
    from pulumi.automation import CommandError

    from deploy import operations
    from deploy.real import RealStack, failure

    stack = project.stack(reference)
    operations.ready_to_ask(yes)
    operations.look(stack)
    real = RealStack(stack)
    found = Graph(exported(real).get("deployment", {}).get("resources") or [])
    if any(state["type"] == token and name_of(state["urn"]) == name for state in found.states):
        raise UserError(f"{name} ({token}) is in the state already")
    components = Graph([state for state in found.states if not state.get("custom")])
    table = {
        "parent": parent and _one(components, parent)["urn"],
        "provider": provider or _provider(found, token),
    }
    table = {key: urn for key, urn in table.items() if urn}
    resource = {"type": token, "name": name, "id": identity, **{key: key for key in table}}
    operations.ask(f"Take {identity} over into {reference} as {name}?", yes)
    with tempfile.TemporaryDirectory(prefix="groundwork-import-") as folder:
        file = Path(folder) / "import.json"
        file.write_text(json.dumps({"resources": [resource], "nameTable": table}), encoding="utf-8")
        # Not by the Automation API, which would read (and write) Pulumi.<stack>.yaml at the root instead.
        options = ["--yes", "--skip-preview", "--generate-code=false", "--protect=true", "--file", str(file)]
        where = ["--config-file", str(stack.path), "--stack", real.automation.name]
        try:
            with console.working(f"Importing {identity}"):
                real.command.run(
                    ["import", *options, *where], str(stack.project.root), real.workspace.env_vars
                )
        except CommandError as error:
            raise failure(f"{identity} could not be imported", error) from error
    console.say(f"{name} is in the state, protected; groundwork up {reference} shows if the program agrees")


def _provider(graph: Graph, token: str) -> str | None:
    """The stack's own provider of the type's package, if it has exactly one.

    Default providers are left out: they have other settings.
    """
    wanted = f"pulumi:providers:{token.split(':')[0]}"
    found = [
        state["urn"]
        for state in graph.states
        if state["type"] == wanted and "default" not in name_of(state["urn"])
    ]
    return found[0] if len(found) == 1 else None
