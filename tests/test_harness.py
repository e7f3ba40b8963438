"""The harness itself: it refuses an unsound graph, and what it answers can be wrong."""

import json
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest

from simulator.embedded import CheckFailed, Preview, ProgramFailed, preview
from tests.harness import DELETED, SECRET, Graph, Resource, config_of, graph_of, opened, preview_of

URN = "urn:pulumi:stack::project::"


class House(pulumi.ComponentResource):
    """A component with one topic, that registers its outputs unless told not to."""

    def __init__(self, name: str, *, registers: bool = True) -> None:
        super().__init__("test:index:House", name)
        self.topic = aws.sns.Topic(name, opts=pulumi.ResourceOptions(parent=self))
        if registers:
            self.register_outputs({})


def run(program: Callable[[], None]) -> Preview:
    return preview(program, project="project", stack="stack", config={"aws:region": "eu-west-1"})


def refused(program: Callable[[], None]) -> str:
    """What the harness says about a program whose graph it refuses."""
    previewed = run(program)
    with pytest.raises(AssertionError) as error:
        Graph(previewed)
    return str(error.value)


def test_a_sound_graph_is_taken() -> None:
    def program() -> None:
        House("one")

    graph = Graph(run(program))
    assert [resource.name for resource in graph.all("sns/topic")] == ["one"]


def test_an_orphan_is_refused() -> None:
    def program() -> None:
        House("one")
        aws.sns.Topic("orphan")

    assert refused(program) == (
        f"unsound graph:\n{URN}aws:sns/topic:Topic::orphan belongs to no component: its parent is the stack."
    )


def test_a_component_that_registers_no_outputs_is_refused() -> None:
    def program() -> None:
        House("one", registers=False)

    assert refused(program) == f"unsound graph:\n{URN}test:index:House::one never called register_outputs."


def test_a_urn_registered_twice_is_refused() -> None:
    def program() -> None:
        House("one")
        House("one")

    with pytest.raises(CheckFailed) as error:
        run(program)
    assert (
        "Duplicate resource URN 'urn:pulumi:stack::project::test:index:House$aws:sns/topic:Topic::one'"
        in str(error.value)
    )


def test_a_warning_is_refused() -> None:
    def program() -> None:
        House("one")
        pulumi.log.warn("something is odd")

    assert refused(program) == "unsound graph:\nsomething is odd"


def test_an_unknown_look_up_names_the_file_to_extend() -> None:
    def program() -> None:
        pulumi.runtime.invoke("aws:acmpca/getCertificate:getCertificate", {"arn": "arn"})

    with pytest.raises(ProgramFailed) as error:
        run(program)
    assert str(error.value) == (
        "the simulator has no answer for the look-up aws:acmpca/getCertificate:getCertificate: add one with "
        "@registry.invoke('aws:acmpca/getCertificate:getCertificate') in simulator/services/acmpca.py"
    )


def test_an_assertion_inside_an_output_is_run() -> None:
    def program() -> None:
        def wrong(_arn: str) -> None:
            raise AssertionError("reached")

        House("one").topic.arn.apply(wrong)

    with pytest.raises(ProgramFailed, match="reached"):
        run(program)


def test_one_takes_neither_none_nor_two() -> None:
    def program() -> None:
        House("one")
        House("two")

    graph = Graph(run(program))
    assert graph.one("sns/topic", "two").id.startswith("arn:aws:sns:eu-west-1:123456789012:two-")
    with pytest.raises(AssertionError, match=r"2 of sns/topic : \['one', 'two'\]"):
        graph.one("sns/topic")
    with pytest.raises(AssertionError, match=r"0 of sns/topic three: \[\]"):
        graph.one("sns/topic", "three")
    assert graph.none("sqs/queue")
    assert not graph.none("sns/topic")


def test_a_type_is_not_taken_for_one_that_begins_like_it() -> None:
    graph = graph_of("skyhigh/prod")
    assert graph.all("s3/bucketPolicy")
    assert {resource.type for resource in graph.all("s3/bucket")} == {"aws:s3/bucket:Bucket"}
    assert {resource.type for resource in graph.all("ec2/route")} == {"aws:ec2/route:Route"}


def test_secrets_are_opened_at_any_depth() -> None:
    sealed = {SECRET: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps("open")}
    assert opened({"list": [{"deep": sealed}], "plain": "text"}) == {
        "list": [{"deep": "open"}],
        "plain": "text",
    }
    version = graph_of("pyshop/dev").one("secretsmanager/secretVersion", "secret-key")
    assert SECRET in version.state["inputs"]["secretString"]
    assert len(version.inputs["secretString"]) == 64


def test_children_containers_and_statements_are_those_of_the_resource_asked_for() -> None:
    graph = graph_of("prod")
    component = graph.one("groundwork:ecs:Service", "worker")
    assert {resource.parent for resource in graph.children(component)} == {component.urn}
    assert "ecs/taskDefinition" in {child.type.split(":")[1] for child in graph.children(component)}
    assert [container["name"] for container in graph.containers("worker")] == ["groundwork-production-worker"]
    assert len(graph.containers()) == 2
    assert graph.statements(graph.one("iam/role", "db-monitoring")) == []
    (flow_logs,) = graph.statements(graph.one("iam/role", "flow-logs"))
    assert flow_logs["Action"][0] == "logs:CreateLogStream"


def test_settings_are_changed_by_path_and_leave_the_file_alone() -> None:
    plain = config_of("dev")
    changed = config_of("dev", {"groundwork:data.db.multiAz": True, "groundwork:storage": DELETED})
    assert changed["groundwork:data"]["db"] == plain["groundwork:data"]["db"] | {"multiAz": True}
    assert plain.keys() - changed.keys() == {"groundwork:storage"}
    assert config_of("dev") == plain


def test_changed_settings_give_another_graph_and_the_same_ones_the_same() -> None:
    changes = {"groundwork:data.db.instanceClass": "db.t4g.small"}
    instance: Resource = graph_of("dev", changes).one("rds/instance")
    assert instance.inputs["instanceClass"] == "db.t4g.small"
    assert graph_of("dev").one("rds/instance").inputs["instanceClass"] == "db.t4g.micro"
    assert graph_of("dev", changes) is graph_of("dev", dict(changes))


def test_a_refusal_of_the_settings_reaches_the_test() -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:data\.db\.instanceClas"):
        preview_of("dev", {"groundwork:data.db.instanceClas": "db.t4g.small"})
