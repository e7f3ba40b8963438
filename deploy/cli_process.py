"""The Pulumi CLI as the Automation API runs it, but with Ctrl-C that the engine can act on.

The SDK runs the CLI in our own process group and loses it when Ctrl-C raises KeyboardInterrupt in between:
the CLI would go on without us. Here the CLI has a group of its own, and an interrupt is handed to it as the
engine wants it: the first asks it to finish what is under way and stop, the second ends it at once
(pkg/backend/cancellation_scope.go).
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO

from pulumi.automation import CommandResult, OnOutput, PulumiCommand
from pulumi.automation.errors import create_command_error

from deploy import console

_FIRST = (
    "Stopping: what is being changed right now is finished first, then the run ends. "
    "Ctrl-C again ends it at once, and what was under way has to be looked after."
)
_SECOND = "Ending at once."
_MOMENT = 0.005
"""Seconds for which a CLI that is to be killed goes on, where it may not be killed yet."""


class InterruptibleCommand(PulumiCommand):
    """The Pulumi CLI; `interrupts` counts how often the user asked it to stop."""

    interrupts = 0
    _process: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run the CLI to its end. Raises CommandError where it fails."""
        command = [self.command, "--non-interactive", *args]
        env = {
            **os.environ,
            **additional_env,
            "PULUMI_AUTOMATION_API": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        with (
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=cwd,
                env=env,
                encoding="utf-8",
                start_new_session=True,
            ) as process,
            self._forwarding(process),
        ):
            self._process = process
            stdout, stderr = _Reader(process.stdout, on_output), _Reader(process.stderr, on_error)
            output, errors = stdout.text(), stderr.text()
            code = process.wait()
        result = CommandResult(stdout=output, stderr=errors, code=code)
        if code != 0:
            raise create_command_error(result)
        return result

    def kill(self, ready: Callable[[], bool] = lambda: True) -> None:
        """End the CLI at once: nothing is finished and nothing is written.

        It is stopped first, and goes on for a moment at a time for as long as it is not `ready`. Its language
        host, which has a process group of its own, misses the engine and ends within five minutes.
        """
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGSTOP)
            while not ready():
                os.killpg(process.pid, signal.SIGCONT)
                time.sleep(_MOMENT)
                os.killpg(process.pid, signal.SIGSTOP)
            os.killpg(process.pid, signal.SIGKILL)

    @contextmanager
    def _forwarding(self, process: subprocess.Popen[str]) -> Generator[None]:
        def forward(_signal: int, _frame: FrameType | None) -> None:
            self.interrupts += 1
            console.note(_FIRST if self.interrupts == 1 else _SECOND, style="bold yellow")
            process.send_signal(signal.SIGINT)

        with handling(forward):
            yield


@contextmanager
def handling(handler: Callable[[int, FrameType | None], None]) -> Generator[None]:
    """Handle SIGINT and SIGTERM (what CI sends when a run is cancelled); only the main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


class _Reader:
    """Reads a stream in a thread, line by line, and hands each line on."""

    def __init__(self, stream: IO[str] | None, callback: OnOutput | None) -> None:
        assert stream is not None
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(stream, callback), daemon=True)
        self._thread.start()

    def _read(self, stream: IO[str], callback: OnOutput | None) -> None:
        for line in stream:
            text = line.rstrip()
            self._lines.append(text)
            if callback:
                callback(text)

    def text(self) -> str:
        """Everything, once the stream has ended."""
        self._thread.join()
        return "\n".join(self._lines)
