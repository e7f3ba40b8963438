"""What ECR refuses of repositories and lifecycle policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.ecr.answers import LIFECYCLE, POLICY, REPOSITORY

rules.taggable(REPOSITORY)

_NAME: Final = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")
_MUTABILITY: Final = ("MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION")
_PATTERN: Final = re.compile(r"[a-zA-Z0-9._*-]{1,128}")
_STATUSES: Final = ("tagged", "untagged", "any")
_COUNTS: Final = ("imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned")
_ACTIONS: Final = ("expire", "transition")


@check(REPOSITORY)
def repository(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name of 2 to 256 characters, tag mutability, encryption.

    Source: "CreateRepository", Amazon ECR API Reference.
    """
    del ctx
    name = inputs.get("name")
    if isinstance(name, str):
        yield from rules.length("name", name, 2, 256)
        yield from rules.pattern("name", name, _NAME, "small letters and digits, parted by single . _ - or /")
    yield from rules.one_of("imageTagMutability", inputs.get("imageTagMutability"), _MUTABILITY)
    filters = rules.items(inputs.get("imageTagMutabilityExclusionFilters"))
    excluding = str(inputs.get("imageTagMutability")).endswith("WITH_EXCLUSION")
    if filters and rules.given(inputs.get("imageTagMutability")) and not excluding:
        yield Failure(
            "imageTagMutabilityExclusionFilters",
            "InvalidParameterException: exclusion filters need imageTagMutability "
            "IMMUTABLE_WITH_EXCLUSION or "
            f"MUTABLE_WITH_EXCLUSION, not {inputs['imageTagMutability']}",
        )
    if excluding and not filters:
        yield Failure(
            "imageTagMutabilityExclusionFilters",
            f"InvalidParameterException: {inputs['imageTagMutability']} needs at least one exclusion filter",
        )
    for place, block in enumerate(rules.items(inputs.get("encryptionConfigurations"))):
        path, kind = f"encryptionConfigurations[{place}]", rules.block(block).get("encryptionType", "AES256")
        yield from rules.one_of(f"{path}.encryptionType", kind, ("AES256", "KMS", "KMS_DSSE"))
        key = rules.block(block).get("kmsKey")
        yield from rules.arn(f"{path}.kmsKey", key, "kms", "key/")
        if rules.text(key) and kind == "AES256":
            yield Failure(
                f"{path}.kmsKey",
                "InvalidParameterException: kmsKey can be set only with encryptionType KMS or KMS_DSSE",
            )


@check(POLICY)
def repository_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The access policy of a repository ("SetRepositoryPolicy", Amazon ECR API Reference)."""
    del ctx
    yield from policies.policy("policy", inputs.get("policy"), policies.REPOSITORY)


@check(LIFECYCLE)
def lifecycle_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Rules by priority ("Lifecycle policy properties in Amazon ECR", Amazon ECR User Guide)."""
    del ctx
    document = inputs.get("policy")
    if not isinstance(document, str):
        return
    found, error = policies.parse(document)
    problem = (
        "InvalidParameterException: Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint"
    )
    entries = found.get("rules") if isinstance(found, dict) else None
    if error or not isinstance(entries, list) or not entries:
        yield Failure(
            "policy", f"{problem}: 'Lifecycle policy must be JSON with a list of rules' {error}".rstrip()
        )
        return
    if len(entries) > 50:
        yield Failure("policy", f"{problem}: at most 50 rules, not {len(entries)}")
    priorities: list[Any] = []
    untagged = 0
    last_any: Any = None
    for place, entry in enumerate(entries):
        for reason in _rule(entry):
            yield Failure("policy", f"{problem}: rules[{place}]: {reason}")
        if not isinstance(entry, dict):
            continue
        priority = entry.get("rulePriority")
        if priority in priorities:
            yield Failure("policy", f"{problem}: rules[{place}]: rulePriority {priority} is used twice")
        priorities.append(priority)
        selection = entry.get("selection") if isinstance(entry.get("selection"), dict) else {}
        untagged += (
            selection.get("tagStatus") == "untagged" and selection.get("countType") == "imageCountMoreThan"
        )
        if selection.get("tagStatus") == "any":
            last_any = priority
    numbers = [number for number in priorities if isinstance(number, int)]
    if isinstance(last_any, int) and numbers and last_any < max(numbers):
        yield Failure(
            "policy",
            f"{problem}: a rule with tagStatus any must have the highest rulePriority: it has "
            f"{last_any}, another {max(numbers)}",
        )


def _rule(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "a rule is an object"
        return
    for key in sorted(entry.keys() - {"rulePriority", "description", "selection", "action"}):
        yield f"unknown property '{key}'"
    priority = entry.get("rulePriority")
    if isinstance(priority, bool) or not isinstance(priority, int) or priority < 1:
        yield f"rulePriority must be a whole number from 1, not {priority!r}"
    action = entry.get("action")
    kind = action.get("type") if isinstance(action, dict) else None
    if kind not in _ACTIONS:
        yield f"action.type must be expire or transition, not {kind!r}"
    selection = entry.get("selection")
    if not isinstance(selection, dict):
        yield "selection is missing"
        return
    yield from _selection(selection)


def _selection(selection: dict[str, Any]) -> Iterator[str]:
    known = {
        "tagStatus",
        "tagPatternList",
        "tagPrefixList",
        "countType",
        "countUnit",
        "countNumber",
        "storageClass",
    }
    for key in sorted(selection.keys() - known):
        yield f"unknown property 'selection.{key}'"
    status = selection.get("tagStatus")
    if status not in _STATUSES:
        yield f"selection.tagStatus must be one of {', '.join(_STATUSES)}, not {status!r}"
    lists = [key for key in ("tagPatternList", "tagPrefixList") if selection.get(key)]
    if status == "tagged" and len(lists) != 1:
        yield "selection with tagStatus tagged needs exactly one of tagPatternList and tagPrefixList"
    if status in ("untagged", "any") and lists:
        yield f"selection.{lists[0]} can be set only with tagStatus tagged"
    for item in selection.get("tagPatternList") or ():
        if not isinstance(item, str) or not _PATTERN.fullmatch(item) or item.count("*") > 4:
            yield (
                f"selection.tagPatternList: '{item}' (up to 128 letters, digits, . _ - and at most "
                "4 wildcards *)"
            )
    count = selection.get("countType")
    if count not in _COUNTS:
        yield f"selection.countType must be one of {', '.join(_COUNTS)}, not {count!r}"
    unit = selection.get("countUnit")
    if count == "imageCountMoreThan" and unit is not None:
        yield "selection.countUnit cannot be set with countType imageCountMoreThan"
    if count in _COUNTS[1:] and unit != "days":
        yield f"selection.countUnit must be days with countType {count}, not {unit!r}"
    number = selection.get("countNumber")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        yield f"selection.countNumber must be a whole number from 1, not {number!r}"
