"""Rows of the requirement sheets, of their compliance parts and of their errata, by system (rows.yaml)."""

from pathlib import Path
from typing import Final

import yaml

_SHEETS: Final = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def _of(part: str) -> dict[str, list[str]]:
    return {system: [row for line in sheet[part] for row in line] for system, sheet in _SHEETS.items()}


ROWS: Final = _of("rows")
CONTROLS: Final = _of("controls")
ERRATA: Final = _of("errata")
