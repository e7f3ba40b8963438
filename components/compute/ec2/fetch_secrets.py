#!/usr/bin/python3
"""Runs on the server, before the application: fetches its secrets by the role of the server.

    fetch-secrets MANIFEST ENVIRONMENT

MANIFEST is a JSON list of `{variable, command, key}`: what asks AWS for a value, and the key of its JSON
document where it is one. ENVIRONMENT becomes a file of variables that only root reads; no value is shown.
"""

import json
import os
import subprocess
import sys
from pathlib import Path


def quoted(value: str) -> str:
    """A value as systemd reads it from a file of variables."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(manifest: str, environment: str) -> None:
    """Fetch every value, then write all of them at once."""
    lines = []
    for entry in json.loads(Path(manifest).read_text()):
        found = subprocess.run(entry["command"], check=True, stdout=subprocess.PIPE, text=True)
        value = found.stdout.removesuffix("\n")
        if entry["key"]:
            value = str(json.loads(value)[entry["key"]])
        lines.append(f"{entry['variable']}={quoted(value)}\n")
    target = Path(environment)
    fresh = target.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(lines)
    fresh.replace(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
