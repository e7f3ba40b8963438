"""Runs a Pulumi program in this process, on the SDK's resource monitor interface: no CLI, no account.

The program runs as in an update rather than as in a preview (`pulumi.runtime.is_dry_run()` is False).
In a preview the SDK takes every output that the provider leaves out for unknown, so a value that AWS
simply does not set would make unknown all that is derived from it; the states promised here are
those of a preview with every value resolved, which is what an update's program computes.
"""

from __future__ import annotations

import asyncio
import contextvars
import gc
import importlib
import os
import runpy
import sys
import traceback
from collections.abc import Callable, Collection, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import isawaitable
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import settings as sdk_settings
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.stack import Stack

from . import wire
from .audit import audit
from .monitor import Monitor
from .records import Registration
from .registry import Unsupported
from .urns import name_of, type_of

__all__ = ["CheckFailed", "Preview", "ProgramFailed", "preview"]

Program = Path | Callable[[], None]


@dataclass(frozen=True)
class Preview:
    """Result of an embedded run."""

    states: list[dict[str, Any]]
    """Each resource in registration order, exactly as `newState` of `pulumi preview --json`."""
    outputs: dict[str, Any]
    """The stack's outputs, encoded like the states'."""
    warnings: list[str] = field(default_factory=list)
    """What the program logged as a warning, and what the provider remarks."""
    audit: list[str] = field(default_factory=list)
    """Sentences about an unsound graph (`simulator.audit`); empty when it is sound."""
    registrations: list[Registration] = field(default_factory=list)
    """Each registration in full: parent, options, dependencies, aliases."""


class CheckFailed(Exception):  # noqa: N818 # says what happened
    """AWS would refuse resources of this run; `failures` has (URN, property, reason) for every refusal.

    `stopped` is what the program raised, if it did not get to its end: the refusals may not be all then.
    """

    def __init__(self, failures: list[tuple[str, str, str]], stopped: str = "") -> None:
        self.failures = failures
        self.stopped = stopped
        what = "property is" if len(failures) == 1 else "properties are"
        lines = [f"{len(failures)} {what} refused:"]
        for urn, path, reason in failures:
            lines.append(f"{name_of(urn)} ({type_of(urn)}){f', {path}' if path else ''}: {reason}")
        if stopped:
            lines.append(f"The program did not get to its end: {stopped}")
        super().__init__("\n".join(lines))


class ProgramFailed(Exception):  # noqa: N818 # says what happened
    """The program raised: the message is what the engine would print, `cause` the original exception."""

    def __init__(self, message: str, cause: BaseException) -> None:
        super().__init__(message)
        self.cause = cause


class _Inline(ThreadPoolExecutor):
    """Runs what the SDK hands to its thread pool at once, in place.

    The SDK moves each RPC to a thread because the engine is another process. Here the answer is computed,
    so a thread would only cost a switch, and make the order of registration depend on the scheduler.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1)  # starts no thread: threads start with the first submit

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # handed on to whoever awaits the future
            future.set_exception(error)
        return future


class _Callbacks(_CallbackServicer):
    """The SDK's register of transforms and hooks, without the gRPC server around it."""

    def __init__(self, monitor: Any) -> None:
        self._callbacks = {}
        self._transforms = {}
        self._state_migrations = {}
        self._monitor = monitor
        self._target = ""


