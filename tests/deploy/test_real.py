"""Real runs: the Automation API, a backend, the policy pack; on the simulator instead of AWS.

The project is small, so that each run of the engine takes a second or two; tests/engine has the committed
stacks.
"""

import json
import signal
import subprocess
import sys

import pytest

from deploy import engine
from simulator.faults import Fault, Faults, Manner
from simulator.server import Server
from tests.deploy.conftest import RUNTIME, STACK, Demo

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(engine.available() is not None, reason=str(engine.available())),
]

PROGRAM = '''\
"""Two buckets; what is in the config changes them."""

import time

import pulumi

config = pulumi.Config()
provider = pulumi.ProviderResource("aws", "aws", {"region": config.require_object("system")["region"]})
options = pulumi.ResourceOptions(provider=provider)


class Bucket(pulumi.CustomResource):
    """The SDK's class without the half second that its import takes."""

    bucket: pulumi.Output[str]

    def __init__(self, name, bucket=None):
        super().__init__("aws:s3/bucket:Bucket", name, {"bucket": bucket}, options)


uploads = Bucket("uploads", bucket=config.get("name"))
Bucket("logs")
if config.get("bad"):
    Bucket("bad")
if config.get("failure"):
    raise pulumi.RunError(config.require("failure"))
if config.get("slow") and not pulumi.runtime.is_dry_run():

    def wait(value):
        time.sleep(4)
        return f"{value}-late"

    Bucket("late", bucket=uploads.id.apply(wait))
pulumi.export("bucket", uploads.bucket)
pulumi.export("token", pulumi.Output.secret("hush"))
'''

PACK = """\
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy


def bad(args, report):
    if args.name == "bad":
        report("a bad bucket")


def plain(args, report):
    if args.resource_type == "aws:s3/bucket:Bucket":
        report("a bucket")


PolicyPack("pack", policies=[
    ResourceValidationPolicy("no-bad", "No bad buckets", bad, EnforcementLevel.MANDATORY),
    ResourceValidationPolicy("no-buckets", "Rather none", plain, EnforcementLevel.ADVISORY),
])
"""

UPLOADS = "urn:pulumi:shop-prod::groundwork::aws:s3/bucket:Bucket::uploads"
LOGS = "urn:pulumi:shop-prod::groundwork::aws:s3/bucket:Bucket::logs"
FILE = "systems/shop/Pulumi.prod.yaml"


@pytest.fixture
def live(logged_in: Demo) -> Demo:
    """The project, with this program and this pack."""
    logged_in.file("__main__.py", PROGRAM)
    logged_in.file("policy/PulumiPolicy.yaml", RUNTIME)
    logged_in.file("policy/__main__.py", PACK)
    return logged_in


def settings(live: Demo, **values: str) -> None:
    """Change the config, and keep what the CLI added to the file."""
    kept = [line for line in (live.root / FILE).read_text().splitlines() if line.startswith("encryption")]
    live.file(FILE, STACK + "".join(f"  {key}: {value}\n" for key, value in values.items()) + "\n".join(kept))


