"""Ctrl-C while the CLI runs: it is handed on, once for each time, and the CLI has the last word."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pulumi.automation import CommandError

from deploy.cli_process import InterruptibleCommand
from tests.deploy.conftest import Programs

# Ends at the second interrupt, or by itself some time after the first, as the engine does when all is done.
PROGRAM = f"""#!{sys.executable}
import signal, sys, time
if sys.argv[1] == "version":
    print("v3.259.0")
    sys.exit()
count = 0
def interrupted(*_):
    global count
    count += 1
    print("interrupt", count, flush=True)
    if count == 2:
        sys.exit(2)
signal.signal(signal.SIGINT, interrupted)
print("ready", flush=True)
print("a remark", file=sys.stderr, flush=True)
end = time.monotonic() + 20
while time.monotonic() < end:
    time.sleep(0.05)
    if count == 1 and end - time.monotonic() > 2:
        end = time.monotonic() + float(sys.argv[-1])
sys.exit(1 if count else 0)
"""


@pytest.fixture
def command(programs: Programs) -> InterruptibleCommand:
    path = programs.folder / "pulumi"
    path.write_text(PROGRAM)
    path.chmod(0o755)
    return InterruptibleCommand()


def run(command: InterruptibleCommand, patience: str, *signals: int) -> tuple[list[str], str]:
    """Run it, and send us a signal for each line that it writes, as long as there are some left."""
    lines: list[str] = []
    left = list(signals)

    def heard(line: str) -> None:
        lines.append(line)
        if left:
            threading.Timer(0.1, os.kill, (os.getpid(), left.pop(0))).start()

    with pytest.raises(CommandError) as caught:
        command.run(["up", patience], str(Path.cwd()), {}, on_output=heard)
    return lines, str(caught.value)


def test_one_interrupt_lets_it_finish(
    command: InterruptibleCommand, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, error = run(command, "0.3", signal.SIGINT)
    assert lines == ["ready", "interrupt 1"]
    assert " code: 1\n" in error
    assert "stderr: a remark" in error
    assert command.interrupts == 1
    assert capsys.readouterr().err == (
        "Stopping: what is being changed right now is finished first, then the run ends. "
        "Ctrl-C again ends it at once, and what was under way has to be looked after.\n"
    )


def test_two_end_it_at_once(command: InterruptibleCommand, capsys: pytest.CaptureFixture[str]) -> None:
    lines, error = run(command, "15", signal.SIGINT, signal.SIGINT)
    assert lines == ["ready", "interrupt 1", "interrupt 2"]
    assert " code: 2\n" in error
    assert capsys.readouterr().err.endswith("looked after.\nEnding at once.\n")


def test_a_cancelled_ci_run_is_an_interrupt_too(command: InterruptibleCommand) -> None:
    lines, _ = run(command, "0.3", signal.SIGTERM)
    assert lines == ["ready", "interrupt 1"]


def test_a_terminals_ctrl_c_reaches_the_cli_once(command: InterruptibleCommand, programs: Programs) -> None:
    """A terminal interrupts the whole process group: the CLI must not hear it from there as well."""
    assert command.interrupts == 0
    code = (
        "from deploy.cli_process import InterruptibleCommand\n"
        "try:\n"
        "    say = lambda line: print(line, flush=True)\n"
        "    InterruptibleCommand().run(['up', '0.3'], '.', {}, on_output=say)\n"
        "except Exception as error:\n"
        "    print(str(error).split()[1])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={**os.environ, "PATH": str(programs.folder)},
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if line == "ready\n":
                os.killpg(process.pid, signal.SIGINT)
    assert lines == ["ready", "interrupt 1", "1"]


def test_afterwards_ctrl_c_is_pythons_again(command: InterruptibleCommand) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    run(command, "0.1", signal.SIGINT)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_outside_of_the_main_thread_signals_are_left_alone(programs: Programs) -> None:
    programs.add("pulumi", {"version": "v3.259.0", "--non-interactive up": "done"})
    answers = []
    command = InterruptibleCommand()
    thread = threading.Thread(target=lambda: answers.append(command.run(["up"], str(Path.cwd()), {}).stdout))
    thread.start()
    thread.join()
    assert answers == ["done"]
