"""150 controls and more over 300 resources in under a second and a half."""

from __future__ import annotations

import gc
import json
import time
from dataclasses import replace
from typing import Any

import pytest

from policy import pack as packing
from policy.catalogue import CATALOGUE
from policy.framework.policies import GraphPolicy, ResourcePolicy
from policy.offline import run
from tests.policy.case import stack_of
from tests.policy.cases import CASES
from tests.policy.graphs import Node, states
from tests.policy.protocol import analyze, analyze_stack

FILLER = {f"property{number}": {"nested": [number, "text", True]} for number in range(12)}


def many(count: int) -> list[dict[str, Any]]:
    """States of all cases' graphs, copied under further names until there are enough of them."""
    found: dict[str, dict[str, Any]] = {}
    copy = 0
    while len(found) < count:
        for case in CASES:
            nodes = [replace(node, inputs={**FILLER, **node.inputs}) for node in case.keeps]
            for state in states([node for node in nodes if isinstance(node, Node)]):
                text = json.dumps(state).replace("groundwork-test", "root")
                if copy:
                    text = text.replace("::groundwork::aws:", f"::groundwork::copy{copy}$aws:")
                renamed = json.loads(text)
                found.setdefault(renamed["urn"], renamed)
        copy += 1
    return list(found.values())[:count]


@pytest.fixture
def every_control(monkeypatch: pytest.MonkeyPatch) -> packing.Pack:
    """Every control, all of them on: more than 150."""
    monkeypatch.setattr(type(CATALOGUE[0]), "level", lambda *_: "mandatory")
    pack = packing.build(stack_of("groundwork", "production", phase=3))
    kinds = (ResourcePolicy, GraphPolicy)
    assert sum(isinstance(policy, kinds) for policy in pack.policies) >= 150
    return pack


@pytest.mark.parametrize("engine", [False, True], ids=["offline", "messages of the engine"])
def test_150_controls_over_300_resources(engine: bool, every_control: packing.Pack) -> None:
    graph = many(300)
    assert len(graph) == 300
    requests = [analyze(state, graph) for state in graph] if engine else []
    whole = analyze_stack(graph)
    begin = time.process_time()
    if engine:
        analyzer = every_control.analyzer()
        for request in requests:
            analyzer.Analyze(request, None)
        analyzer.AnalyzeStack(whole, None)
    else:
        run(every_control, graph)
    taken = time.process_time() - begin
    assert len(every_control.session.decided) > 120  # some are about nothing in this graph
    assert taken < 1.5


def test_time_grows_with_the_number_of_resources_not_with_its_square() -> None:
    def taken(count: int) -> float:
        graph = many(count)
        pack = packing.build(stack_of("groundwork", "production"))
        begin = time.process_time()
        run(pack, graph)
        return time.process_time() - begin

    taken(300)  # warms up what is loaded at the first use
    gc.freeze()  # what other tests left behind is not gone through at each collection
    # Of three each the best: what else the machine does only adds to the others.
    few, many_times = (min(taken(count) for _ in range(3)) for count in (300, 3000))
    gc.unfreeze()
    assert many_times < 30 * few
