"""A picture of a stack, made from its resource graph: Mermaid or SVG, by the ending of the file.

Drawn are the resources that a person would draw on a board, each inside its component, and what passes
between them: requests by the security groups' rules, everything else by what a workload was given (bucket,
secret, image, topic). Their many parts (roles, policies, routes, attachments) are counted below the picture.
"""

from pathlib import Path

from deploy.errors import UserError
from deploy.graph import Graph

ENDINGS = (".mmd", ".md", ".svg")


def check_path(path: Path) -> None:
    """Refuse an ending that names no format, before the stack is previewed for it."""
    if path.suffix not in ENDINGS:
        raise UserError(
            f"--diagram {path}: the ending chooses the format; it must be one of {', '.join(ENDINGS)}"
        )


def write(graph: Graph, path: Path, *, title: str) -> None:
    """Draw a graph into a file, in the format that its ending names."""
    text = render(graph, path.suffix, title=title)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from error


def render(graph: Graph, ending: str, *, title: str) -> str:
    """The picture as text."""
    from deploy.diagrams import mermaid, svg
    from deploy.diagrams.picture import picture

    drawn = picture(graph, title)
    if ending == ".svg":
        return svg.render(drawn)
    text = mermaid.render(drawn)
    return f"# {title}\n\n```mermaid\n{text}```\n" if ending == ".md" else text
