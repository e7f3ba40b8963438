"""Tags each new upload with what it is: the kind of image and its size, or that it is none.

Started by S3 for each object that comes. It reads the first bytes of the object, which tell an image from
anything else whatever its name says, and writes `image-type`, `width` and `height` as tags of the object;
what is no image gets `image-type` = `none`. Tags of others stay. The same event twice leaves the same tags.
Whatever AWS refuses is raised, so that Lambda tries the event again.
"""

from __future__ import annotations

import struct
from typing import Any
from urllib.parse import unquote_plus

import boto3
from botocore.exceptions import ClientError

HEAD = 1024 * 1024
"""Bytes that are read: a photograph may have previews and colour profiles before its own dimensions."""

TYPE, WIDTH, HEIGHT = "image-type", "width", "height"

Image = tuple[str, int, int]
"""Kind, width and height in pixels."""

s3 = boto3.client("s3")


def handle(event: dict[str, Any], _context: object = None) -> None:
    """Tag the object of each record of an S3 event (Amazon S3 User Guide, "Event message structure")."""
    for record in event.get("Records", ()):
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        tag(bucket, key, tags_of(recognise(head(bucket, key))))


def head(bucket: str, key: str) -> bytes:
    """The first bytes of an object; none of an empty one, of which S3 gives no range."""
    try:
        return s3.get_object(Bucket=bucket, Key=key, Range=f"bytes=0-{HEAD - 1}")["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidRange":
            return b""
        raise


def tag(bucket: str, key: str, ours: dict[str, str]) -> None:
    """Put our tags among those that the object has; nothing is written where they are there already."""
    there = {each["Key"]: each["Value"] for each in s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]}
    wanted = {name: value for name, value in there.items() if name not in (TYPE, WIDTH, HEIGHT)} | ours
    if wanted != there:
        tags = [{"Key": name, "Value": value} for name, value in wanted.items()]
        s3.put_object_tagging(Bucket=bucket, Key=key, Tagging={"TagSet": tags})


def tags_of(image: Image | None) -> dict[str, str]:
    """The tags of an image, or of what is none."""
    if image is None:
        return {TYPE: "none"}
    kind, width, height = image
    return {TYPE: kind, WIDTH: str(width), HEIGHT: str(height)}


def recognise(data: bytes) -> Image | None:
    """What the bytes are the beginning of; None where they are no image of a kind that is known here."""
    for read in (_png, _gif, _webp, _jpeg):
        try:
            image = read(data)
        except (struct.error, IndexError):  # cut off before its dimensions
            image = None
        if image is not None:
            return image
    return None


def _png(data: bytes) -> Image | None:
    """Portable Network Graphics (Third Edition), 5.2 and 11.2.1."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return None
    return ("png", *struct.unpack(">II", data[16:24]))


def _gif(data: bytes) -> Image | None:
    """Graphics Interchange Format, version 89a, 17 and 18."""
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return ("gif", *struct.unpack("<HH", data[6:10]))


def _webp(data: bytes) -> Image | None:
    """WebP Container Specification; RFC 6386, 9.1 (VP8); WebP Lossless Bitstream Specification, 3 (VP8L)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    chunk, body = data[12:16], data[20:30]
    if chunk == b"VP8X" and len(body) == 10:
        return "webp", 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L" and body[0] == 0x2F:
        (bits,) = struct.unpack("<I", body[1:5])
        return "webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return "webp", width & 0x3FFF, height & 0x3FFF
    return None


_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(data: bytes) -> Image | None:
    """ITU-T T.81, annex B: segments up to the frame header, which has the dimensions."""
    if data[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while True:
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "jpeg", width, height
        if marker in (0xD9, 0xDA):  # the end, or the pixels, with no frame before
            return None
        at += 2 if marker in _WITHOUT_LENGTH else 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
