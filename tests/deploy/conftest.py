"""A small project of its own for the tests of the command: a program that takes a moment, and stack files."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import app

PROGRAM = '''\
"""Two stores, one of them after the other."""

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
system = config.require_object("system")


class Store(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("groundwork:storage:Store", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.bucket = aws.s3.Bucket(name, opts=child)
        aws.s3.BucketPublicAccessBlock(name, bucket=self.bucket.id, block_public_acls=True, opts=child)
        self.register_outputs({})


provider = aws.Provider("aws", region=system["region"])
options = pulumi.ResourceOptions(providers=[provider])
uploads = Store("uploads", options)
Store("logs", options)
if config.get("warning"):
    pulumi.log.warn(config.require("warning"))
if config.get("failure"):
    raise ValueError(config.require("failure"))
if config.get("refusal"):
    aws.s3.BucketPublicAccessBlock("open", bucket=5, nonsense=True, opts=pulumi.ResourceOptions(provider=provider))
pulumi.export("bucket", uploads.bucket.arn)
pulumi.export("token", pulumi.Output.secret("not for everyone"))
'''

STACK = """\
config:
  groundwork:system:
    name: demo # the demo
    environment: dev
    region: eu-west-1
"""


class Demo:
    """A project in a temporary folder, and the command run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def file(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text), encoding="utf-8")
        return target

    def run(self, *args: str, **options: str) -> Result:
        return CliRunner().invoke(app, ["--cwd", str(self.root), *args], **options)  # ty: ignore[invalid-argument-type]


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """A project with the stacks `dev` and `shop/prod`."""
    made = Demo(tmp_path)
    made.file("Pulumi.yaml", "name: groundwork\nruntime: python\n")
    made.file("__main__.py", PROGRAM)
    made.file("Pulumi.dev.yaml", STACK)
    made.file("systems/shop/Pulumi.prod.yaml", STACK.replace("dev", "production"))
    monkeypatch.chdir(tmp_path)
    return made


Make = Callable[[str, str], Path]
