"""Lambda: hash and size of a function's code, told by its content.

The archive is not built: what is hashed are the names and contents of its files, in the order of their names,
so that the same code has the same hash on every machine.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from simulator.assets import parts


def measure(code: Any) -> tuple[str, int]:
    """Hash in base64, as Lambda shows it, and size in bytes; an empty text for what cannot be read here."""
    total, size = hashlib.sha256(), 0
    for name, content in parts(code):
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
        size += len(content)
    return (base64.b64encode(total.digest()).decode() if size else "", size)
