"""Real runs: the Automation API on the user's own backend, with the stack's own file and the policy pack.

The order of a run is always the same: what is needed is there (deploy/doctor.py), the engine's plan, the gate
(deploy/gate.py), the user's word, the run. Nothing is touched before all of them said yes.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, LocalWorkspace, OutputMap
from pulumi.automation import Stack as AutomationStack
from pulumi.automation.errors import ConcurrentUpdateError, StackNotFoundError

from deploy import console
from deploy.cli_process import InterruptibleCommand
from deploy.errors import FAILED, UserError
from deploy.graph import STACK_TYPE, Graph, name_of
from deploy.progress import Events, following, plain
from deploy.source import parse
from deploy.stacks import Stack
from simulator.faults import UNHEARD
from simulator.urns import type_of

POLICY_PACK = "policy"

# What the engine says beside every error of a program or a policy.
_NOISE = re.compile(r"^(preview|update) failed$|an unhandled error occurred: program exited with non-zero")


@dataclass(frozen=True)
class Pending:
    """An operation that was under way when a run was ended at once; AWS may have done it."""

    op: str
    """As the engine says it: creating, updating, deleting, …"""
    urn: str
    parent: str = ""


def settling(reference: str, pending: Sequence[Pending], *, noted: bool = True) -> list[str]:
    """How to find out what became of operations. `noted` says that the state has them as pending.

    A refresh settles updates and deletes. Of a create it knows no id to ask AWS for: someone has to look.
    """
    creates = [each for each in pending if each.op == "creating"]
    if not creates:
        return [f"groundwork refresh {reference} finds out what became of it; then the same again"]
    lines = ["look in AWS, by name or tags, whether it was made; if it was, take it over:"]
    for each in creates:
        parent = (
            f" --parent {name_of(each.parent)}" if each.parent and type_of(each.parent) != STACK_TYPE else ""
        )
        lines.append(f"groundwork import {reference} {type_of(each.urn)} {name_of(each.urn)} ID{parent}")
    if noted:
        lines.append(f"groundwork refresh {reference} --forget-pending; then the same again")
    else:
        lines.append("then the same again")
    return lines


class _Workspace(LocalWorkspace):
    """The project's own folder, whose currently selected stack stays what it is."""

    def select_stack(self, stack_name: str) -> None:
        self._run_pulumi_cmd_sync(["stack", "--stack", stack_name])

    def create_stack(self, stack_name: str) -> None:
        provider = ["--secrets-provider", self.secrets_provider] if self.secrets_provider else []
        self._run_pulumi_cmd_sync(["stack", "init", stack_name, "--no-select", *provider])


