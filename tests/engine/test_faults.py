"""An update that fails on the way is run again, and comes to what it would have come to without the fault.

For every resource of a stack that a provider makes: its create is refused, is cut off, or takes the engine
with it. What comes out is compared with an undisturbed run, and with what exists in the simulated AWS.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.engine import Rehearsal, Result
from deploy.reckoning import differences
from simulator.faults import Fault, Faults, Manner, Op
from tests.harness import ROOT, preview_of, stack_file

STACKS = ("pyshop/dev", "foodbegood/phase2")
"""Stacks that are held to it at each of their resources."""

SAMPLE = ("foodbegood/phase2",)
"""Stacks in which faults are tried one by one as well."""

QUEUE = "aws:sqs/queue:Queue"
VPC = "aws:ec2/vpc:Vpc"

pytestmark = [pytest.mark.engine, pytest.mark.slow]


def rehearsal(stack: str, faults: Sequence[Fault] = ()) -> Rehearsal:
    return Rehearsal(ROOT, stack.replace("/", "-"), stack_file(stack), faults=Faults(faults))


@functools.cache
def undisturbed(stack: str) -> list[dict[str, Any]]:
    """The state after an update in which nothing failed."""
    with rehearsal(stack) as made:
        assert made.up().succeeded
        assert made.reckon().lines == []
        return made.export()


def resources(stack: str) -> list[str]:
    """The URNs of what a provider makes, in the order in which the program registers it."""
    return [
        state["urn"]
        for state in preview_of(stack).states
        if state.get("custom") and not state["type"].startswith("pulumi:")
    ]


def heal(operation: Callable[[], Result], made: Rehearsal) -> int:
    """Run an operation until it succeeds; each run that fails has met a fault. The number of runs."""
    runs = 1
    while True:
        met = len(made.faults.met)
        result = operation()
        if result.succeeded:
            return runs
        assert len(made.faults.met) > met, [*result.errors, result.error]
        made.settle()
        runs += 1


def assert_as_undisturbed(made: Rehearsal, stack: str) -> None:
    assert made.reckon().lines == []
    assert differences(undisturbed(stack), made.export()) == []
    again = made.preview(expect_no_changes=True)
    assert again.succeeded, again.changed


@pytest.mark.parametrize("manner", list(Manner))
@pytest.mark.parametrize("stack", STACKS)
def test_every_create_of_a_stack_fails_once(stack: str, manner: Manner) -> None:
    every = resources(stack)
    with rehearsal(stack, [Fault(urn=urn, manner=manner) for urn in every]) as made:
        runs = heal(made.up, made)
        assert sorted(met.urn for met in made.faults.met) == sorted(every)
        assert runs > 1
        assert_as_undisturbed(made, stack)


@pytest.mark.parametrize(("place", "manner"), list(enumerate(Manner)))
@pytest.mark.parametrize("stack", SAMPLE)
def test_a_single_create_fails(stack: str, place: int, manner: Manner) -> None:
    every = resources(stack)
    urn = every[len(every) * (2 * place + 1) // 6]
    with rehearsal(stack, [Fault(urn=urn, manner=manner)]) as made:
        assert heal(made.up, made) == 2
        assert_as_undisturbed(made, stack)


@pytest.mark.parametrize("stack", SAMPLE)
def test_updates_and_deletes_fail(stack: str) -> None:
    """Every eleventh resource: refused, cut off and with the engine killed, by turns."""
    sample = resources(stack)[::11]
    with rehearsal(stack) as made:
        assert made.up().succeeded
        aged = [urn for urn in sample if made.age(urn) is not None]
        assert len(aged) > 3
        made.faults.add(*by_turns(aged, Op.UPDATE))
        heal(made.up, made)
        assert_as_undisturbed(made, stack)

        kept = {state["urn"] for state in made.export() if state.get("retainOnDelete")}
        deleted = [urn for urn in sample if urn not in kept and "aws:" in urn]
        made.faults.add(*by_turns(deleted, Op.DELETE))
        heal(made.destroy, made)
        assert [state["urn"] for state in made.export()] == []
        assert {state.urn for state in made.world.all()} <= kept
        assert made.faults.left == ()


def by_turns(urns: Sequence[str], op: Op) -> list[Fault]:
    manners = list(Manner)
    return [Fault(urn=urn, op=op, manner=manners[number % 3]) for number, urn in enumerate(urns)]


PROGRAM = """
import pulumi_aws as aws
from pulumi import ResourceOptions

options = ResourceOptions(delete_before_replace={first})
aws.sqs.Queue("jobs", name="{name}", opts=options)
aws.ec2.Vpc("main", cidr_block="{cidr}", opts=options)
"""


@pytest.mark.parametrize("manner", list(Manner))
@pytest.mark.parametrize("first", [False, True], ids=["create before delete", "delete before create"])
def test_a_replacement_fails(first: bool, manner: Manner, tmp_path: Path) -> None:
    """What was made beside the old one, unheard, cannot be imported: it goes, and is made again."""
    (tmp_path / "Pulumi.yaml").write_text("name: sample\nruntime: python\n", encoding="utf-8")
    program = tmp_path / "__main__.py"
    program.write_text(PROGRAM.format(first=first, name="one", cidr="10.0.0.0/16"), encoding="utf-8")
    with Rehearsal(tmp_path, "dev") as made:
        assert made.up().succeeded
        program.write_text(PROGRAM.format(first=first, name="two", cidr="10.1.0.0/16"), encoding="utf-8")
        made.faults.add(*(Fault(type=token, manner=manner) for token in (QUEUE, VPC)))
        assert heal(made.up, made) == 2
        assert made.faults.left == ()
        assert made.reckon().lines == []
        assert {state.type: state.inputs for state in made.world.all()} == {
            QUEUE: {"name": "two"},
            VPC: {"cidrBlock": "10.1.0.0/16"},
        }
        assert made.preview(expect_no_changes=True).succeeded
