"""ECR repositories, and the image that a workload runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.observed import Metric, Observed
from settings.delivery import Repository as RepositorySettings
from settings.images import Image


@dataclass(frozen=True)
class ImageRef:
    """One particular image, and the repository that pulling it takes permissions on."""

    uri: pulumi.Input[str]
    repository_arn: pulumi.Output[str] | None = None


class Repository(Component):
    """A private ECR repository with immutable tags that scans what is pushed and keeps the newest images."""

    url: pulumi.Output[str]
    arn: pulumi.Output[str]
    observed: Observed

    def __init__(
        self,
        name: str,
        settings: RepositorySettings,
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:delivery:Repository", name, None, opts)
        physical = settings.name or context.name(name, limit=256)
        encryption = aws.ecr.RepositoryEncryptionConfigurationArgs(
            encryption_type="KMS" if context.key_arn else "AES256", kms_key=context.key_arn
        )
        repository = aws.ecr.Repository(
            name,
            name=physical,
            image_tag_mutability="IMMUTABLE" if settings.immutable_tags else "MUTABLE",
            image_scanning_configuration={"scan_on_push": settings.scan_on_push},
            encryption_configurations=[encryption],
            opts=self.child(protect=settings.retain, retain_on_delete=settings.retain),
        )
        aws.ecr.LifecyclePolicy(
            name, repository=repository.name, policy=json.dumps(lifecycle_policy(settings)), opts=self.child()
        )
        self.url, self.arn = repository.repository_url, repository.arn
        metrics = {
            "pulls": Metric("AWS/ECR", "RepositoryPullCount", {"RepositoryName": repository.name}, "Sum"),
            # Pushes are published as API use of the account only (SKY-OBS-03).
            "pushes": Metric(
                "AWS/Usage",
                "CallCount",
                {"Service": "ECR", "Type": "API", "Resource": "PutImage", "Class": "None"},
                "Sum",
            ),
        }
        self.observed = Observed(
            key=name,
            title=f"Images of {physical}",
            widgets={"Pulls": (metrics["pulls"],), "Pushes (account)": (metrics["pushes"],)},
            metrics=metrics,
        )
        self.register_outputs({"url": self.url})


def lifecycle_policy(settings: RepositorySettings) -> Mapping[str, object]:
    """Expires all but the newest tagged images, whatever their tags, and after some days untagged ones.

    Where those have no time of their own, there is one rule for all images.
    """
    days = settings.expire_untagged_after_days
    which = {"tagStatus": "any"} if days is None else {"tagStatus": "tagged", "tagPatternList": ["*"]}
    newest = {
        "rulePriority": 1,
        "description": f"Keep last {settings.keep_images} images",
        "selection": {**which, "countType": "imageCountMoreThan", "countNumber": settings.keep_images},
        "action": {"type": "expire"},
    }
    if days is None:
        return {"rules": [newest]}
    return {
        "rules": [
            newest,
            {
                "rulePriority": 2,
                "description": f"Expire untagged images after {days} days",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": days,
                },
                "action": {"type": "expire"},
            },
        ]
    }


def image_reference(
    name: str,
    image: Image,
    architecture: str,
    repositories: Mapping[str, Repository],
) -> ImageRef:
    """The image of settings: in one of the stack's repositories, of another registry, or built now."""
    if image.kind == "external":
        return ImageRef(image.uri)
    repository = repositories[image.repository]
    if image.kind == "build":
        import pulumi_awsx as awsx  # only a stack that builds needs it

        built = awsx.ecr.Image(
            name,
            repository_url=repository.url,
            context=image.context,
            dockerfile=image.dockerfile,
            image_tag=image.tag,
            platform="linux/arm64" if architecture == "ARM64" else "linux/amd64",
            opts=repository.child(),
        )
        return ImageRef(built.image_uri, repository.arn)
    reference = f"@{image.digest}" if image.digest else f":{image.tag}"
    return ImageRef(pulumi.Output.concat(repository.url, reference), repository.arn)