@dataclass
class RealStack:
    """A stack on the user's backend."""

    stack: Stack
    secrets_provider: str | None = None

    @cached_property
    def command(self) -> InterruptibleCommand:
        return InterruptibleCommand()

    @cached_property
    def workspace(self) -> _Workspace:
        provider = self.secrets_provider or self.stack.encryption.get("secretsprovider")
        return _Workspace(
            work_dir=str(self.stack.project.root), secrets_provider=provider, pulumi_command=self.command
        )

    @cached_property
    def automation(self) -> AutomationStack:
        """The stack in the backend. Raises UserError where it is not there yet."""
        try:
            return AutomationStack.select(self.stack.pulumi_name, self.workspace)
        except StackNotFoundError as error:
            raise UserError(
                f"the stack {self.stack.pulumi_name} is not in the backend yet",
                mend=f"groundwork up {self.stack.reference} makes it",
            ) from error
        except CommandError as error:
            raise failure("the backend could not be asked", error) from error

    def create(self) -> None:
        """Make the stack in the backend if it is not there yet; its encryption settings go into its file."""
        with suppress(UserError):
            if self.automation:
                return
        stray = self.stack.project.root / f"Pulumi.{self.stack.pulumi_name}.yaml"
        stray_was_there = stray.exists()
        try:
            created = AutomationStack.create(self.stack.pulumi_name, self.workspace)
        except CommandError as error:
            raise failure(
                f"the stack {self.stack.pulumi_name} could not be made in the backend", error
            ) from error
        console.note(f"made the stack {self.stack.pulumi_name} in the backend")
        # The CLI writes encryption settings into Pulumi.<stack>.yaml at the root, whatever file the stack
        # has.
        if stray.exists() and not stray_was_there and not stray.samefile(self.stack.path):
            keep_encryption(stray, self.stack)
            stray.unlink()
        self.__dict__["automation"] = created

    @property
    def run_options(self) -> dict[str, Any]:
        return {"config_file": str(self.stack.path)}

    @property
    def pack(self) -> list[str]:
        pack = self.stack.project.root / POLICY_PACK
        if not (pack / "PulumiPolicy.yaml").is_file():
            raise UserError(f"{POLICY_PACK}/PulumiPolicy.yaml is not there: a real run needs the policy pack")
        return [str(pack)]

    def plan(self, *, destroy: bool = False, saved: Path | None = None) -> tuple[Events, UserError | None]:
        """The engine's plan, and what is wrong with it: an error of the program, or a mandatory violation.

        With `saved` the plan is kept in that file, for a run that does this and nothing else.
        """
        automation = self.automation
        with following(f"Planning {self.stack.reference}", planning=True) as events:
            try:
                if destroy:
                    automation.preview_destroy(on_event=events, **self.run_options)
                else:
                    kept = str(saved) if saved else None
                    automation.preview(on_event=events, policy_packs=self.pack, plan=kept, **self.run_options)
            except CommandError as error:
                return events, self._stopped("the plan failed; nothing was touched", events, error)
        return events, None

    def run(
        self, title: str, operation: Callable[..., Any], total: int | None = None, **options: Any
    ) -> Events:
        """Run an operation with progress. Raises UserError where it fails or was stopped."""
        with following(title, total) as events:
            try:
                operation(on_event=events, show_secrets=False, **self.run_options, **options)
            except CommandError as error:
                raise self._stopped(f"{title}: failed", events, error) from error
        return events

    def outputs(self) -> OutputMap:
        """Stack outputs; secrets are marked as such."""
        return self.automation.outputs()

    def state(self) -> Graph:
        """What the stack has in AWS, by its state."""
        from deploy import statefile

        return Graph(statefile.exported(self).get("deployment", {}).get("resources") or [])

    def pending(self) -> list[Pending]:
        """What was under way when a run was ended at once."""
        with suppress(CommandError):
            deployment = self.automation.export_stack().deployment or {}
            return [
                Pending(item["type"], item["resource"]["urn"], item["resource"].get("parent") or "")
                for item in deployment.get("pending_operations") or []
            ]
        return []

    def _stopped(self, title: str, events: Events, error: CommandError) -> UserError:
        if not self.command.interrupts:
            return self._unheard(failure(title, error, events), events)
        self.command.interrupts = 0
        pending = self.pending()
        details = [f"under way when it ended: {each.op} {name_of(each.urn)}" for each in pending]
        mend = ["the state is consistent: the same command goes on from there"]
        if pending:
            mend = settling(self.stack.reference, pending)
        return UserError("stopped", details=details, mend=mend, status=FAILED)

    def _unheard(self, problem: UserError, events: Events) -> UserError:
        """The failure, and how to go on where AWS may have made what it never answered for."""
        lost = [
            Pending("creating", change.urn, getattr(change.new, "parent", None) or "")
            for change in events.failed
            if change.op.startswith("create")
            and any(UNHEARD in text for text in events.errors_of(change.urn))
        ]
        if not lost:
            return problem
        details = [f"AWS may have made {name_of(each.urn)}: its answer never came" for each in lost]
        return UserError(
            problem.message,
            details=[*problem.details, *details],
            mend=[*problem.mend, *settling(self.stack.reference, lost, noted=False)],
            status=problem.status,
        )


def failure(title: str, error: CommandError, events: Events | None = None) -> UserError:
    """What the engine said, without the noise around it."""
    details: list[str] = []
    if events is not None:
        for violation in events.violations:
            if violation.level == "mandatory":
                details += [f"{violation.policy}: {name_of(violation.urn)}", *_indented(violation.message)]
        for text in dict.fromkeys(events.errors):
            details += [line for line in text.splitlines() if not _NOISE.search(line)]
    if isinstance(error, ConcurrentUpdateError):
        return UserError(
            "another run holds the stack",
            details=[line for line in _stderr(error) if "lock" in line or "update" in line][:3],
            mend="wait for it; if it was killed and is surely gone: pulumi cancel",
            status=FAILED,
        )
    return UserError(title, details=details or _stderr(error), status=FAILED)


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]


def _stderr(error: CommandError) -> list[str]:
    """The CLI's standard error, as the SDK carries it in the error's text."""
    text = str(error)
    _, _, stderr = text.partition("stderr:")
    lines = [plain(line) for line in (stderr.strip() or text).splitlines()]
    return [line.removeprefix("error: ") for line in lines if line]


def keep_encryption(written: Path, stack: Stack) -> None:
    """Move what `pulumi stack init` wrote of encryption into the stack's own file, unless it has some."""
    if stack.encryption:
        return
    value = parse(written.read_text(encoding="utf-8"), written.name).value
    settings = value if isinstance(value, dict) else {}
    names = ("secretsprovider", "encryptedkey", "encryptionsalt")
    lines = [f"{name}: {settings[name]}\n" for name in names if settings.get(name)]
    if lines:
        text = stack.path.read_text(encoding="utf-8")
        stack.path.write_text(text + ("" if text.endswith("\n") else "\n") + "".join(lines), encoding="utf-8")
        console.note(f"{stack.shown_path} now has the stack's encryption settings; commit it")


def show_plan(events: Events) -> int:
    """Write what a plan changes, the gravest first, and return the number of changes."""
    order = ("delete", "replace", "update", "create", "import")
    changes = [
        change
        for change in events.changes
        if change.op in order and change.custom and not change.type.startswith("pulumi:")
    ]
    changes.sort(key=lambda change: (order.index(change.op), change.urn))
    rows: list[Sequence[str]] = []
    for change in changes:
        why = ", ".join(change.keys or change.diffs) if change.op in {"update", "replace"} else ""
        rows.append((change.op, change.type, name_of(change.urn), why))
    if rows:
        console.rows(("would", "type", "name", "because of"), rows)
    return len(rows)
