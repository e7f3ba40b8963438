"""`groundwork:delivery`: where images come from."""

from typing import Annotated

from pydantic import Field

from settings.base import Model
from settings.types import Key, RepositoryName


class Repository(Model):
    """An ECR repository: immutable tags, scan on push, old images expired."""

    name: RepositoryName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    keep_images: Annotated[int, Field(ge=1, le=1000)] = 10
    """Images kept; older ones expire (SKY-STO-04)."""

    expire_untagged_after_days: Annotated[int, Field(ge=1, le=365)] = 7
    scan_on_push: bool = True
    immutable_tags: bool = True
    retain: bool = True
    """Left in place by a destroy, with its images."""


class Delivery(Model):
    """Repositories by name."""

    repositories: dict[Key, Repository] = {}
