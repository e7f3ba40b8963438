"""The picture as SVG, drawn by our own layout: no program and no font has to be there."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from deploy.diagrams.layout import HEIGHT, WIDTH, Layout, Point, arrange
from deploy.diagrams.mermaid import COLOURS
from deploy.diagrams.picture import Edge, Node, Picture

MARGIN, HEAD = 28.0, 58.0
_LINE = 17.0
_FONT = "font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\""
_WORDS = {
    "edge": "edge",
    "compute": "compute",
    "data": "database",
    "storage": "storage",
    "secret": "secret",
    "message": "messages",
    "watch": "alarms",
    "network": "network",
}


def render(picture: Picture) -> str:
    """The whole drawing."""
    layout = arrange(
        [node.key for node in picture.nodes], [(edge.source, edge.target) for edge in picture.edges]
    )
    foot = _foot(picture, max(layout.width, 640.0))
    width = max(layout.width, 640.0) + 2 * MARGIN
    height = HEAD + layout.height + 2 * MARGIN + _LINE * (len(foot) + 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" {_FONT} font-size="12">',
        f"<title>{escape(picture.title)}</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#607d8b"/></marker></defs>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="34" font-size="18" font-weight="600" fill="#212121">'
        f"{escape(picture.title)}</text>",
        f'<g transform="translate({MARGIN + (width - 2 * MARGIN - layout.width) / 2:.1f},{HEAD})">',
        *_edges(picture, layout),
        *(_node(node, layout.nodes[node.key]) for node in picture.nodes),
        "</g>",
        *_legend(picture, HEAD + layout.height + MARGIN),
    ]
    for number, line in enumerate(foot, start=1):
        y = HEAD + layout.height + MARGIN + _LINE * (number + 1)
        lines.append(f'<text x="{MARGIN}" y="{y:.1f}" font-size="11" fill="#616161">{escape(line)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _node(node: Node, middle: Point) -> str:
    x, y = middle[0] - WIDTH / 2, middle[1] - HEIGHT / 2
    fill, line = COLOURS[node.category]
    radius = {"box": 6, "person": HEIGHT / 2, "store": 14}.get(node.shape, 2)
    rows = [(node.title, "600", "#212121"), (node.label, "400", "#424242"), (node.detail, "400", "#616161")]
    texts = [row for row in rows if row[0]]
    first = middle[1] - (len(texts) - 1) * _LINE / 2 + 4
    parts = [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}" rx="{radius:.0f}" '
        f'fill="{fill}" stroke="{line}" stroke-width="1.4"/>'
    ]
    if node.shape == "store":  # the rim of a drum
        parts.append(
            f'<path d="M{x + 8:.1f},{y + 5:.1f} h{WIDTH - 16:.0f}" stroke="{line}" stroke-width="1.2"/>'
        )
    for number, (text, weight, colour) in enumerate(texts):
        parts.append(
            f'<text x="{middle[0]:.1f}" y="{first + number * _LINE:.1f}" text-anchor="middle" '
            f'font-weight="{weight}" fill="{colour}">{escape(_cut(text, 27))}</text>'
        )
    return f"<g><title>{escape(node.key)}</title>{''.join(parts)}</g>"


def _edges(picture: Picture, layout: Layout) -> Iterator[str]:
    """Lines first, labels after them, so that no line runs through a word."""
    paths = {edge: _ends(edge, picture, layout) for edge in picture.edges}
    for edge, points in paths.items():
        dashes = ' stroke-dasharray="5 4"' if edge.dashed else ""
        yield (
            f'<path d="{_curve(points)}" fill="none" stroke="#607d8b" stroke-width="1.3"{dashes} '
            'marker-end="url(#tip)"/>'
        )
    for edge, points in paths.items():
        if edge.label:
            yield _label(edge.label, points)


def _ends(edge: Edge, picture: Picture, layout: Layout) -> list[Point]:
    """The points with both ends on the rims of the nodes, and edges of one rim beside each other."""
    points = layout.edges[edge.source, edge.target]
    down = points[0][1] < points[-1][1]
    # In the order of their next points, so that those of one rim do not cross.
    leaving = [other for other in picture.edges if other.source == edge.source]
    leaving.sort(key=lambda other: layout.edges[other.source, other.target][1][0])
    arriving = [other for other in picture.edges if other.target == edge.target]
    arriving.sort(key=lambda other: layout.edges[other.source, other.target][-2][0])
    rim = HEIGHT / 2 if down else -HEIGHT / 2
    first = (points[0][0] + _spread(leaving, edge), points[0][1] + rim)
    last = (points[-1][0] + _spread(arriving, edge), points[-1][1] - rim)
    return [first, *points[1:-1], last]


def _spread(edges: Sequence[Edge], edge: Edge) -> float:
    room = min(22.0, (WIDTH - 40) / max(len(edges), 1))
    return (edges.index(edge) - (len(edges) - 1) / 2) * room


def _curve(points: Sequence[Point]) -> str:
    parts = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (y1 + y2) / 2
        parts.append(f"C{x1:.1f},{half:.1f} {x2:.1f},{half:.1f} {x2:.1f},{y2:.1f}")
    return " ".join(parts)


def _label(text: str, points: Sequence[Point]) -> str:
    (x1, y1), (x2, y2) = points[-2:]
    x, y = (x1 + 2 * x2) / 3, (y1 + 2 * y2) / 3
    half = len(text) * 3.2 + 4
    return (
        f'<rect x="{x - half:.1f}" y="{y - 8:.1f}" width="{2 * half:.1f}" height="15" rx="3" fill="#ffffff" '
        f'fill-opacity="0.9"/><text x="{x:.1f}" y="{y + 3:.1f}" text-anchor="middle" font-size="10.5" '
        f'fill="#455a64">{escape(text)}</text>'
    )


def _legend(picture: Picture, y: float) -> Iterator[str]:
    x = MARGIN
    for category, word in _WORDS.items():
        if not any(node.category == category for node in picture.nodes):
            continue
        fill, line = COLOURS[category]
        box = f'x="{x:.1f}" y="{y - 9:.1f}" width="11" height="11" rx="2"'
        yield f'<rect {box} fill="{fill}" stroke="{line}"/>'
        yield f'<text x="{x + 16:.1f}" y="{y:.1f}" font-size="11" fill="#424242">{word}</text>'
        x += 34 + len(word) * 6.4


def _foot(picture: Picture, width: float) -> list[str]:
    """What is not drawn, in lines that fit."""
    words = [f"{number} {name.removeprefix('aws ')}" for name, number in picture.rest]
    lines = [
        f"{picture.resources} resources; not drawn of them:" if words else f"{picture.resources} resources"
    ]
    for index, word in enumerate(words):
        text = word if index == len(words) - 1 else f"{word},"
        if (len(lines[-1]) + len(text)) * 5.6 > width:
            lines.append(text)
        else:
            lines[-1] += f" {text}"
    return lines


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
