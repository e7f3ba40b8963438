"""Assets and archives are told by what is in them, as the engine tells them."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path
from typing import Any

import pulumi
import pytest

from simulator import assets, provider, wire
from simulator.proto import Struct

FUNCTION = "aws:lambda/function:Function"


def folder(root: Path, **files: str) -> pulumi.AssetArchive:
    """Files written anew below `root`, as an archive."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / name).write_text(text)
    return pulumi.AssetArchive({name: pulumi.FileAsset(str(root / name)) for name in files})


def test_two_archives_of_the_same_files_are_no_difference(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one", a="1", b="2"), folder(tmp_path / "other", b="2", a="1")
    assert provider.difference(FUNCTION, {"code": one}, {"code": other}).changed == ()


@pytest.mark.parametrize("files", [{"a": "1", "b": "3"}, {"a": "1", "c": "2"}, {"a": "1"}])
def test_other_files_are_a_difference(tmp_path: Path, files: dict[str, str]) -> None:
    one, other = folder(tmp_path / "one", a="1", b="2"), folder(tmp_path / "other", **files)
    assert provider.difference(FUNCTION, {"code": one}, {"code": other}).changed == ("code",)


def test_a_file_changed_in_place_is_a_difference(tmp_path: Path) -> None:
    """The state remembers the hash of what was there; the path is the same."""
    before = wire.decode(wire.encode({"code": folder(tmp_path, a="1")})).values
    after = {"code": folder(tmp_path, a="2")}
    assert provider.difference(FUNCTION, before, after).changed == ("code",)
    again = wire.decode(wire.encode(after)).values
    assert provider.difference(FUNCTION, after, again).changed == ()


def test_archives_inside_a_list_are_compared_as_well(tmp_path: Path) -> None:
    one, other = ({"layers": [folder(tmp_path / name, a="1")]} for name in ("one", "other"))
    assert provider.difference(FUNCTION, one, other).changed == ()


def test_an_archive_has_the_form_and_the_hash_of_the_engine() -> None:
    """The hashes are those that the engine wrote for the same archive."""
    code = "def handle(event, context):\n    pass\n"
    archive = pulumi.AssetArchive({"handler.py": pulumi.StringAsset(code)})
    assert assets.to_json(archive) == {
        assets.SIGNATURE: assets.ARCHIVE,
        "assets": {
            "handler.py": {
                assets.SIGNATURE: assets.ASSET,
                "text": code,
                "hash": hashlib.sha256(code.encode()).hexdigest(),
            }
        },
        "hash": HASH_OF_THE_ENGINE,
    }


HASH_OF_THE_ENGINE = "4f1f6646b44df11b9233211fe73f69761df0b462cd16dcc30843377849b407be"


def test_the_hash_of_an_archive_is_that_of_a_tar_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b").write_bytes(b"x" * 513)
    (tmp_path / "a").write_text("1")
    found = list(assets.parts(pulumi.FileArchive(str(tmp_path))))
    assert [name for name, _ in found] == ["a", "deep/b"]
    with tarfile.open(fileobj=io.BytesIO(assets._tar(found))) as packed:
        members = {each.name: (each.mode, each.size, each.mtime, each.uid) for each in packed}
    assert members == {"a": (0o600, 1, 0, 0), "deep/b": (0o600, 513, 0, 0)}
    as_folder = pulumi.FileArchive(str(tmp_path))
    as_files = pulumi.AssetArchive(
        {
            "a": pulumi.FileAsset(str(tmp_path / "a")),
            "deep": pulumi.AssetArchive({"b": pulumi.FileAsset(str(tmp_path / "deep" / "b"))}),
        }
    )
    assert assets.digest(as_folder) == assets.digest(as_files)


def test_a_packed_file_is_hashed_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "code.zip").write_bytes(b"PK")
    digest = assets.digest(pulumi.FileArchive(str(tmp_path / "code.zip")))
    assert digest == hashlib.sha256(b"PK").hexdigest()


@pytest.mark.parametrize(
    "value",
    [
        pulumi.RemoteArchive("https://example.com/code.zip"),
        pulumi.RemoteAsset("https://example.com/code.py"),
        pulumi.FileArchive("not-there.zip"),
        pulumi.FileAsset("not-there.py"),
    ],
)
def test_what_cannot_be_read_has_no_hash_and_is_told_by_where_it_is(value: Any) -> None:
    assert assets.digest(value) is None
    assert "hash" not in assets.to_json(value)
    again = wire.decode(wire.encode({"code": value})).values
    assert provider.difference(FUNCTION, {"code": value}, again).changed == ()
    other = pulumi.FileArchive("elsewhere.zip")
    assert provider.difference(FUNCTION, {"code": value}, {"code": other}).changed == ("code",)


def test_what_the_engine_sent_keeps_its_hash() -> None:
    struct = Struct()
    struct.update(
        {
            "code": {
                assets.SIGNATURE: assets.ARCHIVE,
                "assets": {"a": {assets.SIGNATURE: assets.ASSET, "path": "not-there", "hash": "11"}},
                "hash": "22",
            }
        }
    )
    code = wire.decode(struct).values["code"]
    assert assets.digest(code) == "22"
    assert assets.to_json(code)["assets"]["a"]["hash"] == "11"
