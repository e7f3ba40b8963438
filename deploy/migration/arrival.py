"""The stack's own file at the end of a move: the target's text, with what is the stack's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import console, stacks
from deploy.edit import remove_value, set_value
from deploy.errors import UserError
from deploy.identity import KEYS
from deploy.migration import config as configs
from deploy.migration.config import ABSENT, get
from deploy.source import Source, parse

if TYPE_CHECKING:
    from deploy.migration.course import Course

_ENCRYPTION = ("secretsprovider", "encryptedkey", "encryptionsalt")


def text(course: Course) -> str:
    """What the file will say; comments and layout are the target's.

    Raises UserError where the target's file is written so that it cannot be changed in place.
    """
    target = course.target
    source = target.source
    system = _key(source, f"{target.project.name}:system", target.project)
    for name in KEYS:
        value = get(course.goal, (f"{target.project.name}:system", name))
        path = ("config", system, name)
        source = _changed(source, path, value)
    for place in configs.secured(course.goal):
        area = _key(source, place[0], target.project)
        source = _changed(
            source, ("config", area, *place[1:], "secure"), get(course.goal, (*place, "secure"))
        )
    for name in _ENCRYPTION:
        source = _changed(source, (name,), course.stack.encryption.get(name, ABSENT))
    _check(course, source)
    return source.text


def write(course: Course) -> None:
    """Give the stack's own file what it was moved to."""
    course.stack.path.write_text(text(course), encoding="utf-8")
    console.say(f"{course.stack.shown_path} has the settings of {course.to} now; commit it")


def write_stayed(course: Course, reached: str) -> None:
    """Put what AWS did not take back into the stack's own file, after a move went back to where it began."""
    source = course.stack.source
    for place, value in course.stayed(None, reached):
        area = _key(source, place[0], course.stack.project)
        source = _changed(source, ("config", area, *place[1:]), value)
        console.say(f"{configs.text_of(place)} stays {configs.shown(value)}: AWS does not take it back")
    if source.text != course.stack.source.text:
        course.stack.path.write_text(source.text, encoding="utf-8")
        console.say(f"{course.stack.shown_path} says so now; commit it")


def _changed(source: Source, path: tuple[str, ...], value: object) -> Source:
    changed = remove_value(source, path) if value is ABSENT else set_value(source, path, value)  # ty: ignore[invalid-argument-type] # a value of YAML
    return parse(changed, source.name)


def _key(source: Source, qualified: str, project: stacks.Project) -> str:
    """How the file writes a config key."""
    config = source.value.get("config") if isinstance(source.value, dict) else None
    assert isinstance(config, dict)
    return next(key for key in config if stacks.qualify(project, key) == qualified)


def _check(course: Course, source: Source) -> None:
    assert isinstance(source.value, dict)
    found = {
        stacks.qualify(course.target.project, key): value for key, value in source.value["config"].items()
    }
    if list(configs.differences(found, course.goal)):
        raise UserError(
            f"{course.target.shown_path} cannot be written as the file of {course.stack.reference}; "
            "nothing was touched",
            mend="write each setting of groundwork:system and each secret on a line of its own",
        )
