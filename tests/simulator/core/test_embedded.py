"""A program run in this process: the states that it has, and what the SDK sees."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_random as random
import pytest

from simulator.embedded import CheckFailed, ProgramFailed
from tests.simulator.core.conftest import Box, Run, state_of

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
ROOT = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev"


def secret(value: object) -> dict[str, str]:
    """A secret as a state has it."""
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value, separators=(",", ":"))}


def test_urns_have_the_types_of_the_parents_but_not_of_the_stack(run: Run) -> None:
    def program() -> None:
        outer = Box("outer")
        inner = Box("inner", pulumi.ResourceOptions(parent=outer))
        aws.sqs.Queue("queue", opts=pulumi.ResourceOptions(parent=inner))

    states = run(program).states
    assert [s["urn"] for s in states] == [
        ROOT,
        "urn:pulumi:dev::project::test:index:Box::outer",
        "urn:pulumi:dev::project::test:index:Box$test:index:Box::inner",
        "urn:pulumi:dev::project::pulumi:providers:aws::default_7_51_1",
        "urn:pulumi:dev::project::test:index:Box$test:index:Box$aws:sqs/queue:Queue::queue",
    ]
    assert [s.get("parent") for s in states] == [None, ROOT, states[1]["urn"], None, states[2]["urn"]]


def test_default_provider_is_registered_once_with_the_config_of_its_package(run: Run) -> None:
    def program() -> None:
        box = Box()
        for name in ("a", "b"):
            aws.sqs.Queue(name, opts=pulumi.ResourceOptions(parent=box))

    previewed = run(program, config={"aws:region": "eu-central-1"})
    default = state_of(previewed, "default_7_51_1")
    assert default["inputs"] == {"__internal": {}, "region": "eu-central-1", "version": "7.51.1"}
    reference = f"{default['urn']}::{default['id']}"
    assert [state_of(previewed, n)["provider"] for n in ("a", "b")] == [reference, reference]
    assert state_of(previewed, "a")["outputs"]["region"] == "eu-central-1"


def test_explicit_provider_gives_region_account_and_default_tags(run: Run) -> None:
    def program() -> None:
        provider = aws.Provider(
            "aws",
            region="eu-west-1",
            default_tags={"tags": {"Owner": "platform", "Project": "p"}},
            allowed_account_ids=["111122223333"],
        )
        box = Box(opts=pulumi.ResourceOptions(providers=[provider]))
        aws.sqs.Queue("queue", tags={"Owner": "data"}, opts=pulumi.ResourceOptions(parent=box))

    previewed = run(program)
    queue = state_of(previewed, "queue")
    assert queue["provider"].startswith("urn:pulumi:dev::project::pulumi:providers:aws::aws::")
    assert queue["inputs"]["tags"] == {"Owner": "data"}
    assert queue["outputs"]["tagsAll"] == {"Owner": "data", "Project": "p"}
    assert queue["outputs"]["arn"].startswith("arn:aws:sqs:eu-west-1:111122223333:queue-")
    assert not [s for s in previewed.states if s["urn"].endswith("default_7_51_1")]


def test_resources_own_region_outranks_the_providers(run: Run) -> None:
    def program() -> None:
        aws.sqs.Queue("queue", region="us-west-2", opts=pulumi.ResourceOptions(parent=Box()))

    outputs = state_of(run(program, config={"aws:region": "eu-west-1"}), "queue")["outputs"]
    assert (outputs["region"], outputs["arn"].split(":")[3]) == ("us-west-2", "us-west-2")


def test_automatic_name_is_the_logical_one_with_seven_digits_and_stays(run: Run) -> None:
    def program() -> None:
        aws.sqs.Queue("jobs", opts=pulumi.ResourceOptions(parent=Box()))

    first, second = (state_of(run(program), "jobs")["inputs"]["name"] for _ in range(2))
    assert first == second
    stem, _, digits = first.rpartition("-")
    assert (stem, len(digits), set(digits) <= set("0123456789abcdef")) == ("jobs", 7, True)


def test_secrets_stay_secret_in_inputs_and_in_outputs_that_echo_them(run: Run) -> None:
    def program() -> None:
        box = Box()
        aws.ssm.Parameter(
            "p", type="String", value=pulumi.Output.secret("s3cret"), opts=pulumi.ResourceOptions(parent=box)
        )
        aws.sqs.Queue(
            "q", tags={"a": pulumi.Output.secret("x"), "b": "y"}, opts=pulumi.ResourceOptions(parent=box)
        )
        pulumi.export("plain", "y")
        pulumi.export("hidden", pulumi.Output.secret({"k": [1, "<&>"]}))

    previewed = run(program)
    parameter, queue = state_of(previewed, "p"), state_of(previewed, "q")
    assert (parameter["inputs"]["value"], parameter["outputs"]["value"]) == (
        secret("s3cret"),
        secret("s3cret"),
    )
    assert queue["inputs"]["tags"] == queue["outputs"]["tags"] == {"a": secret("x"), "b": "y"}
    hidden = {SIGNATURE: SECRET, "plaintext": '{"k":[1,"\\u003c\\u0026\\u003e"]}'}
    assert previewed.outputs == {"plain": "y", "hidden": hidden}


def test_additional_secret_outputs_are_secret_for_the_program_as_well(run: Run) -> None:
    seen: dict[str, bool] = {}

    async def look(queue: aws.sqs.Queue) -> None:
        seen["url"], seen["arn"] = await queue.url.is_secret(), await queue.arn.is_secret()

    def program() -> None:
        queue = aws.sqs.Queue(
            "queue", opts=pulumi.ResourceOptions(parent=Box(), additional_secret_outputs=["url"])
        )
        pulumi.export("done", pulumi.Output.from_input(look(queue)))

    queue = state_of(run(program), "queue")
    assert seen == {"url": True, "arn": False}
    assert queue["outputs"]["url"] == secret(queue["id"])
    assert queue["additionalSecretOutputs"] == ["url"]


def test_generated_password_is_secret_and_the_same_again(run: Run) -> None:
    def program() -> None:
        random.RandomPassword("password", length=20, opts=pulumi.ResourceOptions(parent=Box()))

    first, second = (state_of(run(program), "password")["outputs"]["result"] for _ in range(2))
    assert first == second
    assert first[SIGNATURE] == SECRET
    assert len(json.loads(first["plaintext"])) == 20


def test_all_refusals_of_a_run_come_at_once(run: Run) -> None:
    maybe: Any = "maybe"  # what the type checker would have refused
    much: Any = "much"

    def program() -> None:
        parent = pulumi.ResourceOptions(parent=Box())
        first = aws.sqs.Queue("first", delay_seconds=True, fifo_queue=maybe, opts=parent)
        aws.sqs.Queue("second", redrive_policy=first.arn, max_message_size=much, opts=parent)

    with pytest.raises(CheckFailed) as caught:
        run(program)
    stem = "urn:pulumi:dev::project::test:index:Box$aws:sqs/queue:Queue::"
    assert caught.value.failures == [
        (f"{stem}first", "delaySeconds", "expected number type, got boolean true"),
        (f"{stem}first", "fifoQueue", 'expected boolean type, got string "maybe"'),
        (f"{stem}second", "maxMessageSize", 'expected number type, got string "much"'),
    ]
    assert str(caught.value) == (
        "3 properties are refused:\n"
        "first (aws:sqs/queue:Queue), delaySeconds: expected number type, got boolean true\n"
        'first (aws:sqs/queue:Queue), fifoQueue: expected boolean type, got string "maybe"\n'
        'second (aws:sqs/queue:Queue), maxMessageSize: expected number type, got string "much"'
    )


def test_refusals_say_when_the_program_did_not_get_to_its_end(run: Run) -> None:
    def program() -> None:
        aws.sqs.Queue("first", delay_seconds=True, opts=pulumi.ResourceOptions(parent=Box()))
        raise pulumi.RunError("enough")

    with pytest.raises(CheckFailed) as caught:
        run(program)
    assert str(caught.value) == (
        "1 property is refused:\n"
        "first (aws:sqs/queue:Queue), delaySeconds: expected number type, got boolean true\n"
        "The program did not get to its end: enough"
    )


def test_a_urn_registered_twice_is_refused_as_by_the_engine(run: Run) -> None:
    def program() -> None:
        parent = pulumi.ResourceOptions(parent=Box())
        aws.sqs.Queue("queue", opts=parent)
        aws.sqs.Queue("queue", opts=parent)

    with pytest.raises(CheckFailed) as caught:
        run(program)
    urn = "urn:pulumi:dev::project::test:index:Box$aws:sqs/queue:Queue::queue"
    assert caught.value.failures == [
        (urn, "", f"Duplicate resource URN '{urn}'; try giving it a unique name")
    ]


def test_awsx_image_builds_by_a_child_and_answers_with_a_digest(run: Run) -> None:
    def program() -> None:
        parent = pulumi.ResourceOptions(parent=Box())
        repository = aws.ecr.Repository("repository", opts=parent)
        image = awsx.ecr.Image(
            "image",
            repository_url=repository.repository_url,
            context="app",
            platform="linux/arm64",
            opts=pulumi.ResourceOptions(parent=parent.parent, protect=True),
        )
        pulumi.export("uri", image.image_uri)

    previewed = run(program)
    (build,) = [s for s in previewed.states if s["type"] == "docker-build:index:Image"]
    image = state_of(previewed, "image")
    repository = state_of(previewed, "repository")["outputs"]["repositoryUrl"]
    assert (build["parent"], build["protect"]) == (image["urn"], True)
    assert build["inputs"]["platforms"] == ["linux/arm64"]
    assert build["inputs"]["tags"][0].startswith(f"{repository}:")
    assert SIGNATURE in build["inputs"]["registries"][0]["password"]
    assert (
        previewed.outputs["uri"]
        == f"{repository}@{build['outputs']['digest']}"
        == image["outputs"]["imageUri"]
    )


def test_a_resource_that_exists_is_read_and_marked_as_external(run: Run) -> None:
    def program() -> None:
        found = aws.sqs.Queue.get(
            "found",
            "https://sqs.us-east-1.amazonaws.com/123456789012/x",
            opts=pulumi.ResourceOptions(parent=Box()),
        )
        pulumi.export("id", found.id)

    previewed = run(program)
    state = state_of(previewed, "found")
    assert (state["external"], state["id"]) == (True, previewed.outputs["id"])
    assert previewed.audit == []


def test_a_lookup_without_an_answer_names_the_file_to_extend(run: Run) -> None:
    def program() -> None:
        aws.appmesh.get_mesh(name="mesh")

    with pytest.raises(ProgramFailed) as caught:
        run(program)
    assert str(caught.value) == (
        "the simulator has no answer for the look-up aws:appmesh/getMesh:getMesh: add one with "
        "@registry.invoke('aws:appmesh/getMesh:getMesh') in simulator/services/appmesh.py"
    )


def test_a_run_error_is_its_message_alone_in_the_program_and_in_an_apply(run: Run) -> None:
    def refuse(_: object = None) -> None:
        raise pulumi.RunError("two problems in the config")

    def later() -> None:
        pulumi.export("x", pulumi.Output.from_input(1).apply(refuse))

    for program in (refuse, later):
        with pytest.raises(ProgramFailed) as caught:
            run(program)
        assert str(caught.value) == "two problems in the config"
        assert isinstance(caught.value.cause, pulumi.RunError)


def test_any_other_exception_is_shown_with_its_traceback(run: Run) -> None:
    def program() -> None:
        raise ZeroDivisionError("by hand")

    with pytest.raises(ProgramFailed, match=r"^Program failed with an unhandled exception:\n") as caught:
        run(program)
    assert str(caught.value).endswith("ZeroDivisionError: by hand\n")


def test_warnings_of_the_program_are_kept(run: Run) -> None:
    def program() -> None:
        pulumi.log.warn("one thing")
        pulumi.log.info("nothing")

    assert run(program).warnings == ["one thing"]


def test_config_and_its_secrets_come_as_the_engine_passes_them(run: Run) -> None:
    def program() -> None:
        config = pulumi.Config("groundwork")
        pulumi.export("network", config.require_object("network")["zones"])
        pulumi.export("token", config.require_secret("token"))
        pulumi.export("place", f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}")

    previewed = run(
        program,
        config={"groundwork:network": '{"zones":["a","b"]}', "groundwork:token": "t"},
        secret_keys=["groundwork:token"],
        organization="acme",
    )
    assert previewed.outputs == {"network": ["a", "b"], "token": secret("t"), "place": "acme/project/dev"}


def test_each_resource_is_announced_with_its_number(run: Run) -> None:
    seen: list[tuple[str, int]] = []
    run(Box, on_resource=lambda urn, count: seen.append((urn, count)))
    assert seen == [(ROOT, 1), ("urn:pulumi:dev::project::test:index:Box::box", 2)]


def test_numbers_reach_the_program_as_from_the_engine(run: Run) -> None:
    seen: dict[str, object] = {}

    def program() -> None:
        alarm = aws.cloudwatch.MetricAlarm(
            "alarm",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=2,
            metric_name="m",
            namespace="n",
            period=60,
            statistic="Sum",
            threshold=5,
            opts=pulumi.ResourceOptions(parent=Box()),
        )
        alarm.threshold.apply(lambda value: seen.update(threshold=repr(value)))
        alarm.evaluation_periods.apply(lambda value: seen.update(periods=repr(value)))

    assert run(program).states[-1]["inputs"]["threshold"] == 5
    assert seen == {"threshold": "5.0", "periods": "2"}


def test_what_is_not_simulated_is_said_in_a_line(run: Run) -> None:
    class Foreign(pulumi.CustomResource):
        def __init__(self) -> None:
            super().__init__("gcp:storage/bucket:Bucket", "bucket", {}, None)

    expected = {
        Foreign: (
            "the simulator does not stand for the provider package 'gcp': add it to simulator/packages.py"
        ),
        lambda: pulumi.StackReference("acme/network/prod"): (
            "the simulator has no other stacks: a StackReference cannot be read here"
        ),
    }
    for program, message in expected.items():
        with pytest.raises(ProgramFailed) as caught:
            run(program)
        assert str(caught.value) == message
