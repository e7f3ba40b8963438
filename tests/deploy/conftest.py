"""A small project of its own for the tests of the command: a program that takes a moment, and stack files."""

import json
import os
import sys
import textwrap
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner, Result

import deploy.aws
from deploy import offline, stacks
from deploy.cli import app
from deploy.graph import Graph
from simulator.server import Server

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
    aws.ec2.Vpc("wide", cidr_block="10.0.0.0/8", opts=pulumi.ResourceOptions(provider=provider))
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


RUNTIME = f"runtime:\n  name: python\n  options:\n    virtualenv: {sys.prefix}\n"
"""Runtime of a project whose program the engine runs."""


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


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """moto's own server on the loopback interface, for the whole session."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """AWS as moto plays it, empty; call it for a client: `aws("s3")`, `aws("ecs", "us-east-1")`."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    urllib.request.urlopen(urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST"))
    deploy.aws.session.cache_clear()
    session = boto3.session.Session()
    return lambda service, region="eu-west-1": session.client(service, region_name=region)


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A machine that has never been logged in to AWS."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # whatever asks all the same, asks nobody
    deploy.aws.session.cache_clear()
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def pyshop() -> Graph:
    """The graph of the committed stack pyshop/dev: a service `api`, a database `db`, a repository `api`."""
    project = stacks.find_project(Path(__file__))
    return offline.simulate(stacks.read(project, "pyshop/dev"), policies=False).graph


@pytest.fixture
def deployed_pyshop(pyshop: Graph, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """A backend whose state, for any stack, is that of pyshop/dev."""
    monkeypatch.setattr("deploy.statefile.graph", lambda _stack: pyshop)
    return pyshop


@pytest.fixture(scope="session")
def simulator() -> Iterator[str]:
    """The simulator as a provider, by what the engine is told of it."""
    with Server() as server:
        yield server.debug_providers


@pytest.fixture
def logged_in(
    demo: Demo,
    simulator: str,
    aws: object,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Demo:
    """The project, logged in to a local backend of its own, with the simulator for AWS and moto for boto3."""
    assert aws
    folder = tmp_path_factory.mktemp("pulumi")
    (folder / "state").mkdir()
    for name, value in {
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "correct horse",
        "PULUMI_DEBUG_PROVIDERS": simulator,
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }.items():
        monkeypatch.setenv(name, value)
    demo.file("Pulumi.yaml", f"name: groundwork\n{RUNTIME}")
    return demo


class Programs:
    """A folder that is all of PATH: its programs answer as a test wants, and keep what they are asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, answers: dict[str, str | int] | None = None) -> None:
        """Make a program: what its arguments begin with → what it prints, or its exit status."""
        table = repr(answers or {})
        (self.folder / name).write_text(
            f"#!{sys.executable}\n"
            "import json, sys\n"
            f"open({str(self.folder / (name + '.log'))!r}, 'a').write(json.dumps([sys.argv[1:], "
            "'' if sys.stdin.isatty() else sys.stdin.read()]) + '\\n')\n"
            f"for start, answer in {table}.items():\n"
            "    if ' '.join(sys.argv[1:]).startswith(start):\n"
            "        if isinstance(answer, int):\n"
            "            print('error: it failed', file=sys.stderr)\n"
            "            sys.exit(answer)\n"
            "        print(answer)\n"
            "        break\n"
        )
        (self.folder / name).chmod(0o755)

    def calls(self, name: str) -> list[tuple[list[str], str]]:
        """Arguments and standard input of each call, in order."""
        log = self.folder / f"{name}.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [(arguments, stdin) for arguments, stdin in map(json.loads, lines)]


@pytest.fixture
def programs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """An empty PATH."""
    folder = tmp_path_factory.mktemp("bin")
    monkeypatch.setenv("PATH", str(folder))
    return Programs(folder)
