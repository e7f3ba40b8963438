"""Lambda: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused, remarked
from tests.simulator.services.world import World

FUNCTION = "aws:lambda/function:Function"


@accepted("lambda")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("lambda")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


@remarked("lambda")
def test_remarks(case: Case) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


def test_a_function_with_its_arns() -> None:
    function = World().add("f", FUNCTION, {"name": "rotate", "role": "r", "publish": True}).outputs
    own = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
    assert (function["arn"], function["qualifiedArn"], function["version"]) == (own, f"{own}:1", "1")
    gateway = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions"
    assert function["invokeArn"] == f"{gateway}/{own}/invocations"
    assert function["loggingConfig"] == {"logFormat": "Text", "logGroup": "/aws/lambda/rotate"}
    assert (function["memorySize"], function["timeout"], function["architectures"]) == (128, 3, ["x86_64"])


def test_an_unpublished_function_has_the_latest_version() -> None:
    assert World().add("f", FUNCTION, {"name": "rotate", "role": "r"}).outputs["version"] == "$LATEST"
