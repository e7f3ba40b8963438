"""Where the image of a container comes from: always one particular image, never whatever is newest."""

from collections.abc import Iterator
from typing import Annotated, Literal

from settings.base import Breach, Model, rule
from settings.shape import Kinds
from settings.types import ImageDigest, ImageTag, ImageUri, Key, RelativePath


class RepositoryImage(Model):
    """An image in one of the stack's ECR repositories, by tag or by digest."""

    kind: Literal["repository"] = "repository"
    repository: Key
    """Key in `groundwork:delivery.repositories`."""

    tag: ImageTag | None = None
    """Tag of the release."""

    digest: ImageDigest | None = None
    """`sha256:…`; exactly one of tag and digest."""

    @rule
    def tag_or_digest(self) -> Iterator[Breach]:
        if (self.tag is None) == (self.digest is None):
            given = "neither is" if self.tag is None else "both are"
            yield Breach((), f"one of tag and digest says which image it is; {given} given")


class BuiltImage(Model):
    """An image that is built from a folder and pushed to one of the stack's repositories by the update."""

    kind: Literal["build"]
    repository: Key
    """Key in `groundwork:delivery.repositories`."""

    context: RelativePath
    """Folder of the build context, from the project's root."""

    dockerfile: RelativePath | None = None
    """Path of the Dockerfile; `<context>/Dockerfile` if left out."""

    tag: ImageTag
    """Tag under which it is pushed."""


class ExternalImage(Model):
    """An image of another registry."""

    kind: Literal["external"]
    uri: ImageUri
    """Registry, repository, and tag or digest."""


Image = Annotated[RepositoryImage | BuiltImage | ExternalImage, Kinds("repository")]
