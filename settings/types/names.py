"""Types of names, keys, tags and people."""

import difflib
from typing import Annotated

from pydantic import Field

from settings.tables import REGIONS
from settings.types.text import Text, WholeNumberAsText

Key = Annotated[
    str,
    Text(
        "a key: lower-case letters, digits and single hyphens, at most 32, a letter first, such as `order-events`",
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        longest=32,
        example="orders",
        hint=lambda value: _as_key(value),
    ),
]
"""Name of an entry of a map; becomes part of logical names and, in capitals, of environment variables."""


def _as_key(value: str) -> str:
    words = "".join(character if character.isascii() and character.isalnum() else " " for character in value)
    key = "-".join(words.lower().split())[:32].strip("-")
    return f"write `{key}`" if key and key[0].isalpha() else ""


ResourceName = Annotated[
    str,
    Text(
        "a name of lower-case letters, digits and single hyphens, at most 64, a letter first, such as `pyshop-prod`",
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        longest=64,
        example="pyshop-prod",
    ),
]
"""Physical name, or the prefix of physical names, that fits every AWS service that the program uses."""

AccountId = Annotated[
    str,
    Text(
        "an AWS account id: twelve digits in quotes, such as '123456789012'",
        r"[0-9]{12}",
        example="123456789012",
    ),
]


def _nearest_region(value: str) -> str:
    near = difflib.get_close_matches(value.strip().lower(), REGIONS, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


Region = Annotated[
    str,
    Text(
        "an AWS region such as us-east-1",
        "|".join(REGIONS),
        example="us-east-1",
        hint=_nearest_region,
    ),
]
"""One of settings.tables.REGIONS."""

ZoneLetter = Annotated[
    str,
    Text(
        "the letter of an availability zone, such as a",
        r"[a-z]",
        example="a",
        hint=lambda value: (
            f"write {value[-1]}" if len(value) > 1 and value[:-1] in REGIONS and value[-1].isalpha() else ""
        ),
    ),
]

_TAG = r"[\w\s.:/=+\-@]"

TagKey = Annotated[
    str,
    Text(
        "a tag key: letters, digits, spaces and _ . : / = + - @, at most 128, not beginning with `aws:`",
        rf"(?![aA][wW][sS]:){_TAG}+",
        longest=128,
        example="Team",
    ),
]
TagValue = Annotated[
    str,
    WholeNumberAsText(),
    Text(
        "a tag value: letters, digits, spaces and _ . : / = + - @, at most 256",
        rf"{_TAG}*",
        longest=256,
        example="payments",
    ),
]
"""Source of both: AWS Tagging Best Practices, "Tag naming limits and requirements"."""

TagMap = Annotated[dict[TagKey, TagValue], Field(max_length=40)]
"""At most 40: AWS takes 50 tags on a resource, and the stack and its resources add their own."""

Email = Annotated[
    str,
    Text(
        "a mail address such as oncall@example.com",
        r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}",
        longest=254,
        example="oncall@example.com",
    ),
]
"""The pattern is HTML's for an input of type email, with a dot in the domain."""

PolicyName = Annotated[
    str,
    Text(
        "a name of letters, digits and _ . -, at most 128, such as `api-cpu-scaling`",
        r"[A-Za-z0-9][A-Za-z0-9_.-]*",
        longest=128,
        example="api-cpu-scaling",
    ),
]
AlarmName = Annotated[
    str,
    Text(
        "a name of letters, digits and _ . - /, at most 255, such as `api-high-cpu`",
        r"[A-Za-z0-9][A-Za-z0-9_./-]*",
        longest=255,
        example="api-high-cpu",
    ),
]
Words = Annotated[str, Text("text that is not empty", r"(?s:.*\S.*)")]
"""Text for people: a reason, an owner."""
