"""Same settings, same graph: no clock, no randomness, no order of a set."""

import os
import subprocess
import sys

import pytest

from tests.harness import ROOT

STATES = """
import json, sys
from tests.harness import preview_of
previewed = preview_of(sys.argv[1])
print(json.dumps([previewed.states, previewed.outputs]))
"""


def states(stack: str, seed: str) -> bytes:
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", STATES, stack], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("stack", ["prod", "skyhigh/prod"])
def test_two_processes_give_the_same_bytes(stack: str) -> None:
    first, second = states(stack, "1"), states(stack, "31337")
    assert len(first) > 50_000
    assert first == second
