"""The served provider, asked as the engine asks it: what exists after calls that failed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from simulator import wire
from simulator.faults import Fault, Faults, Manner, Op
from simulator.registry import State
from simulator.server import Server
from simulator.world import World

QUEUE = "aws:sqs/queue:Queue"
VPC = "aws:ec2/vpc:Vpc"
POLICY = "aws:sqs/queuePolicy:QueuePolicy"
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::demo::{token}::{name}"


@dataclass
class Aws:
    """A connection to the served provider, and what may go wrong with it."""

    stub: Any
    world: World
    faults: Faults

    def create(self, token: str, name: str, inputs: dict[str, Any], *, preview: bool = False) -> Any:
        return self.stub.Create(
            provider_pb2.CreateRequest(
                urn=urn(token, name), type=token, name=name, properties=wire.encode(inputs), preview=preview
            )
        )

    def update(self, token: str, name: str, identity: str, inputs: dict[str, Any]) -> Any:
        return self.stub.Update(
            provider_pb2.UpdateRequest(
                urn=urn(token, name), type=token, name=name, id=identity, news=wire.encode(inputs)
            )
        )

    def delete(self, token: str, name: str, identity: str, outputs: Any) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(
                urn=urn(token, name), type=token, name=name, id=identity, properties=outputs
            )
        )

    def read(self, token: str, name: str, identity: str) -> Any:
        return self.stub.Read(
            provider_pb2.ReadRequest(urn=urn(token, name), type=token, name=name, id=identity)
        )

    def diff(self, token: str, name: str, made: Any, olds: dict[str, Any], news: dict[str, Any]) -> Any:
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                urn=urn(token, name),
                type=token,
                name=name,
                id=made.id,
                olds=made.properties,
                old_inputs=wire.encode(olds),
                news=wire.encode(news),
            )
        )

    @property
    def there(self) -> list[tuple[str, str]]:
        return [(state.type, state.id) for state in self.world.all()]


@pytest.fixture
def aws() -> Iterator[Aws]:
    faults = Faults()
    with Server(faults=faults) as server, grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield Aws(provider_pb2_grpc.ResourceProviderStub(channel), server.world, faults)


def refusal(call: Any, *arguments: Any) -> str:
    with pytest.raises(grpc.RpcError) as caught:
        call(*arguments)
    assert isinstance(caught.value, grpc.Call)
    return str(caught.value.details())


def test_what_is_made_and_deleted_is_registered(aws: Aws) -> None:
    made = aws.create(QUEUE, "jobs", {"name": "jobs"})
    assert aws.there == [(QUEUE, URL)]
    (state,) = aws.world.of(urn(QUEUE, "jobs"))
    assert (state.inputs, state.outputs["url"]) == ({"name": "jobs"}, URL)
    aws.delete(QUEUE, "jobs", made.id, made.properties)
    assert aws.there == []
    aws.delete(QUEUE, "jobs", made.id, made.properties)  # what is gone already is no error


def test_a_preview_makes_nothing_and_meets_no_fault(aws: Aws) -> None:
    aws.faults.add(Fault(type=QUEUE))
    assert aws.create(QUEUE, "jobs", {"name": "jobs"}, preview=True).id == URL
    assert aws.there == []
    assert len(aws.faults.left) == 1


def test_what_is_refused_is_not_done(aws: Aws) -> None:
    aws.faults.add(*(Fault(type=QUEUE, op=op) for op in Op))
    assert refusal(aws.create, QUEUE, "jobs", {"name": "jobs"}).endswith("refused by the rehearsal")
    assert aws.there == []
    made = aws.create(QUEUE, "jobs", {"name": "jobs"})
    changed = {"name": "jobs", "delaySeconds": 5}
    assert "UpdateQueue" in refusal(aws.update, QUEUE, "jobs", made.id, changed)
    assert aws.world.all()[0].inputs == {"name": "jobs"}
    assert "ReadQueue" in refusal(aws.read, QUEUE, "jobs", made.id)
    assert "DeleteQueue" in refusal(aws.delete, QUEUE, "jobs", made.id, made.properties)
    assert aws.there == [(QUEUE, URL)]


def test_what_is_cut_off_is_done(aws: Aws) -> None:
    aws.faults.add(*(Fault(type=QUEUE, op=op, manner=Manner.CUT) for op in (Op.CREATE, Op.UPDATE, Op.DELETE)))
    assert refusal(aws.create, QUEUE, "jobs", {"name": "jobs"}).endswith("cut by the rehearsal")
    assert aws.there == [(QUEUE, URL)]
    changed = {"name": "jobs", "delaySeconds": 5}
    assert "StatusCode: 0," in refusal(aws.update, QUEUE, "jobs", URL, changed)
    assert aws.world.all()[0].inputs == changed
    # The engine's next run does the same again.
    updated = aws.update(QUEUE, "jobs", URL, changed)
    assert "StatusCode: 0," in refusal(aws.delete, QUEUE, "jobs", URL, updated.properties)
    assert aws.there == []
    aws.delete(QUEUE, "jobs", URL, updated.properties)


def test_a_killed_engine_hears_nothing() -> None:
    faults = Faults([Fault(type=QUEUE, manner=Manner.KILL)])
    killed = threading.Event()
    channels: list[Any] = []

    def kill() -> None:
        killed.set()
        channels[0].close()

    with Server(faults=faults, kill=kill) as server:
        channels.append(grpc.insecure_channel(f"127.0.0.1:{server.port}"))
        aws = Aws(provider_pb2_grpc.ResourceProviderStub(channels[0]), server.world, faults)
        with pytest.raises((grpc.RpcError, ValueError)):
            aws.create(QUEUE, "jobs", {"name": "jobs"})
        assert killed.is_set()
        assert aws.there == [(QUEUE, URL)]


def test_a_name_that_is_taken_is_refused(aws: Aws) -> None:
    aws.create(QUEUE, "jobs", {"name": "jobs"})
    assert refusal(aws.create, QUEUE, "jobs", {"name": "jobs"}) == (
        "operation error sqs: CreateQueue, https response error StatusCode: 409, "
        "api error AlreadyExists: jobs exists already"
    )
    assert "jobs exists already" in refusal(aws.create, QUEUE, "others", {"name": "jobs"})
    assert aws.there == [(QUEUE, URL)]
    assert aws.world.doubles == ()


def test_what_has_no_name_is_there_twice(aws: Aws) -> None:
    inputs = {"cidrBlock": "10.0.0.0/16"}
    first, second = aws.create(VPC, "main", inputs), aws.create(VPC, "main", inputs)
    assert first.id != second.id
    assert aws.there == [(VPC, first.id), (VPC, second.id)]
    assert [double.id for double in aws.world.doubles] == [second.id]


def test_a_setting_of_another_resource_is_put_in_the_place_of_the_one_before(aws: Aws) -> None:
    policy = {"queueUrl": URL, "policy": "{}"}
    first, second = aws.create(POLICY, "jobs", policy), aws.create(POLICY, "jobs", policy)
    assert (first.id, second.id, aws.there) == (URL, URL, [(POLICY, URL)])
    assert aws.world.doubles == ()


def test_a_replacement_is_no_double(aws: Aws) -> None:
    olds, news = {"cidrBlock": "10.0.0.0/16"}, {"cidrBlock": "10.1.0.0/16"}
    first = aws.create(VPC, "main", olds)
    assert aws.diff(VPC, "main", first, olds, news).replaces == ["cidrBlock"]
    second = aws.create(VPC, "main", news)
    assert len(aws.world.of(urn(VPC, "main"))) == 2
    aws.delete(VPC, "main", first.id, first.properties)
    assert aws.there == [(VPC, second.id)]
    assert aws.world.doubles == ()


def test_an_import_reads_what_is_there_with_its_secrets(aws: Aws) -> None:
    made = aws.create(QUEUE, "jobs", {"name": wire.Secret("jobs")})
    read = aws.read(QUEUE, "jobs", made.id)
    assert read.id == URL
    assert wire.decode(read.inputs).values == {"name": wire.Secret("jobs")}
    assert read.properties == made.properties


def test_what_was_deleted_cannot_be_read(aws: Aws) -> None:
    made = aws.create(QUEUE, "jobs", {"name": "jobs"})
    aws.delete(QUEUE, "jobs", made.id, made.properties)
    assert aws.read(QUEUE, "jobs", made.id).id == ""


def test_the_engines_state_is_known_under_its_present_urn() -> None:
    world = World()
    world.make(State(VPC, "urn:old", "vpc-1", {}, {}))
    world.know(State(VPC, "urn:new", "vpc-1", {}, {}))
    world.know(State(VPC, "urn:other", "vpc-2", {}, {}))
    assert [(state.urn, state.id) for state in world.all()] == [("urn:new", "vpc-1"), ("urn:other", "vpc-2")]
    world.delete(State(VPC, "urn:other", "vpc-2", {}, {}))
    world.know(State(VPC, "urn:other", "vpc-2", {}, {}))
    assert world.of("urn:other") == []


def test_a_random_password_exists_nowhere() -> None:
    world = World()
    world.make(State("random:index/randomPassword:RandomPassword", "urn", "none", {}, {}))
    assert world.all() == []
