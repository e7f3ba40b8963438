"""One stack for each system and environment, whatever its phase: `groundwork deploy` (FBG-DLV-03, E48, E49).

The stack is `<system>/<environment>`, with a file and a state of its own. The file is made from that of the
phase the first time; from then on the phase says what the stack has to be in, and another one is a move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from deploy import console, operations, project
from deploy.edit import set_value
from deploy.errors import UserError
from deploy.stacks import SYSTEMS, Stack

USAGE = """\
Usage: groundwork deploy ENVIRONMENT PHASE [--system SYSTEM]
Example: groundwork deploy production phase2"""


@dataclass(frozen=True)
class Deployment:
    """A system in an environment, and the phase that it is to have there."""

    system: str
    environment: str
    phase: str

    @property
    def reference(self) -> str:
        """The stack."""
        return f"{self.system}/{self.environment}"


def deploy(
    wanted: Deployment, *, yes: bool, plan_only: bool = False, secrets_provider: str | None = None
) -> None:
    """Select or make the stack, keep the plan of its update, and do exactly that plan.

    Raises UserError at the first thing that is not as it must be. A plan that takes something that holds data
    is one (FBG-OPS-10), another phase than the stack's is one.
    """
    stack = _own(wanted, secrets_provider)
    operations.update(
        stack.reference, yes=yes, plan_only=plan_only, secrets_provider=secrets_provider, exact=True
    )
    console.say(f"{wanted.reference} in {wanted.phase}: {'planned' if plan_only else 'deployed'}")


def destroy(wanted: Deployment, *, yes: bool) -> None:
    """Delete what the stack has made. Raises UserError where the stack is in another phase."""
    operations.remove(_own(wanted, None).reference, yes=yes)
    console.say(f"{wanted.reference} in {wanted.phase}: destroyed")


def _own(wanted: Deployment, secrets_provider: str | None) -> Stack:
    from settings.system import Environment

    if wanted.environment not in get_args(Environment):
        raise UserError(
            f"'{wanted.environment}' is no environment",
            details=[f"environments: {', '.join(get_args(Environment))}"],
        )
    goal = project.stack(f"{wanted.system}/{wanted.phase}")
    path = goal.project.root / SYSTEMS / wanted.system / f"Pulumi.{wanted.environment}.yaml"
    if not path.is_file():
        _make(wanted, goal, secrets_provider)
    stack = project.stack(wanted.reference)
    said = stack.setting("system", "environment")
    if said != wanted.environment:
        raise UserError(f"{stack.shown_path} is of the environment {said}, not {wanted.environment}")
    expected, found = (each.setting("system", "phase") for each in (goal, stack))
    if expected != found:
        raise UserError(
            f"{wanted.reference} is in phase {found}, not in {wanted.phase}; nothing was touched",
            mend=f"groundwork migrate {wanted.reference} --to {goal.reference}",
        )
    return stack


def _make(wanted: Deployment, goal: Stack, secrets_provider: str | None) -> None:
    """The stack's own file, and the stack. Raises UserError where it has to be given secrets first."""
    from deploy.real import RealStack

    path = goal.project.root / SYSTEMS / wanted.system / f"Pulumi.{wanted.environment}.yaml"
    setting = ("config", f"{goal.project.name}:system", "environment")
    path.write_text(set_value(goal.source, setting, wanted.environment), encoding="utf-8")
    console.say(f"{goal.project.show(path)} is made from {goal.shown_path}")
    stack = project.stack(wanted.reference)
    if stack.secrets:
        RealStack(stack, secrets_provider).create()
        where = f"--stack {stack.pulumi_name} --config-file {stack.shown_path}"
        raise UserError(
            f"{stack.shown_path} has the secrets of {goal.reference}, which are examples",
            mend=[
                *(f"pulumi config set --secret --path '{each}' {where}" for each in stack.secrets),
                "then the same again",
            ],
        )
