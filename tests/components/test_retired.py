"""A server that is gone, and of which the log alone is kept."""

import pytest

from tests.components.growth import grown
from tests.harness import Graph, graph_of

SERVICES = "groundwork:compute.services"
SERVER = {f"{SERVICES}.server": {"kind": "ec2", "name": "shop-server", "logRetentionDays": 30}}
RETIRED = {
    f"{SERVICES}.server": {"kind": "ec2", "name": "shop-server", "logRetentionDays": 30, "retired": True}
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("prod", {f"{SERVICES}.server": {"kind": "ec2", "retired": True}})


def test_the_log_group_is_all_that_there_is(graph: Graph) -> None:
    (host,) = graph.all("groundwork:ec2:Host")
    (logs,) = graph.children(host)
    assert logs.type == "aws:cloudwatch/logGroup:LogGroup"
    assert logs.inputs["name"] == "/ec2/groundwork-production-server"
    added = {each.urn for each in graph.resources} - {each.urn for each in graph_of("prod").resources}
    assert added == {host.urn, logs.urn}


def test_it_is_in_no_output_and_on_no_dashboard(graph: Graph) -> None:
    before = graph_of("prod").outputs
    assert graph.outputs.keys() == before.keys()
    for name in ("serviceNames", "securityGroupIds", "logGroupNames"):
        assert graph.outputs[name] == before[name]
    assert "server" not in graph.one("cloudwatch/dashboard").inputs["dashboardBody"]


@pytest.mark.spec("FBG-OPS-05")
def test_a_server_that_retires_keeps_its_log_group_as_it_is() -> None:
    found = grown("prod", RETIRED, SERVER)
    assert (found.added, found.replaced) == ((), ())
    assert found.changed == {"cloudwatch/dashboard dashboard": ("dashboardBody",)}
    assert {"ec2/instance server", "ec2/eip server", "iam/role server", "ec2/securityGroup server"} <= set(
        found.gone
    )
    assert "cloudwatch/logGroup server" not in found.gone
