"""What is drawn of a graph: nodes, the components around them, and the edges between them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from deploy.diagrams.kinds import KINDS, PARTS, Kind, task_detail, title_of, values_of
from deploy.graph import Graph, State, name_of, service_of

INTERNET = "internet"
_SERVICE = "aws:ecs/service:Service"
_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_RECORD = "aws:route53/record:Record"
_REPOSITORY = "aws:ecr/repository:Repository"
_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
_ZONE = "aws:route53/zone:Zone"


@dataclass(frozen=True)
class Node:
    """Something drawn."""

    key: str
    """URN, that of the first where several are drawn as one, or `internet`."""

    title: str
    label: str
    """What it is: `ECS service`."""

    detail: str
    category: str
    shape: str
    component: str | None
    """URN of the component around it; None outside of all."""


@dataclass(frozen=True)
class Edge:
    """What passes from one node to another."""

    source: str
    target: str
    label: str = ""
    dashed: bool = False
    """Not a request: an image that is pulled, a name that points."""


@dataclass(frozen=True)
class Box:
    """A component that is drawn around nodes."""

    key: str
    title: str
    parent: str | None


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn, in the graph's order."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    boxes: tuple[Box, ...]
    rest: tuple[tuple[str, int], ...]
    """Services whose other resources are not drawn, with their number."""

    resources: int


def picture(graph: Graph, title: str) -> Picture:
    """Choose nodes, boxes and edges."""
    return _Drawing(graph).picture(title)


class _Drawing:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def picture(self, title: str) -> Picture:
        edges = self._edges()
        nodes = list(self.nodes.values())
        if any(INTERNET in {edge.source, edge.target} for edge in edges):
            nodes.insert(0, Node(INTERNET, "Internet", "", "", "outside", "person", None))
        drawn = [state["type"] for state in self.graph.managed() if state["type"] in KINDS]
        rest = Counter(
            service_of(state["type"]) for state in self.graph.managed() if state["type"] not in KINDS
        )
        return Picture(
            title,
            tuple(nodes),
            tuple(edges),
            tuple(self._boxes(nodes)),
            tuple(sorted(rest.items(), key=lambda item: (-item[1], item[0]))),
            len(drawn) + rest.total(),
        )

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Drawn nodes by key."""
        return {node.key: node for node in dict.fromkeys(self.node_of.values())}

    @cached_property
    def node_of(self) -> dict[str, Node]:
        """The node that stands for each drawn resource, by URN."""
        grouped: dict[tuple[str, str | None], list[State]] = {}
        found: dict[str, Node] = {}
        for state in self.graph.managed():
            kind = KINDS.get(state["type"])
            if kind is None:
                continue
            if kind.grouped:
                grouped.setdefault((state["type"], self._component(state)), []).append(state)
            else:
                found[state["urn"]] = self._node(state, kind)
        for (token, _), states in grouped.items():
            kind = KINDS[token]
            number = len(states)
            plural = f"{number} {kind.label}s" if number > 1 else f"1 {kind.label}"
            node = replace(self._node(states[0], kind), title=plural, label="")
            found |= {state["urn"]: node for state in states}
        return found

    def _node(self, state: State, kind: Kind) -> Node:
        values = values_of(state)
        detail = kind.detail(values)
        if state["type"] == _SERVICE:
            task = next((dep for dep in self._dependencies(state) if dep["type"] == _TASK), None)
            detail = task_detail(values, values_of(task) if task else {})
        component = self._component(state)
        return Node(state["urn"], title_of(state), kind.label, detail, kind.category, kind.shape, component)

    def _component(self, state: State) -> str | None:
        owner = self.graph.owner(state["urn"])
        return owner["urn"] if owner else None

    def _boxes(self, nodes: Iterable[Node]) -> list[Box]:
        """The components around nodes, and those around these, the outer first."""
        found: dict[str, Box] = {}

        def add(urn: str | None) -> None:
            if urn is None or urn in found:
                return
            owner = self.graph.owner(urn)
            parent = owner["urn"] if owner else None
            add(parent)
            found[urn] = Box(urn, name_of(urn), parent)

        for node in nodes:
            add(node.component)
        return list(found.values())

    def _dependencies(self, state: State, name: str | None = None) -> list[State]:
        by_property: Mapping[str, list[str]] = state.get("propertyDependencies") or {}
        urns = by_property.get(name, []) if name else [urn for urns in by_property.values() for urn in urns]
        if name is None:
            urns = [*urns, *(state.get("dependencies") or [])]
        return [self.graph.by_urn[urn] for urn in dict.fromkeys(urns) if urn in self.graph.by_urn]

    def _edges(self) -> list[Edge]:
        found: dict[tuple[str, str], Edge] = {}
        for edge in [*self._requests(), *self._names(), *self._given(), *self._subscribed()]:
            known = found.get((edge.source, edge.target))
            if edge.source == edge.target:
                continue
            if known is None:
                found[edge.source, edge.target] = edge
            elif edge.label and edge.label not in known.label.split(", "):
                label = ", ".join(part for part in (known.label, edge.label) if part)
                found[edge.source, edge.target] = replace(
                    known, label=label, dashed=known.dashed and edge.dashed
                )
        return list(found.values())

    def _requests(self) -> Iterable[Edge]:
        """Who may send requests to whom, by the ingress rules of the security groups."""
        for rule in self.graph.managed():
            if rule["type"] != _INGRESS:
                continue
            values = values_of(rule)
            targets = self._members(self._dependencies(rule, "securityGroupId"))
            sources = self._members(self._dependencies(rule, "referencedSecurityGroupId"))
            if values.get("cidrIpv4") == "0.0.0.0/0" or values.get("cidrIpv6") == "::/0":
                sources = [INTERNET]
            for source in sources:
                for target in targets:
                    yield Edge(source, target, _ports(values))

    def _members(self, groups: Iterable[State]) -> list[str]:
        """Nodes that are in security groups."""
        urns = {group["urn"] for group in groups if group["type"] == _GROUP}
        found = []
        for state in self.graph.managed():
            if state["urn"] in self.node_of and urns & {dep["urn"] for dep in self._dependencies(state)}:
                found.append(self.node_of[state["urn"]].key)
        return list(dict.fromkeys(found))

    def _names(self) -> Iterable[Edge]:
        """What the names of a zone point to."""
        for record in self.graph.managed():
            if record["type"] != _RECORD:
                continue
            zones = [dep for dep in self._dependencies(record, "zoneId") if dep["type"] == _ZONE]
            targets = [*self._dependencies(record, "aliases"), *self._dependencies(record, "records")]
            for zone in zones:
                for target in targets:
                    if target["urn"] in self.node_of:
                        yield Edge(zone["urn"], self.node_of[target["urn"]].key, "names", dashed=True)

    def _given(self) -> Iterable[Edge]:
        """What the resources of a component depend on, and so what its acting node was given."""
        for state in self.graph.managed():
            actor = self._actor(state)
            if actor is None:
                continue
            for dependency in self._dependencies(state):
                target = self._whole(dependency)
                node = self.node_of.get(target["urn"])
                if node is None or node.key == actor.key:
                    continue
                kind = KINDS[target["type"]]
                if target["type"] == _REPOSITORY:
                    yield Edge(node.key, actor.key, "image", dashed=True)
                elif target["type"] == _ZONE:
                    continue
                elif not kind.acts:
                    # An alarm only reads what it watches; what it has of its own is whom it tells.
                    if kind.category == "message" or {kind.category, actor.category}.isdisjoint(
                        {"network", "watch"}
                    ):
                        yield Edge(actor.key, node.key)
                elif state["type"].startswith("aws:cloudfront/"):
                    yield Edge(actor.key, node.key)  # the origin

    def _subscribed(self) -> Iterable[Edge]:
        """Who hears of a topic."""
        for state in self.graph.managed():
            if state["type"] == _SUBSCRIPTION:
                for topic in self._dependencies(state, "topic"):
                    if topic["urn"] in self.node_of:
                        yield Edge(topic["urn"], self.node_of[state["urn"]].key)

    def _actor(self, state: State) -> Node | None:
        """The acting node a resource works for: itself, or the only one of its component or one above."""
        if state["type"] in KINDS:
            kind = KINDS[state["type"]]
            if kind.acts:
                return self.node_of[state["urn"]]
            if state["type"] == _SUBSCRIPTION:
                return None
        owner = self.graph.owner(state["urn"])
        while owner is not None:
            actors = self._actors.get(owner["urn"], [])
            if actors:
                return actors[0] if len(actors) == 1 else None
            owner = self.graph.owner(owner["urn"])
        return None

    @cached_property
    def _actors(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for urn, node in self.node_of.items():
            if node.component and KINDS[self.graph.by_urn[urn]["type"]].acts and node.key == urn:
                found.setdefault(node.component, []).append(node)
        return found

    def _whole(self, state: State) -> State:
        """The resource that a part belongs to: the secret of a secret's version."""
        name = PARTS.get(state["type"])
        whole = self._dependencies(state, name) if name else []
        return whole[0] if whole else state


def _ports(values: Mapping[str, object]) -> str:
    low, high = values.get("fromPort"), values.get("toPort")
    if not isinstance(low, int | float) or low < 0:
        return "any"
    return f"{low:g}" if low == high or not isinstance(high, int | float) else f"{low:g}-{high:g}"
