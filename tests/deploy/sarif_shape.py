"""The parts of SARIF 2.1.0 that we write, as strictly as its own schema has them, and no key beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
TEXT["additionalProperties"] = False
LEVEL = {"enum": ["note", "warning", "error"]}


def shape(required: Sequence[str], **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


PHYSICAL = shape(
    ["artifactLocation", "region"],
    artifactLocation=shape(
        ["uri", "uriBaseId"], uri={"type": "string", "pattern": r"^[^/\\]"}, uriBaseId={"const": "PROJECT"}
    ),
    region=shape(["startLine"], startLine={"type": "integer", "minimum": 1}),
)
LOCATION = shape(
    ["physicalLocation"],
    physicalLocation=PHYSICAL,
    logicalLocations={
        "type": "array",
        "minItems": 1,
        "items": shape(
            ["name", "fullyQualifiedName", "kind"],
            name={"type": "string"},
            fullyQualifiedName={"type": "string"},
            kind={"const": "resource"},
        ),
    },
)
RULE = shape(
    ["id", "shortDescription", "defaultConfiguration"],
    id={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=TEXT,
    defaultConfiguration=shape(["level"], level=LEVEL),
    properties=shape(
        ["security-severity", "tags"],
        **{
            "security-severity": {"enum": ["9.5", "8.0", "5.5", "3.0"]},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        },
    ),
)
RESULT = shape(
    ["ruleId", "level", "message", "locations", "partialFingerprints", "properties"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={"type": "array", "minItems": 1, "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    properties=shape(["stack", "status"], stack={"type": "string"}, status={"type": "string"}),
    suppressions={
        "type": "array",
        "items": shape(
            ["kind", "status", "justification"],
            kind={"const": "external"},
            status={"const": "accepted"},
            justification={"type": "string"},
        ),
    },
)
RUN = shape(
    ["tool", "results", "invocations", "columnKind", "automationDetails", "originalUriBaseIds"],
    tool=shape(
        ["driver"],
        driver=shape(
            ["name", "version", "rules"],
            name={"const": "groundwork"},
            version={"type": "string"},
            rules={"type": "array", "uniqueItems": True, "items": RULE},
        ),
    ),
    results={"type": "array", "items": RESULT},
    invocations={
        "type": "array",
        "minItems": 1,
        "items": shape(
            ["executionSuccessful", "toolExecutionNotifications"],
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={
                "type": "array",
                "items": shape(
                    ["level", "message", "locations"],
                    level=LEVEL,
                    message=TEXT,
                    locations={"type": "array", "items": LOCATION},
                ),
            },
        ),
    },
    columnKind={"const": "unicodeCodePoints"},
    automationDetails=shape(["id"], id={"type": "string"}),
    originalUriBaseIds=shape(["PROJECT"], PROJECT=shape(["description"], description=TEXT)),
)
SARIF = shape(
    ["$schema", "version", "runs"],
    **{"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"minItems": 1, "items": RUN}},
)
