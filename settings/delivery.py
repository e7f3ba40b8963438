"""`groundwork:delivery`: where images come from."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import Key, RepositoryName


class Repository(Model):
    """An ECR repository: immutable tags, scan on push, old images expired."""

    name: RepositoryName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    keep_images: Annotated[int, Field(ge=1, le=1000)] = 10
    """Images kept; older ones expire (SKY-STO-04)."""

    expire_untagged_after_days: Annotated[int, Field(ge=1, le=365)] | None = 7
    """Age at which images without a tag expire; null counts them among the images kept (FBG-DLV-02)."""

    scan_on_push: bool = True
    """Look for known vulnerabilities in what is pushed."""

    immutable_tags: bool = True
    """Refuse to move a tag to another image."""

    retain: bool = True
    """Left in place by a destroy, with its images."""


class Delivery(Model):
    """Repositories by name."""

    repositories: dict[Key, Repository] = Field(default_factory=dict)
    """ECR repositories, by name."""

    @rule
    def names_are_their_own(self) -> Iterator[Breach]:
        first: dict[str, str] = {}
        for key, repository in self.repositories.items():
            if repository.name and (other := first.setdefault(repository.name, key)) != key:
                yield Breach(
                    ("repositories", key, "name"), f"`{repository.name}` is the name of {other} as well"
                )