def up(live: Demo, *args: str) -> tuple[int, str, str]:
    answer = live.run("up", "shop/prod", "--yes", "--no-simulate", *args)
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.mark.slow
@pytest.mark.spec("SKY-DEL-01", "SKY-OPS-01")
def test_a_stacks_life(live: Demo) -> None:
    # The first update makes the stack; encryption settings go into the stack's own file, and nowhere else.
    files = set(live.root.glob("**/Pulumi*"))
    code, out, err = up(live)
    assert code == 0, err
    rows = [line.split() for line in out.splitlines()]
    assert rows[:3] == [
        ["would", "type", "name", "because", "of"],
        ["create", "aws:s3/bucket:Bucket", "logs"],
        ["create", "aws:s3/bucket:Bucket", "uploads"],
    ]
    assert rows[3][:2] == ["done", "in"]
    assert rows[-1] == ["token", "[secret]"]
    assert "made the stack shop-prod in the backend\n" in err
    assert f"{FILE} now has the stack's encryption settings; commit it\n" in err
    assert "  created s3.Bucket uploads (0 s)\n" in err
    assert "warning: advisory policy no-buckets: " in err
    assert "\nencryptionsalt: v1:" in (live.root / FILE).read_text()
    assert set(live.root.glob("**/Pulumi*")) == files

    # The state can be looked at; a secret stays encrypted.
    assert sorted(line.split()[:2] for line in live.run("state", "shop/prod").stdout.splitlines()[1:]) == [
        ["pulumi.Stack", "groundwork-shop-prod"],
        ["pulumi.aws", "aws"],
        ["s3.Bucket", "logs"],
        ["s3.Bucket", "uploads"],
    ]
    shown = json.loads(live.run("state", "shop/prod", UPLOADS).stdout)
    assert (shown["type"], shown["outputs"]["region"]) == ("aws:s3/bucket:Bucket", "eu-west-1")
    stack = json.loads(live.run("state", "shop/prod", "groundwork-shop-prod").stdout)
    assert stack["outputs"]["token"] == "[secret]"
    assert "hush" not in live.run("state", "shop/prod", "--json").stdout

    # What is in the state is not imported a second time.
    args = ["import", "shop/prod", "aws:s3/bucket:Bucket", "uploads", "some-bucket", "--yes"]
    assert live.run(*args).stderr.endswith("error: uploads (aws:s3/bucket:Bucket) is in the state already\n")

    # A plan that replaces what holds data is refused, and nothing is touched.
    settings(live, name="another-name")
    answer = live.run("up", "shop/prod", "--no-simulate", "--plan")
    code, out, err = answer.exit_code, answer.stdout, answer.stderr
    assert (code, out) == (2, "")
    assert err.endswith(
        "error: the plan deletes or replaces 1 resource that holds data; nothing was touched\n"
        "  replace s3.Bucket uploads (because of bucket)\n"
        "    Objects.\n"
        "  → change the settings so that it stays; or take a backup, and name it:\n"
        f"  → groundwork up shop/prod --allow-replace '{UPLOADS}'\n"
    )
    code, out, err = up(live, "--allow-replace", UPLOADS)
    assert code == 0, err
    assert "another-name" in out
    assert "  deleted the old s3.Bucket uploads (0 s)\n" in err

    assert live.run("refresh", "shop/prod", "--yes").stdout.startswith("done in ")

    # A destroy names everything that it would take.
    answer = live.run("destroy", "shop/prod", "--yes")
    assert answer.exit_code == 2
    assert (
        f"  → groundwork destroy shop/prod --allow-replace '{LOGS}' --allow-replace '{UPLOADS}'\n"
        in answer.stderr
    )
    answer = live.run("destroy", "shop/prod", "--yes", "--allow-replace", LOGS, "--allow-replace", UPLOADS)
    assert answer.exit_code == 0, answer.stderr
    assert live.run("state", "shop/prod").stdout.split() == ["type", "name", "id"]


def test_what_stops_a_plan(live: Demo) -> None:
    settings(live, bad="true", failure="'the settings are wrong'")
    code, out, err = up(live)
    assert (code, out) == (1, "")
    assert err.endswith(
        "error: the plan failed; nothing was touched\n"
        "  no-bad: bad\n"
        "    No bad buckets\n"
        "    a bad bucket\n"
        "  the settings are wrong\n"
    )


def test_a_stack_that_is_not_in_the_backend(live: Demo) -> None:
    for args in (["state", "dev"], ["up", "dev", "--plan", "--no-simulate"], ["refresh", "dev", "--yes"]):
        answer = live.run(*args)
        assert (answer.exit_code, answer.stdout) == (2, "")
        said = "error: the stack dev is not in the backend yet\n  → groundwork up dev makes it\n"
        assert answer.stderr.endswith(said)


def test_the_simulator_sees_it_first(live: Demo) -> None:
    settings(live, failure="'the settings are wrong'")
    answer = live.run("up", "shop/prod", "--yes")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"Previewing shop/prod ...\nerror: {FILE}: the program stopped\n  the settings are wrong\n"
    )


