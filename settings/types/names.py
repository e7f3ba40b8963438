"""Types of names, keys, tags and people."""

import difflib
import re
from typing import Annotated

from pydantic import Field

from settings.tables import REGIONS
from settings.types.text import Text, WholeNumberAsText
from settings.words import either


def _as_key(value: str) -> str:
    words = "".join(character if character.isascii() and character.isalnum() else " " for character in value)
    key = "-".join(words.lower().split())[:32].strip("-")
    return f"write `{key}`" if key and key[0].isalpha() else ""


Key = Annotated[
    str,
    Text(
        "a key of up to 32 lower-case letters, digits and single hyphens, letter first, such as order-events",
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        longest=32,
        example="orders",
        hint=_as_key,
    ),
]
"""Name of an entry of a map; becomes part of logical names and, in capitals, of environment variables."""


ResourceName = Annotated[
    str,
    Text(
        "a name of up to 64 lower-case letters, digits and single hyphens, letter first, such as pyshop-prod",
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
    name = re.sub(r"(?<=[0-9])[a-z]$", "", value.strip().lower())
    near = [name] if name in REGIONS else difflib.get_close_matches(name, REGIONS, n=2, cutoff=0.8)
    return f"did you mean {either(sorted(near))}?" if near else ""


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

TagText = Annotated[
    str,
    WholeNumberAsText(),
    Text(
        "letters, digits, spaces and _ . : / = + - @, at most 256, such as payments",
        rf"{_TAG}*\S{_TAG}*",
        longest=256,
        example="payments",
    ),
]
"""A tag value that is not empty."""

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
        "a name of letters, digits and _ . -, at most 128, such as api-cpu-scaling",
        r"[A-Za-z0-9][A-Za-z0-9_.-]*",
        longest=128,
        example="api-cpu-scaling",
    ),
]
AlarmName = Annotated[
    str,
    Text(
        "a name of letters, digits and _ . - /, at most 255, such as api-high-cpu",
        r"[A-Za-z0-9][A-Za-z0-9_./-]*",
        longest=255,
        example="api-high-cpu",
    ),
]
BudgetName = Annotated[
    str,
    Text(
        "a name of up to 100 characters without : and \\, such as shop-monthly-budget",
        r"[^\s:\\](?:[^:\\\r\n]*[^\s:\\])?",
        longest=100,
        example="shop-monthly-budget",
    ),
]
"""Source: AWS Cost Management API Reference, Budget: BudgetName."""

FunctionArn = Annotated[
    str,
    Text(
        "the ARN of a Lambda function, such as arn:aws:lambda:eu-west-1:123456789012:function:rotate",
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9_$-]{1,128})?",
        example="arn:aws:lambda:eu-west-1:123456789012:function:rotate",
    ),
]
SecretName = Annotated[
    str,
    Text(
        "a secret's name of letters, digits and /_+=.@-, at most 512, such as shop/production/session-key",
        r"[A-Za-z0-9/_+=.@-]+",
        longest=512,
        example="shop/production/session-key",
    ),
]
"""Source: AWS Secrets Manager API Reference, CreateSecret, Name."""
ControlId = Annotated[
    str,
    Text(
        "the id of a control, such as PYS-C01",
        r"[A-Za-z0-9][A-Za-z0-9._-]*",
        longest=64,
        example="PYS-C01",
    ),
]
Words = Annotated[str, Text("text that is not empty", r"[\s\S]*\S[\s\S]*")]
"""Text for people: a reason, an owner."""
