"""Packaging a function's code: the same files, the same archive."""

import os
from pathlib import Path

import pulumi
import pytest

from components.compute.lambda_ import package
from components.compute.lambda_.package import archive, source_hash


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a project, with what belongs to a function and what does not."""
    monkeypatch.setattr(package, "ROOT", tmp_path)
    folder = tmp_path / "functions" / "one"
    (folder / "lib" / "__pycache__").mkdir(parents=True)
    (folder / ".cache").mkdir()
    for name in ("handler.py", "lib/text.py", "lib/__pycache__/text.pyc", "old.pyc", ".env", ".cache/x"):
        (folder / name).write_text(name)
    return folder


def paths(found: pulumi.AssetArchive) -> dict[str, object]:
    return {name: getattr(asset, "path", None) for name, asset in found.assets.items()}


def test_hidden_and_compiled_files_stay_out_and_paths_begin_at_the_root(code: Path) -> None:
    del code
    assert paths(archive("functions/one")) == {
        "handler.py": "functions/one/handler.py",
        "lib/text.py": "functions/one/lib/text.py",
    }


def test_times_are_no_change_and_content_and_names_are(code: Path) -> None:
    before = source_hash("functions/one")
    os.utime(code / "handler.py", (0, 0))
    (code / "lib" / "__pycache__" / "more.pyc").write_text("compiled anew")
    assert source_hash("functions/one") == before
    (code / "handler.py").write_text("other")
    other = source_hash("functions/one")
    assert other != before
    (code / "handler.py").write_text("handler.py")
    assert source_hash("functions/one") == before
    (code / "handler.py").rename(code / "main.py")
    assert source_hash("functions/one") not in (before, other)


@pytest.mark.parametrize("folder", ["functions/none", "functions/one/.cache"])
def test_nothing_to_pack_is_told(code: Path, folder: str) -> None:
    del code
    if folder.endswith(".cache"):
        (package.ROOT / folder / "x").unlink()
    with pytest.raises(pulumi.RunError) as told:
        archive(folder)
    assert str(told.value) == (
        f"{folder} has no code: it has to be a folder of the project with a file in it"
    )
