"""What a stack has in AWS, found in its state by the keys of its stack file."""

import pytest

from deploy import deployed
from deploy.errors import UserError
from deploy.graph import Graph

PREFIX = "urn:pulumi:pyshop-dev::groundwork::"


def state(token: str, key: str, /, **outputs: object) -> dict[str, object]:
    outputs.setdefault("arn", f"arn:aws:x:eu-west-1:123456789012:{key}")
    return {"urn": f"{PREFIX}{token}::{key}", "type": token, "custom": True, "outputs": outputs}


class TestARealGraph:
    """pyshop/dev, as the embedded simulator gives it."""

    def test_a_service(self, pyshop: Graph) -> None:
        found = deployed.service(pyshop, "api")
        assert (found.key, found.name, found.region) == ("api", "pyshop-dev-api", "us-east-1")
        assert found.cluster == "arn:aws:ecs:us-east-1:123456789012:cluster/pyshop-dev-cluster"

    def test_a_repository(self, pyshop: Graph) -> None:
        found = deployed.repository(pyshop, "api")
        assert found.name == "pyshop-dev-api"
        assert found.url == "123456789012.dkr.ecr.us-east-1.amazonaws.com/pyshop-dev-api"
        assert (found.registry, found.region) == ("123456789012.dkr.ecr.us-east-1.amazonaws.com", "us-east-1")

    @pytest.mark.parametrize("key", ["db", None])
    def test_a_database(self, pyshop: Graph, key: str | None) -> None:
        found = deployed.database(pyshop, key)
        assert (found.key, found.identifier, found.cluster) == ("db", "pyshop-dev-db", False)
        assert found.region == "us-east-1"

    def test_another_service_than_there_is(self, pyshop: Graph) -> None:
        with pytest.raises(UserError) as caught:
            deployed.service(pyshop, "web")
        assert str(caught.value) == "the stack has no service 'web'\n  it has: api"


def test_nothing_there_yet() -> None:
    with pytest.raises(UserError) as caught:
        deployed.service(Graph([]), "api")
    assert str(caught.value) == "the stack has no service in AWS yet\n  → groundwork up STACK makes it"


def test_several_databases_have_to_be_told_apart() -> None:
    graph = Graph(
        [
            state(deployed.RDS_INSTANCE, "orders", identifier="o"),
            state(deployed.RDS_CLUSTER, "users", clusterIdentifier="u"),
            state(deployed.RDS_INSTANCE, "orders-replica", identifier="r", replicateSourceDb="o"),
        ]
    )
    with pytest.raises(UserError) as caught:
        deployed.database(graph, None)
    assert str(caught.value) == "the stack has 2 databases: orders, users\n  → name one of them"
    users = deployed.database(graph, "users")
    assert (users.identifier, users.cluster, users.region) == ("u", True, "eu-west-1")


def test_outputs_say_what_aws_made_of_an_input() -> None:
    found = state(deployed.ECS_SERVICE, "api", name="made-by-aws", cluster="c")
    found["inputs"] = {"name": "asked-for", "desiredCount": 2}
    assert deployed.service(Graph([found]), "api").name == "made-by-aws"


def test_a_resource_without_an_arn() -> None:
    with pytest.raises(UserError, match="api has no ARN in the state"):
        deployed.service(Graph([state(deployed.ECS_SERVICE, "api", name="n", cluster="c", arn="")]), "api")
