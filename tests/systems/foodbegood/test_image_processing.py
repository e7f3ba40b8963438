"""The function that tags uploads, on a simulated S3."""

from __future__ import annotations

import importlib.util
import struct
import zlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote_plus

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.harness import ROOT

FILE = ROOT / "systems/foodbegood/functions/image-processing/handler.py"
BUCKET = "uploads"

pytestmark = pytest.mark.spec("FBG-CMP-70")


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The function as Lambda loads it, with a bucket to work on."""
    for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x"), ("DEFAULT_REGION", "eu-west-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    with mock_aws():
        spec = importlib.util.spec_from_file_location("image_processing", FILE)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield module


def event(*keys: str) -> dict[str, Any]:
    return {
        "Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": quote_plus(key)}}} for key in keys]
    }


def tags(key: str) -> dict[str, str]:
    found = boto3.client("s3").get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]
    return {each["Key"]: each["Value"] for each in found}


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff;"


def jpeg(width: int, height: int, *, before: bytes = b"", frame: int = 0xC0) -> bytes:
    """A JPEG whose frame comes behind an application segment, as in every photograph."""
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    size = struct.pack(">HBHHB", 17, 8, height, width, 3)
    return b"\xff\xd8" + application + before + bytes([0xFF, frame]) + size + bytes(9) + b"\xff\xd9"


def webp(kind: bytes, body: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


EXTENDED = webp(b"VP8X", bytes(4) + (299).to_bytes(3, "little") + (199).to_bytes(3, "little"))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 299 | 199 << 14) + bytes(8))
LOSSY = webp(b"VP8 ", b"\x30\x01\0\x9d\x01\x2a" + struct.pack("<HH", 300, 200) + bytes(8))
EXIF = b"\xff\xe1" + struct.pack(">H", 60002) + jpeg(160, 120).ljust(60000, b"\0")
"""A preview inside a photograph, which has dimensions of its own."""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(3, 2), {"image-type": "png", "width": "3", "height": "2"}),
        (gif(640, 480), {"image-type": "gif", "width": "640", "height": "480"}),
        (jpeg(4032, 3024), {"image-type": "jpeg", "width": "4032", "height": "3024"}),
        (jpeg(4032, 3024, before=EXIF * 5), {"image-type": "jpeg", "width": "4032", "height": "3024"}),
        (jpeg(10, 20, frame=0xC2), {"image-type": "jpeg", "width": "10", "height": "20"}),
        (jpeg(10, 20, before=b"\xff\xff\xff"), {"image-type": "jpeg", "width": "10", "height": "20"}),
        (EXTENDED, {"image-type": "webp", "width": "300", "height": "200"}),
        (LOSSLESS, {"image-type": "webp", "width": "300", "height": "200"}),
        (LOSSY, {"image-type": "webp", "width": "300", "height": "200"}),
        (b"", {"image-type": "none"}),
        (b"#!/bin/sh\n", {"image-type": "none"}),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"image-type": "none"}),
        (png(3, 2)[:20], {"image-type": "none"}),
        (jpeg(3, 2)[:12], {"image-type": "none"}),
        (b"\xff\xd8\xff\xda\0\x02", {"image-type": "none"}),
        (b"\xff\xd8\xff\xe0\0\x04ab!!", {"image-type": "none"}),
        (b"RIFF\0\0\0\0WAVEfmt " + bytes(20), {"image-type": "none"}),
        (webp(b"ANIM", bytes(16)), {"image-type": "none"}),
    ],
)
def test_an_object_is_tagged_with_what_its_bytes_are(
    handler: ModuleType, data: bytes, expected: dict[str, str]
) -> None:
    handler.s3.put_object(Bucket=BUCKET, Key="uploads/a b+ü.bin", Body=data)
    handler.handle(event("uploads/a b+ü.bin"))
    assert tags("uploads/a b+ü.bin") == expected


def test_every_record_is_handled_and_an_event_without_any_is_none(handler: ModuleType) -> None:
    for key, data in (("one.png", png(1, 1)), ("two.gif", gif(2, 2))):
        handler.s3.put_object(Bucket=BUCKET, Key=key, Body=data)
    handler.handle(event("one.png", "two.gif"))
    assert (tags("one.png")["image-type"], tags("two.gif")["image-type"]) == ("png", "gif")
    handler.handle({"Service": "Amazon S3", "Event": "s3:TestEvent"})


def test_the_same_event_twice_writes_once(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    handler.s3.put_object(Bucket=BUCKET, Key="a.png", Body=png(1, 1))
    handler.handle(event("a.png"))
    first = tags("a.png")
    written: list[object] = []
    monkeypatch.setattr(handler.s3, "put_object_tagging", lambda **given: written.append(given))
    handler.handle(event("a.png"))
    assert (tags("a.png"), written) == (first, [])


def test_tags_of_others_stay_and_ours_are_renewed(handler: ModuleType) -> None:
    tagging = "owner=ann&image-type=png&width=9&height=9"
    handler.s3.put_object(Bucket=BUCKET, Key="a", Body=b"text now", Tagging=tagging)
    handler.handle(event("a"))
    assert tags("a") == {"owner": "ann", "image-type": "none"}


def test_only_the_head_is_read(handler: ModuleType) -> None:
    handler.s3.put_object(Bucket=BUCKET, Key="a", Body=bytes(3 * handler.HEAD))
    assert len(handler.head(BUCKET, "a")) == handler.HEAD == 1024 * 1024


def test_what_aws_refuses_is_raised(handler: ModuleType) -> None:
    with pytest.raises(ClientError, match="NoSuchKey"):
        handler.handle(event("gone.png"))


def test_it_needs_nothing_but_the_runtime() -> None:
    text = FILE.read_text()
    found = {
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert found == {"__future__", "struct", "typing", "urllib", "boto3", "botocore"}
