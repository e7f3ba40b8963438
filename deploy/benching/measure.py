"""Running a worker in a process of its own, and what it took."""

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.errors import FAILED, UserError


@dataclass
class Runs:
    """Several runs of the same thing."""

    resources: int = 0
    seconds: list[float] = field(default_factory=list)
    """Processor time of each whole process, imports included: what else the machine does counts for none."""

    megabytes: list[float] = field(default_factory=list)
    """Peak resident memory of each."""

    @property
    def time(self) -> float:
        return statistics.median(self.seconds)

    @property
    def memory(self) -> float:
        return statistics.median(self.megabytes)


def run(runs: Runs, arguments: Sequence[str], cwd: Path) -> None:
    """One run of a worker. Raises UserError where it fails."""
    command = [sys.executable, "-m", "deploy.benching.worker", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd
    ) as process:
        stdout, stderr = _drain(process)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UserError(
            f"{' '.join(arguments)} failed", details=stderr.strip().splitlines()[-5:], status=FAILED
        )
    runs.resources = int(stdout.split()[-1])
    runs.seconds.append(usage.ru_utime + usage.ru_stime)
    runs.megabytes.append(usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024))


def _drain(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Everything the process writes; its end is waited for apart, because only that tells its memory."""
    assert process.stdout is not None
    assert process.stderr is not None
    return process.stdout.read(), process.stderr.read()