def test_a_preview_by_the_real_engine_is_that_of_the_embedded_one(live: Demo) -> None:
    graphs = []
    for name in ("embedded", "pulumi"):
        answer = live.run("preview", "shop/prod", "--no-policy", "--json", "--engine", name)
        assert (answer.exit_code, answer.stderr) == (0, "Previewing shop/prod ...\n")
        document = json.loads(answer.stdout)
        graphs.append({step["urn"]: step["newState"].get("inputs") for step in document["steps"]})
    assert graphs[0].keys() == graphs[1].keys()
    assert graphs[0][UPLOADS] == graphs[1][UPLOADS]


def test_without_the_pack_there_is_no_real_run(live: Demo) -> None:
    (live.root / "policy/PulumiPolicy.yaml").unlink()
    code, _, err = up(live)
    assert code == 2
    assert err.endswith("error: policy/PulumiPolicy.yaml is not there: a real run needs the policy pack\n")


def test_what_is_missing_refuses_before_anything(live: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    code, out, err = up(live)
    assert (code, out) == (2, "")
    assert err == (
        "Looking at what the run needs ...\n"
        "error: shop/prod cannot be deployed from here; nothing was touched\n"
        "  AWS region: the stack is in eu-west-1, the environment says us-east-1\n"
        "    → export AWS_REGION=eu-west-1, or unset it\n"
    )
    assert (live.root / FILE).read_text() == STACK.replace("dev", "production")


@pytest.mark.slow
@pytest.mark.spec("SKY-OPS-01")
def test_ctrl_c_finishes_what_is_under_way_and_the_next_run_goes_on(live: Demo) -> None:
    settings(live, slow="true")
    command = [sys.executable, "-m", "deploy", "up", "shop/prod", "--yes", "--no-simulate"]
    with subprocess.Popen(
        command, cwd=live.root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stderr is not None
        lines = []
        for line in run.stderr:
            lines.append(line)
            if "created s3.Bucket logs" in line:
                run.send_signal(signal.SIGINT)
    text = "".join(lines)
    assert run.returncode == 1
    assert "Stopping: what is being changed right now is finished first, then the run ends." in text
    assert text.endswith("error: stopped\n  → the state is consistent: the same command goes on from there\n")
    before = json.loads(live.run("state", "shop/prod", "--json").stdout)["deployment"]
    names = [resource["urn"].rsplit("::", 1)[-1] for resource in before["resources"]]
    assert "pending_operations" not in before
    assert sorted(names) == ["aws", "groundwork-shop-prod", "logs", "uploads"]
    settings(live)
    assert up(live)[0] == 0

    # Beside it, what a person made can be taken over; files stay where they are.
    files = set(live.root.glob("**/Pulumi*"))
    args = ["import", "shop/prod", "aws:s3/bucket:Bucket", "extra", "some-bucket", "--yes"]
    answer = live.run(*args)
    assert (answer.exit_code, answer.stdout.split(";")[0]) == (0, "extra is in the state, protected"), (
        answer.stderr
    )
    extra = json.loads(live.run("state", "shop/prod", "extra").stdout)
    assert (extra["id"], extra["protect"], extra["provider"].split("::")[-2]) == ("some-bucket", True, "aws")
    assert set(live.root.glob("**/Pulumi*")) == files


@pytest.mark.slow
def test_what_aws_never_answered_for_is_taken_over(live: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(faults=Faults([Fault(urn=LOGS, manner=Manner.CUT)])) as server:
        monkeypatch.setenv("PULUMI_DEBUG_PROVIDERS", server.debug_providers)
        code, _, err = up(live)
        assert code == 1
        assert err.endswith(
            "  AWS may have made logs: its answer never came\n"
            "  → look in AWS, by name or tags, whether it was made; if it was, take it over:\n"
            "  → groundwork import shop/prod aws:s3/bucket:Bucket logs ID\n"
            "  → then the same again\n"
        )
        # Whoever doesn't look is refused, as the name is taken.
        assert "exists already" in up(live)[2]
        (there,) = server.world.of(LOGS)
        answer = live.run("import", "shop/prod", "aws:s3/bucket:Bucket", "logs", there.id, "--yes")
        assert answer.exit_code == 0, answer.stderr
        assert up(live)[0] == 0
        assert [state.id for state in server.world.of(LOGS)] == [there.id]
        assert server.world.doubles == ()
