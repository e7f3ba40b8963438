"""The picture as a Mermaid flowchart (Mermaid: "Flowcharts - Basic Syntax")."""

from collections.abc import Iterator

from deploy.diagrams.picture import Node, Picture

COLOURS = {
    "outside": ("#eceff1", "#546e7a"),
    "edge": ("#ede7f6", "#5e35b1"),
    "compute": ("#fff3e0", "#e65100"),
    "data": ("#e3f2fd", "#1565c0"),
    "storage": ("#e8f5e9", "#2e7d32"),
    "secret": ("#ffebee", "#c62828"),
    "message": ("#fce4ec", "#ad1457"),
    "watch": ("#f3e5f5", "#6a1b9a"),
    "network": ("#e0f7fa", "#00838f"),
}
"""Category → fill, line."""

_SHAPES = {
    "box": ("[", "]"),
    "store": ("[(", ")]"),
    "bucket": ("[/", "\\]"),
    "queue": ("[[", "]]"),
    "person": ("([", "])"),
}


def render(picture: Picture) -> str:
    """The flowchart, top to bottom."""
    names = {node.key: f"n{index}" for index, node in enumerate(picture.nodes, start=1)}
    lines = ["---", f"title: {picture.title}", "---", "flowchart TB"]
    lines += _inside(picture, None, names, 1)
    for edge in picture.edges:
        arrow = "-.->" if edge.dashed else "-->"
        label = f'|"{_text(edge.label)}"|' if edge.label else ""
        lines.append(f"  {names[edge.source]} {arrow}{label} {names[edge.target]}")
    for category, (fill, line) in COLOURS.items():
        members = [names[node.key] for node in picture.nodes if node.category == category]
        if members:
            lines.append(f"  classDef {category} fill:{fill},stroke:{line},color:#212121")
            lines.append(f"  class {','.join(members)} {category}")
    return "\n".join(lines) + "\n"


def _inside(picture: Picture, component: str | None, names: dict[str, str], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for node in picture.nodes:
        if node.component == component:
            yield pad + names[node.key] + _shape(node)
    for index, box in enumerate(picture.boxes, start=1):
        if box.parent == component:
            yield f'{pad}subgraph g{index}["{_text(box.title)}"]'
            yield from _inside(picture, box.key, names, depth + 1)
            yield f"{pad}end"


def _shape(node: Node) -> str:
    first, last = _SHAPES[node.shape]
    parts = [f"<b>{_text(node.title)}</b>", _text(node.label), _text(node.detail)]
    return f'{first}"{"<br/>".join(part for part in parts if part)}"{last}'


def _text(text: str) -> str:
    """Text inside quotes: Mermaid takes its own entities for what would end it or be read as markup."""
    for sign, entity in (("#", "#35;"), ("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, entity)
    return text
