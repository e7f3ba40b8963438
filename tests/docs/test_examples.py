"""docs/examples/Pulumi.every-key.yaml is accepted, can be previewed, and has every key there is."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from deploy import stacks
from settings.loader import parse
from settings.root import Settings
from settings.shape import Shape, read
from simulator.embedded import preview
from tests.harness import PROGRAM, ROOT

FILE = ROOT / "docs/examples/Pulumi.every-key.yaml"
Key = tuple[str, str]
"""Name of a model of the settings, and a key of it as a stack file has it."""

IN_COMMENTS = {
    ("RepositoryImage", "digest"): "digest: sha256:",
    ("NoNat", "kind"): "{ kind: none }",
    ("NatPerZone", "kind"): "{ kind: perZone }",
    ("AwsKeys", "kind"): "{ kind: aws }",
    ("NoTls", "kind"): "{ kind: none }",
    ("PostgresInstance", "regionReplica"): "regionReplica: { instanceClass:",
    ("RegionReplica", "instanceClass"): "regionReplica: { instanceClass:",
    ("RegionReplica", "multiAz"): "multiAz: true }",
    ("OnDemandTable", "kind"): "{ kind: onDemand }",
    ("IamAuth", "kind"): "{ kind: iam }",
    ("NoAuth", "kind"): "{ kind: none }",
    ("SuppliedCertificate", "kind"): "{ kind: certificate, certificateArn: …, domain: … }",
    ("SuppliedCertificate", "certificateArn"): "{ kind: certificate, certificateArn: …, domain: … }",
    ("SuppliedCertificate", "domain"): "{ kind: certificate, certificateArn: …, domain: … }",
    ("CloudFront", "origin"): "`origin: uploads`",
    **{
        ("QueueTrigger", key): "{ kind: queue, queue: jobs, batchSize: 10, batchWindowSeconds: 0 }"
        for key in ("kind", "queue", "batchSize", "batchWindowSeconds")
    },
    ("TopicTrigger", "kind"): "{ kind: topic, topic: news }",
    ("TopicTrigger", "topic"): "{ kind: topic, topic: news }",
    ("RuleTrigger", "bus"): "bus: orders",
    ("ExistingZone", "kind"): "{ kind: existing, name:",
    ("ExistingZone", "name"): "{ kind: existing, name:",
    ("ExistingZone", "zoneId"): "zoneId: Z0123456789ABCDEFGHIJ }",
    ("System", "move"): "move: { to:",
    ("Move", "to"): "move: { to:",
    ("Move", "step"): "step:",
    ("Move", "reached"): "reached:",
}
"""What one stack cannot have beside the rest, and the comment that shows it."""


def keys(shape: Shape) -> Iterator[Key]:
    """Every key of the settings."""
    if shape.form == "model":
        for key, (_, inner) in shape.keys.items():
            yield shape.annotation.__name__, key
            yield from keys(inner)
    for inner in (*shape.options.values(), shape.item):
        if inner is not None:
            yield from keys(inner)


def written(value: Any, shape: Shape) -> Iterator[Key]:
    """The keys that a stack file has."""
    if shape.form == "choice":
        tag = shape.tag(value) if shape.tag else None
        yield from written(value, shape.options[str(tag)])
    elif isinstance(value, list) and shape.item is not None:
        for item in value:
            yield from written(item, shape.item)
    elif isinstance(value, dict) and shape.form == "model":
        for key, inner in value.items():
            yield shape.annotation.__name__, key
            yield from written(inner, shape.keys[key][1])
    elif isinstance(value, dict) and shape.item is not None:
        for inner in value.values():
            yield from written(inner, shape.item)


@pytest.mark.spec("PYS-DEL-03")
def test_it_has_every_key() -> None:
    config = yaml.safe_load(FILE.read_text())["config"]
    root = read(Settings)
    there = set(written({key.removeprefix("groundwork:"): each for key, each in config.items()}, root))
    assert set(keys(root)) - there == set(IN_COMMENTS)


@pytest.mark.spec("PYS-DEL-03")
def test_alternatives_stand_in_comments() -> None:
    comments = "\n".join(line.partition("#")[2] for line in FILE.read_text().splitlines())
    assert [text for text in IN_COMMENTS.values() if text not in comments] == []


@pytest.mark.spec("PYS-DEL-03")
def test_it_is_accepted_and_can_be_previewed() -> None:
    project = stacks.find_project(ROOT)
    stack = stacks.read(project, str(FILE))
    values = {key.removeprefix("groundwork:"): value for key, value in stack.values.items()}
    settings = parse(values, secret_keys=stack.secret_keys)
    assert settings.system.name == "everykey"
    previewed = preview(
        PROGRAM, project="groundwork", stack="every-key", config=stack.config, secret_keys=stack.secret_keys
    )
    assert previewed.audit == []
    made = {state["type"] for state in previewed.states}
    assert {"aws:cloudfront/distribution:Distribution", "aws:budgets/budget:Budget", "awsx:ecr:Image"} <= made
