"""Where the image of a container comes from: always one particular image, never whatever is newest."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import ImageDigest, ImageTag, ImageUri, Key, RelativePath


class RepositoryImage(Model):
    """An image in one of the stack's ECR repositories, by tag or by digest."""

    kind: Literal["repository"] = "repository"
    repository: Key
    """Key in `groundwork:delivery.repositories`."""

    tag: ImageTag | None = None
    digest: ImageDigest | None = None
    """`sha256:…`; exactly one of tag and digest."""


class BuiltImage(Model):
    """An image that is built from a folder and pushed to one of the stack's repositories by the update."""

    kind: Literal["build"]
    repository: Key
    context: RelativePath
    """Folder of the build context, from the project's root."""

    dockerfile: RelativePath | None = None
    """Path of the Dockerfile; `<context>/Dockerfile` if left out."""

    tag: ImageTag


class ExternalImage(Model):
    """An image of another registry."""

    kind: Literal["external"]
    uri: ImageUri


Image = Annotated[RepositoryImage | BuiltImage | ExternalImage, Field(discriminator="kind")]
