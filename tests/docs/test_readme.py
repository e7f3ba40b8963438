"""What README.md shows of a preview is what a preview shows."""

import re

from typer.testing import CliRunner

from deploy.cli import app
from tests.docs.pages import page


def test_the_excerpt_comes_from_a_preview() -> None:
    answer = CliRunner().invoke(app, ["preview", "prod"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert answer.exit_code == 0, answer.output
    shown = next(block for block in page("README.md").code if block.language == "text").text.splitlines()
    real = [timeless(line) for line in answer.stdout.splitlines()]
    at = 0
    for line in shown:
        if line.strip() in ("", "..."):
            continue
        assert timeless(line) in real[at:], f"'{line}' is not (in this place) in the output of `make preview`"
        at = real.index(timeless(line), at) + 1
    assert at == len(real), "the excerpt ends before the last line"


def timeless(line: str) -> str:
    """A line without the seconds that it took."""
    return re.sub(r"previewed in [\d.]+ s", "previewed in … s", line.rstrip())
