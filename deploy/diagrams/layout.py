"""Where nodes stand: layers from top to bottom, so that edges run downwards and cross as little as may be.

The usual four steps of a layered drawing (Sugiyama and others, 1981), small because stacks are: cycles are
broken, nodes layered by their longest way to an end, ordered in their layers by the mean place of their
neighbours, and moved sideways towards them. Edges over several layers get a bend in each, so that they pass
between the nodes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx

WIDTH, HEIGHT = 196.0, 66.0
"""Size of a node, in pixels."""

GAP, LANE, FALL = 34.0, 16.0, 74.0
"""Space between nodes, width of a bend, space between layers."""

_SWEEPS = 12
Point = tuple[float, float]


@dataclass
class Layout:
    """Middle of each node, and the points that each edge passes."""

    nodes: dict[str, Point] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[Point]] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


def arrange(nodes: Sequence[str], edges: Sequence[tuple[str, str]], *, per_row: int = 5) -> Layout:
    """Place nodes. Those without edges follow below, `per_row` in a row."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    alone = [node for node in nodes if graph.degree(node) == 0]
    graph.remove_nodes_from(alone)
    layout = Layout()
    parts = sorted(
        nx.weakly_connected_components(graph), key=lambda part: min(nodes.index(name) for name in part)
    )
    for part in parts:  # what has nothing to do with each other stands side by side
        inside = nx.DiGraph()
        inside.add_nodes_from(name for name in nodes if name in part)
        inside.add_edges_from(edge for edge in edges if edge[0] in part)
        _beside(layout, _connected(inside))
    _rows(layout, alone, per_row)
    return layout


def _connected(graph: nx.DiGraph) -> Layout:
    layers, chains = _layers(_acyclic(graph))
    _order(layers, chains)
    layout = _place(layers, chains)
    for edge in graph.edges:
        chain = chains.get(edge) or list(reversed(chains[edge[1], edge[0]]))
        layout.edges[edge] = [layout.nodes[name] for name in chain]
    layout.nodes = {name: point for name, point in layout.nodes.items() if isinstance(name, str)}
    return layout


def _beside(layout: Layout, other: Layout) -> None:
    """Put a layout to the right of what is there."""
    shift = layout.width + (2 * GAP if layout.width else 0.0)
    layout.nodes |= {name: (x + shift, y) for name, (x, y) in other.nodes.items()}
    layout.edges |= {edge: [(x + shift, y) for x, y in points] for edge, points in other.edges.items()}
    layout.width = shift + other.width
    layout.height = max(layout.height, other.height)


def _acyclic(graph: nx.DiGraph) -> nx.DiGraph:
    """The graph with the last edge of each cycle turned round."""
    forward = graph.copy()
    while True:
        try:
            source, target = nx.find_cycle(forward)[-1][:2]
        except nx.NetworkXNoCycle:
            return forward
        forward.remove_edge(source, target)
        if not forward.has_edge(target, source):
            forward.add_edge(target, source)


def _layers(graph: nx.DiGraph) -> tuple[list[list], dict[tuple, list]]:
    """Nodes by layer, with bends put in; and for each edge its chain of places."""
    layers = [list(generation) for generation in nx.topological_generations(graph.reverse(copy=False))][::-1]
    level = {node: index for index, layer in enumerate(layers) for node in layer}
    # What leads nowhere stands just below what leads to it, not at the foot of the page.
    for node in graph:
        if graph.out_degree(node) == 0:
            wanted = max(level[source] for source in graph.predecessors(node)) + 1
            layers[level[node]].remove(node)
            layers[wanted].append(node)
            level[node] = wanted
    chains: dict[tuple, list] = {}
    for source, target in graph.edges:
        chain: list = [source]
        for index in range(level[source] + 1, level[target]):
            bend = (source, target, index)
            layers[index].append(bend)
            chain.append(bend)
        chains[source, target] = [*chain, target]
    return [layer for layer in layers if layer], chains


def _neighbours(chains: Mapping[tuple, list]) -> tuple[dict, dict]:
    above: dict = {}
    below: dict = {}
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    return above, below


def _order(layers: list[list], chains: Mapping[tuple, list]) -> None:
    """Order each layer by the mean place of its neighbours, downwards and upwards in turn."""
    above, below = _neighbours(chains)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for layer in layers if down else reversed(layers):
            place = {name: index for other in layers for index, name in enumerate(other)}
            near = above if down else below

            def rank(name: object, near: dict = near, place: dict = place) -> float:
                places = [place[other] for other in near.get(name, [])]
                return sum(places) / len(places) if places else place[name]

            layer.sort(key=rank)


def _place(layers: list[list], chains: Mapping[tuple, list]) -> Layout:
    above, below = _neighbours(chains)
    x: dict = {}
    for layer in layers:
        left = 0.0
        for name in layer:
            x[name] = left + _width(name) / 2
            left += _width(name) + GAP
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            near = above if sweep % 2 == 0 else below
            wanted = [_mean([x[other] for other in near.get(name, [])], x[name]) for name in layer]
            for name, place in zip(layer, _apart(layer, wanted), strict=True):
                x[name] = place
    left = min((x[name] - _width(name) / 2 for name in x), default=0.0)
    layout = Layout()
    for index, layer in enumerate(layers):
        for name in layer:
            layout.nodes[name] = (x[name] - left, index * (HEIGHT + FALL) + HEIGHT / 2)
    layout.width = max((x[name] + _width(name) / 2 - left for name in x), default=0.0)
    layout.height = max(len(layers) * (HEIGHT + FALL) - FALL, 0.0)
    return layout


def _apart(layer: Sequence, wanted: Sequence[float]) -> list[float]:
    """Places as near to the wanted ones as the widths allow, in the same order."""
    right = list(wanted)
    for index in range(1, len(layer)):
        right[index] = max(right[index], right[index - 1] + _distance(layer[index - 1], layer[index]))
    left = list(wanted)
    for index in range(len(layer) - 2, -1, -1):
        left[index] = min(left[index], left[index + 1] - _distance(layer[index], layer[index + 1]))
    return [(a + b) / 2 for a, b in zip(left, right, strict=True)]


def _distance(one: object, other: object) -> float:
    return (_width(one) + _width(other)) / 2 + GAP


def _width(name: object) -> float:
    return WIDTH if isinstance(name, str) else LANE


def _mean(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _rows(layout: Layout, alone: Sequence[str], per_row: int) -> None:
    top = layout.height + (FALL if layout.height else 0.0)
    for index, name in enumerate(alone):
        row, column = divmod(index, per_row)
        point = (column * (WIDTH + GAP) + WIDTH / 2, top + row * (HEIGHT + GAP) + HEIGHT / 2)
        layout.nodes[name] = point
        layout.width = max(layout.width, point[0] + WIDTH / 2)
        layout.height = max(layout.height, point[1] + HEIGHT / 2)