class _Engine:
    """The engine's log."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def Log(self, request: Any) -> None:  # noqa: N802 # name of the RPC
        """Keep warnings and errors."""
        if request.severity == engine_pb2.WARNING:
            self.warnings.append(f"{request.urn}: {request.message}" if request.urn else request.message)
        elif request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)

    def RequirePulumiVersion(self, _request: Any) -> None:  # noqa: N802 # name of the RPC
        """Accept any range: there is no engine whose version could be too old."""


@contextmanager
def _sdk_defaults() -> Generator[None]:
    """Undo what the SDK's settings remember beyond the context they were made in.

    `ContextProperty` keeps the first value given to it as the default of every other context.
    """
    properties = [p for p in vars(sdk_settings.Settings).values() if type(p).__name__ == "ContextProperty"]
    attribute = "_ContextProperty__default"
    before = [(p, getattr(p, attribute)) for p in properties]
    try:
        yield
    finally:
        for p, value in before:
            setattr(p, attribute, value)


@contextmanager
def _as_program(path: Path) -> Generator[str]:
    """The process as the language host has it for a program: directory, arguments, import path, modules."""
    path = path.resolve()
    directory = path if path.is_dir() else path.parent
    entry = directory if path.is_dir() or path.name == "__main__.py" else path
    argv, cwd, paths = sys.argv, Path.cwd(), list(sys.path)
    importable = str(directory) in {str(Path(p).resolve()) for p in paths if p}
    modules = set(sys.modules)
    sys.argv = [str(entry)]
    os.chdir(directory)
    try:
        yield str(entry)
    finally:
        os.chdir(cwd)
        sys.argv = argv
        sys.path[:] = paths
        if not importable:
            # Modules that only this program could import would otherwise be those of the next program.
            for name in set(sys.modules) - modules:
                origin = getattr(sys.modules[name], "__file__", None)
                if origin and Path(origin).resolve().is_relative_to(directory):
                    del sys.modules[name]
            importlib.invalidate_caches()


@contextmanager
def _uncollected() -> Generator[None]:
    """No garbage collection.

    A run makes some hundred objects a resource that all live to its end: collecting finds nothing, and
    costs more the more there are.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def preview(
    program: Program,
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    secret_keys: Collection[str] = (),
    organization: str = "organization",
    on_resource: Callable[[str, int], None] | None = None,
) -> Preview:
    """Run a program and return the states that it would have.

    `program` is a file or directory, run as `__main__`, or a function. `config` has fully-qualified keys
    and strings (objects as JSON), as the engine passes it; `secret_keys` says which are secret.
    `on_resource(urn, count)` is called for each resource as it is registered.

    Raises CheckFailed with every refusal of the run, and ProgramFailed when the program raises. Nothing
    of a run is left behind in the process.
    """
    callbacks: list[_Callbacks] = []
    monitor = Monitor(project, stack, dict(config), lambda token: callbacks[0]._callbacks[token], on_resource)
    callbacks.append(_Callbacks(monitor))
    engine = _Engine()

    def run() -> None:
        pulumi.runtime.set_all_config(dict(config), list(secret_keys))
        root = program.resolve() if isinstance(program, Path) else Path.cwd()
        sdk_settings.ROOT.set(None)
        sdk_settings.configure(
            sdk_settings.Settings(
                project=project,
                stack=stack,
                monitor=monitor,
                engine=engine,
                dry_run=False,
                organization=organization,
                root_directory=str(root if root.is_dir() else root.parent),
            )
        )
        sdk_settings.SETTINGS.callbacks = callbacks[0]
        if isinstance(program, Path):
            with _as_program(program) as entry:
                _loop(lambda: runpy.run_path(entry, run_name="__main__"))
        else:
            _loop(program)

    failure: BaseException | None = None
    with _sdk_defaults(), _uncollected():
        try:
            contextvars.copy_context().run(run)
        except (Exception, SystemExit) as error:
            failure = error
    if monitor.failures:
        stopped = "" if failure is None else _message(failure, program)
        raise CheckFailed(monitor.failures, stopped) from failure
    if failure is not None:
        raise ProgramFailed(_message(failure, program), failure) from failure
    registrations = list(monitor.registrations.values())
    return Preview(
        monitor.states,
        wire.to_json(monitor.stack_outputs),
        engine.warnings + monitor.warnings,
        audit(registrations, monitor.unknown_invokes),
        registrations,
    )


def _loop(body: Callable[[], Any]) -> None:
    """Run a program's body to its end on an event loop of its own."""
    before: asyncio.AbstractEventLoop | None
    try:
        # The only way to ask for the caller's loop without making one; it goes with Python 3.16.
        before = asyncio.get_event_loop_policy().get_event_loop()  # ty: ignore[deprecated]
    except RuntimeError:
        before = None
    loop = asyncio.new_event_loop()
    # A program that fails leaves futures that nobody asks any more; asyncio would log each of them, the
    # next time that garbage is collected. What failed is raised.
    loop.set_exception_handler(lambda _loop, _context: None)
    executor = _Inline()
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)

    try:
        loop.run_until_complete(_run_in_stack(body))
    finally:
        _cancel(loop)
        executor.shutdown(wait=True)
        loop.close()
        asyncio.set_event_loop(before)


async def _run_in_stack(body: Callable[[], Any]) -> None:
    """What the SDK's `run_in_stack` does, with a wait for the end whose cost is linear.

    The SDK looks through everything that is unfinished each time that one thing finishes, because it
    wants to report a failure at once; with thousands of resources that is most of the time of a run.
    """
    await sdk_settings._load_monitor_feature_support()
    failure: BaseException | None = None
    try:
        stack = Stack()
        try:
            result = body()
            if isawaitable(result):
                await result
            entry = stack._take_async_program()
            if entry is not None:
                stack._add_program_outputs(await entry())
        finally:
            stack._finish()
    except BaseException as error:
        failure = error  # what was registered before is still waited for, as the SDK does
    await _settle()
    if failure is not None:
        raise failure


async def _settle() -> None:
    """Wait until no call to the monitor and no output is under way."""
    calls = sdk_settings.SETTINGS.rpc_manager
    outputs: set[Any] = sdk_settings.SETTINGS.outputs
    while True:
        await asyncio.sleep(0)
        while calls.rpcs:
            await calls.rpcs.pop()
        if calls.unhandled_exception is not None:
            raise calls.unhandled_exception.with_traceback(calls.exception_traceback)
        pending = list(outputs)
        outputs.clear()
        if pending:
            done, unfinished = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
            outputs.update(unfinished)
            for task in done:
                task.result()
        if not calls.rpcs and not outputs:
            return


def _cancel(loop: asyncio.AbstractEventLoop) -> None:
    """End the tasks that a failed program leaves waiting."""
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))


def _message(error: BaseException, program: Program) -> str:
    """What the engine would print for an exception of the program."""
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, Unsupported):
            return str(chain)
        chain = chain.__cause__
    if isinstance(error, pulumi.RunError):
        return str(error)
    if isinstance(error, SystemExit):
        return f"the program ended itself by sys.exit({error.code!r})"
    frames = traceback.extract_tb(error.__traceback__)
    skip = 0
    if isinstance(program, Path):
        main = str(program.resolve() / "__main__.py" if program.is_dir() else program.resolve())
        skip = next((i for i, frame in enumerate(frames) if frame.filename == main), 0)
    text = "".join(
        traceback.format_exception(type(error), error, error.__traceback__, limit=skip - len(frames))
    )
    return f"Program failed with an unhandled exception:\n{text}"
