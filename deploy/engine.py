"""Drives the real engine of an installed Pulumi CLI against the simulator: no account, no network.

Everything a run leaves behind (state, login, logs, config) is in one temporary directory: a project whose
`main` is the program, a local file backend, a PULUMI_HOME of its own. The engine does not look for
provider plug-ins, because PULUMI_DEBUG_PROVIDERS has it attach to the simulator's server instead, and
PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION keeps it from downloading what it does not find.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import yaml
from pulumi.automation import CommandError, ConfigValue, LocalWorkspace
from pulumi.automation import Stack as AutomationStack

from deploy.aging import left_out
from deploy.engine_result import Message, Result, Step, Violation, read_events
from deploy.errors import FAILED, UserError
from deploy.progress import plain
from deploy.reckoning import Reckoning, reckon
from deploy.settling import Settled, import_file, settled
from deploy.tap import OnEvent, Tap, TappedCommand, served
from simulator.embedded import Preview
from simulator.faults import Faults
from simulator.server import Server
from simulator.urns import name_of
from simulator.world import World

__all__ = ["Message", "Rehearsal", "Result", "Step", "Violation", "available", "preview"]

MINIMUM: Final = (3, 259, 0)
"""Oldest CLI whose engine speaks the protocol that the simulator is tested with."""

_NUMBER: Final = re.compile(r"\d+")
_VOLATILE: Final = ("created", "modified", "sourcePosition", "stackTrace")
"""Members of an exported resource that differ from run to run."""


def available() -> str | None:
    """Why the real engine cannot be run here, with the mend; None when it can."""
    if shutil.which("pulumi") is None:
        return "the Pulumi CLI is not on PATH: https://www.pulumi.com/docs/install/"
    if shutil.which("pulumi-language-python") is None:
        return "pulumi-language-python is not on PATH: it comes with the Pulumi CLI, in the same folder"
    try:
        shown = subprocess.run(["pulumi", "version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return f"the Pulumi CLI does not run: {error}"
    version = tuple(int(n) for n in _NUMBER.findall(shown.stdout)[:3])
    if version < MINIMUM:
        found, least = (".".join(map(str, v)) for v in (version, MINIMUM))
        return f"the Pulumi CLI is too old: {found} is here, {least} is needed"
    return None


class Rehearsal:
    """A throw-away stack on the real engine and the simulator, while the context is open.

    `work_dir` has the project's Pulumi.yaml; `stack` is the stack's name in Pulumi. The config comes from
    `config_file`, a Pulumi config file. Its encrypted values cannot be decrypted here: each is replaced by
    a placeholder that follows from its path, and set as a secret, so that the program sees a secret
    config value of another content. With `policy_pack` (a folder) each preview and up is judged by it.
    `on_event` gets every event of the engine as it comes in, as the JSON object that it is. `faults` are
    operations that fail; more can be added while the rehearsal goes on.

    Ctrl-C stops an operation as the CLI does; the temporary directory is removed in any case.
    """

    def __init__(
        self,
        work_dir: Path,
        stack: str,
        config_file: Path | None = None,
        *,
        policy_pack: Path | None = None,
        on_event: OnEvent | None = None,
        resolve_previews: bool = True,
        faults: Faults | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.work_dir = work_dir.resolve()
        self.name = stack
        self._config_file = config_file
        self._policy_pack = policy_pack.resolve() if policy_pack is not None else None
        self._on_event = on_event
        self._exit = ExitStack()
        self._tap = Tap()
        self._stack: AutomationStack | None = None
        self._server = Server(resolve_previews=resolve_previews, faults=self.faults, kill=self._kill)
        self._command: TappedCommand | None = None
        self._last: Result | None = None
        self._folder = Path()

    def __enter__(self) -> Rehearsal:
        try:
            self._start()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._exit.close()

    def _start(self) -> None:
        home = Path(self._exit.enter_context(tempfile.TemporaryDirectory(prefix="groundwork-")))
        server = self._exit.enter_context(self._server)
        port = self._exit.enter_context(served(self._tap))
        for folder in ("project", "state", "home"):
            (home / folder).mkdir()
        project = self._folder = home / "project"
        (project / "Pulumi.yaml").write_text(yaml.safe_dump(self._project()), encoding="utf-8")
        config, hidden = self._config()
        file = project / f"Pulumi.{self.name}.yaml"
        file.write_text(yaml.safe_dump({"config": config}), encoding="utf-8")
        self._command = TappedCommand(self._tap, port)
        workspace = LocalWorkspace(
            work_dir=str(project),
            pulumi_home=str(home / "home"),
            pulumi_command=self._command,
            env_vars={
                "PULUMI_BACKEND_URL": (home / "state").as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(16),
                "PULUMI_DEBUG_PROVIDERS": server.debug_providers,
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            },
        )
        self._stack = AutomationStack.create(self.name, workspace)
        if hidden:
            values = {path: ConfigValue(value, secret=True) for path, value in hidden.items()}
            self._stack.set_all_config(values, path=True)

    def _project(self) -> dict[str, Any]:
        """The project's Pulumi.yaml, as one that lies elsewhere."""
        settings = yaml.safe_load((self.work_dir / "Pulumi.yaml").read_text(encoding="utf-8"))
        runtime = settings.get("runtime")
        runtime = dict(runtime) if isinstance(runtime, dict) else {"name": runtime}
        options = dict(runtime.get("options") or {})
        environment = self.work_dir / options["virtualenv"] if "virtualenv" in options else Path(sys.prefix)
        if environment.is_dir():
            options["virtualenv"] = str(environment)
        else:
            options.pop("virtualenv")
        runtime["options"] = options
        main = (self.work_dir / settings.get("main", ".")).resolve()
        kept = {key: value for key, value in settings.items() if key not in ("backend", "stackConfigDir")}
        return {**kept, "runtime": runtime, "main": str(main)}

    def _config(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Config without its encrypted values, and a placeholder for each of these by path."""
        if self._config_file is None:
            return {}, {}
        from deploy.stacks import placeholder

        document = yaml.safe_load(self._config_file.read_text(encoding="utf-8")) or {}
        hidden: dict[str, str] = {}

        def reveal(value: Any, path: str, dotted: str) -> Any:
            if isinstance(value, dict):
                if list(value) == ["secure"] and isinstance(value["secure"], str):
                    hidden[path] = placeholder(dotted)
                    return hidden[path]
                return {k: reveal(v, f"{path}{_member(k)}", f"{dotted}.{k}") for k, v in value.items()}
            if isinstance(value, list):
                return [reveal(v, f"{path}[{i}]", f"{dotted}.{i}") for i, v in enumerate(value)]
            return value

        config = {key: reveal(value, key, key) for key, value in (document.get("config") or {}).items()}
        return config, hidden

    def configure(self, config_file: Path) -> None:
        """Take the config from another file from now on; the stack and what it has stay."""
        self._config_file = config_file
        config, hidden = self._config()
        file = self._folder / f"Pulumi.{self.name}.yaml"
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))  # encryption, which is the stack's
        file.write_text(yaml.safe_dump({**settings, "config": config}), encoding="utf-8")
        if hidden:
            values = {path: ConfigValue(value, secret=True) for path, value in hidden.items()}
            self._automation.set_all_config(values, path=True)

    # -- operations --------------------------------------------------------------------------------

    def preview(self, *, expect_no_changes: bool = False) -> Result:
        """`pulumi preview`; with `expect_no_changes` it fails when there is one."""
        return self._run("preview", expect_no_changes=expect_no_changes or None, **self._policies)

    def up(self) -> Result:
        """`pulumi up`, without a preview before it."""
        return self._run("up", **self._policies)

    def refresh(self) -> Result:
        """`pulumi refresh`."""
        return self._run("refresh")

    def destroy(self) -> Result:
        """`pulumi destroy`, after the protection of every resource is lifted: the state is a throw-away."""
        state = self._automation.export_stack()
        for resource in (state.deployment or {}).get("resources") or []:
            resource.pop("protect", None)
        self._automation.import_stack(state)
        return self._run("destroy")

    def export(self) -> list[dict[str, Any]]:
        """The resources of the state, secrets with their plaintext, without what differs from run to run."""
        deployment = self._automation.export_stack().deployment or {}
        return [_stable(resource) for resource in deployment.get("resources") or []]

    # -- after a failure ---------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """What exists in the simulated AWS."""
        return self._server.world

    @property
    def interrupted(self) -> bool:
        """Whether the user has asked to stop."""
        return self._command is not None and self._command.interrupts > 0

    def settle(self) -> Settled:
        """Find out what became of creates whose end the engine didn't hear, and put the state right.

        These are the ones that were under way when the engine was killed, which its state has as pending,
        and the ones that failed in the last operation without an answer of AWS, which it forgets. What was
        made is imported, what wasn't is forgotten. What was made in the place of a resource that is still in
        the state cannot be imported: it is deleted. The lock of a killed run is lifted.
        """
        self._automation.cancel()  # nobody else uses this state: whoever holds a lock of it is dead
        state = self._automation.export_stack()
        deployment = state.deployment or {}
        found = settled(deployment, self._last, self.world)
        self._last = None
        if deployment.get("pending_operations"):
            # A state that is exported and imported loses its pending operations. `pulumi refresh
            # --import-pending-creates` loses them as well, and imports nothing (3.260).
            self._automation.import_stack(state)
        for stray in found.strays:
            self.world.delete(stray)
        if found.adopted:
            resources, names = import_file(found.adopted)
            with self.faults.suspended():
                self._automation.import_resources(
                    resources=resources, name_table=names, protect=False, generate_code=False
                )
        return found

    def age(self, urn: str) -> str | None:
        """Have the state say that a resource was made without one of its properties, so that it is updated.

        Returns the property; None if there is none that could be left out without a replacement.
        """
        state = self._automation.export_stack()
        resources = (state.deployment or {}).get("resources") or []
        (resource,) = [resource for resource in resources if resource["urn"] == urn]
        key = left_out(resource["type"], resource.get("inputs") or {})
        if key is not None:
            del resource["inputs"][key]
            self._automation.import_stack(state)
        return key

    def reckon(self) -> Reckoning:
        """Hold what exists in the simulated AWS against the state."""
        return reckon(self.world, self.export())

    def _kill(self) -> None:
        if self._command is not None:
            self._command.kill(self._state_is_whole)

    def _state_is_whole(self) -> bool:
        """Whether no state is being written. A state in a bucket is written whole; a file in parts."""
        for file in (self._folder.parent / "state").glob(f".pulumi/stacks/**/{self.name}.json"):
            try:
                json.loads(file.read_bytes())
            except ValueError:
                return False
        return True

    @property
    def _automation(self) -> AutomationStack:
        if self._stack is None:
            raise RuntimeError("a rehearsal is used inside its `with` block")
        return self._stack

    @property
    def _policies(self) -> dict[str, Any]:
        return {} if self._policy_pack is None else {"policy_packs": [str(self._policy_pack)]}

    def _run(self, operation: str, **options: Any) -> Result:
        events: list[dict[str, Any]] = []

        def listen(event: dict[str, Any]) -> None:
            events.append(event)
            if self._on_event is not None:
                self._on_event(event)

        self._tap.listener = listen
        try:
            # The Automation API asks the CLI for events only when somebody listens.
            getattr(self._automation, operation)(color="never", on_event=_ignore, **options)
        except CommandError as error:
            self._last = read_events(operation, events, _stderr(error))
        else:
            self._last = read_events(operation, events, None)
        return self._last


def _stable(resource: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in resource.items() if key not in _VOLATILE}
    if "dependencies" in kept:
        kept["dependencies"] = sorted(kept["dependencies"])  # the engine keeps them as a set
    by_property = kept.get("propertyDependencies")
    if by_property:
        kept["propertyDependencies"] = {key: sorted(urns or ()) for key, urns in by_property.items()}
    return kept


def _ignore(_event: object) -> None:
    """Events are read at the tap."""


def _member(key: object) -> str:
    """A key in a property path; one with a dot or bracket in it is quoted."""
    text = str(key)
    return f'["{text}"]' if re.search(r'[.\["]', text) else f".{text}"


def _stderr(error: CommandError) -> str:
    """The CLI's standard error, as the SDK carries it in the error's text."""
    text = str(error)
    return plain(text.partition("stderr:")[2].strip() or text)


def preview(stack: Any, *, on_event: OnEvent | None = None) -> Preview:
    """Preview a stack (`deploy.stacks.Stack`) on the real engine, with every value resolved.

    The states are those of an update into the throw-away backend: a preview's own have no outputs.
    Raises UserError when the engine cannot be run or the run fails. The engine stops at the first resource
    that is refused; an embedded run (`simulator.embedded`) names them all.
    """
    reason = available()
    if reason is not None:
        raise UserError("the real engine cannot be run", details=[reason])
    with Rehearsal(stack.project.root, stack.pulumi_name, stack.path, on_event=on_event) as rehearsal:
        result = rehearsal.up()
        if not result.succeeded:
            raise _refused(stack, result)
        states = rehearsal.export()
    root = next((state for state in states if state["type"] == "pulumi:pulumi:Stack"), {})
    warnings = [message.text for message in result.messages if message.severity == "warning"]
    return Preview(states, root.get("outputs", {}), warnings)


def _refused(stack: Any, result: Result) -> UserError:
    details = [
        f"{name_of(message.urn)}: {message.text}" if message.urn else message.text
        for message in result.errors
    ]
    return UserError(
        f"{stack.shown_path}: the {result.operation} failed",
        details=details or result.error.splitlines(),
        status=FAILED,
    )
