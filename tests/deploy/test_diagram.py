"""Pictures: what is drawn of a graph, and how Mermaid and SVG draw it."""

import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from deploy import diagram, offline, stacks
from deploy.diagrams import layout, mermaid
from deploy.diagrams.kinds import KINDS
from deploy.diagrams.layout import GAP, HEIGHT, WIDTH
from deploy.diagrams.picture import INTERNET, Edge, Picture, picture
from deploy.graph import Graph

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn(pyshop: Graph) -> Picture:
    """The picture of pyshop/dev."""
    return picture(pyshop, "pyshop/dev")


def named(drawn: Picture) -> dict[str, str]:
    """Node → what it is called in these tests: label and title."""
    return {node.key: f"{node.label} {node.title}".strip() for node in drawn.nodes}


def edges(drawn: Picture) -> set[tuple[str, str, str, bool]]:
    names = named(drawn)
    return {(names[edge.source], names[edge.target], edge.label, edge.dashed) for edge in drawn.edges}


class TestPicture:
    """pyshop/dev: load balancer → service → database, and what the service was given."""

    def test_nodes(self, drawn: Picture) -> None:
        found = {(f"{node.label} {node.title}".strip(), node.detail, node.category) for node in drawn.nodes}
        assert found >= {
            ("Internet", "", "outside"),
            ("load balancer load-balancer", "internet-facing", "edge"),
            ("ECS service api", "1 × 0.25 vCPU, 0.5 GB", "compute"),
            ("RDS instance db", "postgres 15, db.t4g.micro", "data"),
            ("secret db", "", "secret"),
            ("secret secret-key", "", "secret"),
            ("ECR repository api", "pyshop-dev-api", "storage"),
            ("VPC vpc", "10.0.0.0/16", "network"),
            ("1 NAT gateway", "", "network"),
            ("SNS topic alerts", "", "message"),
        }

    def test_edges(self, drawn: Picture) -> None:
        assert edges(drawn) >= {
            ("Internet", "load balancer load-balancer", "80, 443", False),
            ("load balancer load-balancer", "ECS service api", "8000", False),
            ("ECS service api", "RDS instance db", "5432", False),
            ("ECS service api", "secret db", "", False),
            ("ECS service api", "secret secret-key", "", False),
            ("ECR repository api", "ECS service api", "image", True),
        }

    def test_an_alarm_leads_to_whom_it_tells_and_to_nothing_else(self, drawn: Picture) -> None:
        names = named(drawn)
        alarms = [key for key, name in names.items() if name.endswith("alarms")]
        assert len(alarms) == 1
        assert [names[edge.target] for edge in drawn.edges if edge.source == alarms[0]] == [
            "SNS topic alerts"
        ]

    def test_only_the_load_balancer_is_open_to_the_internet(self, drawn: Picture) -> None:
        names = named(drawn)
        assert [names[edge.target] for edge in drawn.edges if edge.source == INTERNET] == [
            "load balancer load-balancer"
        ]

    def test_components_are_boxes_inside_each_other(self, drawn: Picture) -> None:
        titles = {box.key: box.title for box in drawn.boxes}
        nested = {(box.title, titles.get(box.parent or "")) for box in drawn.boxes}
        assert ("load-balancer", "edge") in nested
        assert ("db", None) in nested
        assert {node.component for node in drawn.nodes} - {None} <= set(titles)

    def test_nothing_is_lost(self, drawn: Picture, pyshop: Graph) -> None:
        shown = sum(state["type"] in KINDS for state in pyshop.managed())
        assert drawn.resources == pyshop.resources
        assert shown + sum(number for _, number in drawn.rest) == pyshop.resources

    def test_no_secret_value_is_drawn(self, pyshop: Graph) -> None:
        secrets = [
            value["plaintext"].strip('"')
            for state in pyshop.states
            for value in {**state.get("inputs", {}), **state.get("outputs", {})}.values()
            if isinstance(value, dict) and "plaintext" in value
        ]
        assert len(secrets) > 2
        for ending in diagram.ENDINGS:
            text = diagram.render(pyshop, ending, title="x")
            assert not [secret for secret in secrets if len(secret) > 7 and secret in text]

    @pytest.mark.parametrize("ending", diagram.ENDINGS)
    def test_the_same_graph_gives_the_same_picture(self, pyshop: Graph, ending: str) -> None:
        assert diagram.render(pyshop, ending, title="x") == diagram.render(
            Graph(list(pyshop.states)), ending, title="x"
        )

    def test_an_empty_graph(self) -> None:
        assert diagram.render(Graph([]), ".mmd", title="x") == "---\ntitle: x\n---\nflowchart TB\n"
        assert ET.fromstring(diagram.render(Graph([]), ".svg", title="x")).tag == f"{SVG}svg"


def state(token: str, name: str, **depends: list[str]) -> dict[str, object]:
    return {"urn": f"urn::{token}::{name}", "type": token, "custom": True, "propertyDependencies": depends}


BALANCER = "aws:lb/loadBalancer:LoadBalancer"
SERVICE = "aws:ecs/service:Service"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def test_what_acts_is_given_things_and_not_what_acts_on_it() -> None:
    """A service waits for its load balancer, but requests go the other way; CloudFront sends them on."""
    graph = Graph(
        [
            state(BALANCER, "lb"),
            state(SERVICE, "api", loadBalancers=[f"urn::{BALANCER}::lb"]),
            state(DISTRIBUTION, "cdn", origins=[f"urn::{BALANCER}::lb"]),
        ]
    )
    assert edges(picture(graph, "x")) == {("CloudFront cdn", "load balancer lb", "", False)}


