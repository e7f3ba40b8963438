"""Hand-made graphs for the tests of comparisons."""

import json
from typing import Any

from deploy.diffing.compare import Comparison
from deploy.diffing.model import Change, Diff
from deploy.graph import SECRET, SECRET_SIGNATURE, Graph

BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
DATABASE = "aws:rds/instance:Instance"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
POLICY = "aws:iam/rolePolicy:RolePolicy"
QUEUE = "aws:sqs/queue:Queue"
SERVICE = "aws:ecs/service:Service"
TOPIC = "aws:sns/topic:Topic"


def urn(token: str, name: str, stack: str = "prod") -> str:
    return f"urn:pulumi:{stack}::groundwork::{token}::{name}"


def secret(value: Any) -> dict[str, str]:
    return {SECRET: SECRET_SIGNATURE, "plaintext": json.dumps(value)}


CIPHER = {SECRET: SECRET_SIGNATURE, "ciphertext": "v1:x"}


def state(token: str, name: str = "it", inputs: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A state; `id`, `outputs`, `stack` and every option of a resource can be given."""
    stack = more.pop("stack", "prod")
    inputs = inputs or {}
    return {
        "urn": urn(token, name, stack),
        "type": token,
        "custom": True,
        "id": f"{name}-id",
        "inputs": inputs,
        "outputs": {**inputs, **more.pop("outputs", {})},
        **more,
    }


def compared(
    before: list[dict[str, Any]] | dict[str, Any],
    after: list[dict[str, Any]] | dict[str, Any],
    *,
    exact: bool = False,
) -> Diff:
    old, new = ([side] if isinstance(side, dict) else side for side in (before, after))
    return Comparison(Graph(old), Graph(new), exact=exact).result("a", "b")


def only(diff: Diff) -> Change:
    (change,) = diff.changes
    return change


def ops(diff: Diff) -> dict[str, str]:
    return {change.name: change.op.value for change in diff.changes}


def leaves(change: Change) -> dict[str, tuple[Any, Any]]:
    return {
        f"{each.name}{':' if leaf.path else ''}{leaf.path}": (leaf.before, leaf.after)
        for each in change.properties
        for leaf in each.leaves
    }
