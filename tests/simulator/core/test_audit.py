"""The audit of a graph, sound and unsound."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws
import pytest

from simulator.audit import audit
from simulator.records import Registration
from tests.simulator.core.conftest import Box, Run

STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev"
BOX = "urn:pulumi:dev::project::test:index:Box::box"
QUEUE = "urn:pulumi:dev::project::test:index:Box$aws:sqs/queue:Queue"


def root() -> Registration:
    return Registration(type="pulumi:pulumi:Stack", urn=STACK, outputs_registered=True)


def box(**named: object) -> Registration:
    made = Registration(type="test:index:Box", urn=BOX, parent=STACK, outputs_registered=True)
    for name, value in named.items():
        setattr(made, name, value)
    return made


def queue(name: str, **named: object) -> Registration:
    made = Registration(type="aws:sqs/queue:Queue", custom=True, urn=f"{QUEUE}::{name}", parent=BOX)
    for key, value in named.items():
        setattr(made, key, value)
    return made


def test_a_sound_graph_has_nothing_to_say(run: Run) -> None:
    def program() -> None:
        provider = aws.Provider("aws", region="eu-west-1")
        outer = Box(opts=pulumi.ResourceOptions(providers=[provider]))
        aws.sqs.Queue(
            "queue", opts=pulumi.ResourceOptions(parent=outer, aliases=[pulumi.Alias(name="older")])
        )

    assert run(program).audit == []


def test_an_orphan_and_an_unfinished_component_are_found(run: Run) -> None:
    def program() -> None:
        aws.sqs.Queue("orphan")
        Box("open", finish=False)

    stem = "urn:pulumi:dev::project"
    assert run(program).audit == [
        f"{stem}::aws:sqs/queue:Queue::orphan belongs to no component: its parent is the stack.",
        f"{stem}::test:index:Box::open never called register_outputs.",
    ]


@pytest.mark.parametrize(
    ("registrations", "sentences"),
    [
        ([root(), box(), queue("a"), queue("a")], [f"{QUEUE}::a is registered 2 times."]),
        (
            [
                root(),
                box(),
                queue("a", dependencies=["urn:x"], property_dependencies={"p": ["urn:x", "urn:y"]}),
            ],
            [
                f"{QUEUE}::a depends on urn:x, which is not in the stack.",
                f"{QUEUE}::a depends on urn:y, which is not in the stack.",
            ],
        ),
        ([root(), queue("a")], [f"{QUEUE}::a has the parent {BOX}, which is not in the stack."]),
        (
            [root(), box(), queue("a"), queue("b", aliases=[f"{QUEUE}::a"])],
            [f"{QUEUE}::b has the alias {QUEUE}::a, which another resource of the stack still is."],
        ),
        (
            [root(), box(), queue("a", aliases=["urn:old"]), queue("b", aliases=["urn:old"])],
            [f"{QUEUE}::b has the alias urn:old, which {QUEUE}::a has as well."],
        ),
        ([root(), box(), queue("a", external=True, parent=STACK)], []),
        ([root(), box(outputs_registered=False)], [f"{BOX} never called register_outputs."]),
    ],
)
def test_each_kind_of_fault(registrations: list[Registration], sentences: list[str]) -> None:
    assert audit(registrations) == sentences


def test_lookups_without_an_answer_are_part_of_it() -> None:
    assert audit([root()], ["the simulator has no answer for x"]) == ["the simulator has no answer for x."]