PROJECT = stacks.find_project(Path(__file__))


@pytest.mark.parametrize("reference", [stack.reference for stack in stacks.list_stacks(PROJECT)])
def test_every_stack_is_drawn_in_every_format(reference: str) -> None:
    graph = offline.simulate(stacks.read(PROJECT, reference), policies=False).graph
    root = ET.fromstring(diagram.render(graph, ".svg", title=reference))
    drawn = picture(graph, reference)
    titles = [
        group.findtext(f"{SVG}title")
        for group in root.iter(f"{SVG}g")
        if group.find(f"{SVG}title") is not None
    ]
    assert titles == [node.key for node in drawn.nodes]
    text = diagram.render(graph, ".mmd", title=reference)
    assert text.count("-->") + text.count("-.->") == len(drawn.edges)
    opened, closed = (len(re.findall(rf"^ +{word}", text, re.MULTILINE)) for word in ("subgraph ", "end$"))
    assert opened == closed == len(drawn.boxes)


class TestMermaid:
    def test_shape_of_the_text(self, drawn: Picture) -> None:
        text = mermaid.render(drawn)
        assert text.startswith("---\ntitle: pyshop/dev\n---\nflowchart TB\n")
        assert '  n1(["<b>Internet</b>"])\n' in text
        assert re.search(r'n\d+\[\("<b>db</b><br/>RDS instance<br/>postgres 15, db\.t4g\.micro"\)\]', text)
        assert re.search(r'^  n\d+ -->\|"5432"\| n\d+$', text, re.MULTILINE)
        assert re.search(r'^  n\d+ -\.->\|"image"\| n\d+$', text, re.MULTILINE)
        assert "  classDef compute fill:#fff3e0,stroke:#e65100,color:#212121\n" in text

    def test_every_name_is_defined_once(self, drawn: Picture) -> None:
        text = mermaid.render(drawn)
        defined = re.findall(r"^ *(n\d+)[\[(]", text, re.MULTILINE)
        assert sorted(defined) == sorted(f"n{n}" for n in range(1, len(drawn.nodes) + 1))

    def test_markup_is_escaped(self) -> None:
        assert mermaid._text('a "b" <c> & #1') == "a #quot;b#quot; #lt;c#gt; #amp; #35;1"


class TestLayout:
    def test_edges_run_downwards(self, drawn: Picture) -> None:
        placed = layout.arrange([n.key for n in drawn.nodes], [(e.source, e.target) for e in drawn.edges])
        assert drawn.edges
        assert all(placed.nodes[e.source][1] < placed.nodes[e.target][1] for e in drawn.edges)

    def test_no_node_lies_on_another(self, drawn: Picture) -> None:
        placed = layout.arrange([n.key for n in drawn.nodes], [(e.source, e.target) for e in drawn.edges])
        assert set(placed.nodes) == {node.key for node in drawn.nodes}
        for (x1, y1), (x2, y2) in itertools.combinations(placed.nodes.values(), 2):
            assert abs(x1 - x2) >= WIDTH + GAP - 0.01 or abs(y1 - y2) >= HEIGHT

    def test_everything_is_on_the_page(self, drawn: Picture) -> None:
        placed = layout.arrange([n.key for n in drawn.nodes], [(e.source, e.target) for e in drawn.edges])
        for x, y in placed.nodes.values():
            assert WIDTH / 2 - 0.01 <= x <= placed.width - WIDTH / 2 + 0.01
            assert HEIGHT / 2 - 0.01 <= y <= placed.height - HEIGHT / 2 + 0.01

    def test_a_long_edge_bends_around_what_is_between(self) -> None:
        placed = layout.arrange(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
        assert len(placed.edges["a", "c"]) == 3
        assert abs(placed.edges["a", "c"][1][0] - placed.nodes["b"][0]) > WIDTH / 2

    def test_a_cycle_is_drawn(self) -> None:
        placed = layout.arrange(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")])
        assert set(placed.edges) == {("a", "b"), ("b", "c"), ("c", "a")}
        assert len({y for _, y in placed.nodes.values()}) == 3

    def test_both_ways(self) -> None:
        placed = layout.arrange(["a", "b"], [("a", "b"), ("b", "a")])
        assert placed.edges["b", "a"] == list(reversed(placed.edges["a", "b"]))

    def test_parts_that_have_nothing_to_do_with_each_other_stand_side_by_side(self) -> None:
        placed = layout.arrange(["a", "b", "x", "y", "z"], [("a", "b"), ("x", "y")])
        assert placed.nodes["x"][0] - placed.nodes["a"][0] == WIDTH + 2 * GAP
        assert placed.nodes["z"][1] > placed.nodes["b"][1], "what has no edge stands below"


def test_edges_of_one_rim_do_not_share_a_point(drawn: Picture) -> None:
    from deploy.diagrams.svg import _ends

    placed = layout.arrange([n.key for n in drawn.nodes], [(e.source, e.target) for e in drawn.edges])
    starts = [(edge.source, _ends(edge, drawn, placed)[0]) for edge in drawn.edges]
    assert len(set(starts)) == len(starts)
    assert isinstance(drawn.edges[0], Edge)
