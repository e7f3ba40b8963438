"""What a stack has in AWS, by the keys of its stack file: read from its state, which knows the real names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.errors import UserError
from deploy.graph import Graph, State, name_of

ECS_SERVICE = "aws:ecs/service:Service"
ECR_REPOSITORY = "aws:ecr/repository:Repository"
RDS_INSTANCE = "aws:rds/instance:Instance"
RDS_CLUSTER = "aws:rds/cluster:Cluster"


@dataclass(frozen=True)
class Service:
    """An ECS service as AWS knows it."""

    key: str
    name: str
    cluster: str
    region: str


@dataclass(frozen=True)
class Repository:
    """An ECR repository."""

    key: str
    name: str
    url: str
    region: str

    @property
    def registry(self) -> str:
        return self.url.split("/")[0]


@dataclass(frozen=True)
class Database:
    """An RDS instance, or an Aurora cluster."""

    key: str
    identifier: str
    cluster: bool
    region: str


def service(graph: Graph, key: str) -> Service:
    """The ECS service that a stack file calls `key`. Raises UserError where there is none."""
    state = _one(graph, [ECS_SERVICE], key, "service")
    found = properties(state)
    return Service(key, str(found["name"]), str(found["cluster"]), region_of(state))


def services(graph: Graph, keys: Sequence[str]) -> list[Service]:
    """Several of them."""
    return [service(graph, key) for key in keys]


def repository(graph: Graph, key: str) -> Repository:
    """The ECR repository that a stack file calls `key`. Raises UserError where there is none."""
    state = _one(graph, [ECR_REPOSITORY], key, "repository")
    found = properties(state)
    return Repository(key, str(found["name"]), str(found["repositoryUrl"]), region_of(state))


def database(graph: Graph, key: str | None) -> Database:
    """The database that a stack file calls `key`, or its only one. Read replicas are left out."""
    state = _one(graph, [RDS_INSTANCE, RDS_CLUSTER], key, "database")
    found = properties(state)
    cluster = state["type"] == RDS_CLUSTER
    identifier = found["clusterIdentifier" if cluster else "identifier"]
    return Database(_key(graph, state), str(identifier), cluster, region_of(state))


def properties(state: State) -> Mapping[str, Any]:
    """Inputs and outputs of a resource in one: an output says what AWS made of an input."""
    return {**(state.get("inputs") or {}), **(state.get("outputs") or {})}


def region_of(state: State) -> str:
    """Region of a resource, from its ARN."""
    found = properties(state)
    arn = str(found.get("arn") or state.get("id") or "")
    parts = arn.split(":")
    if len(parts) > 3 and parts[3]:
        return parts[3]
    raise UserError(f"{name_of(state['urn'])} has no ARN in the state", mend="groundwork refresh STACK")


def _one(graph: Graph, types: Sequence[str], key: str | None, what: str) -> State:
    there = [
        state
        for state in graph.managed()
        if state["type"] in types and not properties(state).get("replicateSourceDb")
    ]
    found = [state for state in there if key in {None, *names_of(graph, state)}]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted(_key(graph, state) for state in there))
    if not there:
        raise UserError(f"the stack has no {what} in AWS yet", mend="groundwork up STACK makes it")
    if key is None:
        raise UserError(f"the stack has {len(there)} {what}s: {names}", mend="name one of them")
    raise UserError(f"the stack has no {what} '{key}'", details=[f"it has: {names}"])


def names_of(graph: Graph, state: State) -> set[str]:
    """What a person may call a resource: its own name, or its component's, which is the stack file's key."""
    return {name_of(state["urn"]), _key(graph, state)}


def _key(graph: Graph, state: State) -> str:
    owner = graph.owner(state["urn"])
    return name_of(owner["urn"] if owner else state["urn"])
