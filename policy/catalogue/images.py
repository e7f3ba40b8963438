"""Images and containers."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, DISABLED, MANDATORY, Control, always_so

THEME: Final = "images"

CONTROLS: Final = (
    Control(
        id="image-scan-on-push",
        title="Images are scanned for vulnerabilities when they are pushed",
        theme=THEME,
        severity="high",
        sheets=("SKY-C06", "FBG-C-05"),
        frameworks=("FSBP ECR.1", "CKV_AWS_163"),
        baseline=MANDATORY,
        reason="A known hole is cheapest to close before the image runs.",
        remedy="Set `groundwork:delivery.repositories.<name>.scanOnPush: true`.",
    ),
    Control(
        id="image-tags-immutable",
        title="Image tags cannot be moved",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C17",),
        frameworks=("FSBP ECR.2", "CKV_AWS_51"),
        baseline=MANDATORY,
        reason="A tag that moves makes it impossible to say what ran, and to go back to it.",
        remedy="Set `groundwork:delivery.repositories.<name>.immutableTags: true`.",
    ),
    Control(
        id="image-pinned",
        title="Workloads run an image by digest or by a tag that is not latest",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C17",),
        baseline=MANDATORY,
        reason="With latest a restart is a deployment that nobody made.",
        remedy="Set `groundwork:compute.services.<name>.image.tag` or `.digest`.",
    ),
    Control(
        id="image-lifecycle",
        title="Repositories keep the last images and expire older ones",
        theme=THEME,
        severity="low",
        sheets=("SKY-C13",),
        frameworks=("FSBP ECR.3", "PCI 3.2.1"),
        baseline=MANDATORY,
        reason="The last images are the way back; the others are cost and old holes.",
        remedy="Set `groundwork:delivery.repositories.<name>.keepImages`.",
    ),
    Control(
        id="container-not-privileged",
        title="No container has the powers of its host",
        theme=THEME,
        severity="high",
        frameworks=("FSBP ECS.1", "FSBP ECS.3", "FSBP ECS.4", "CKV_AWS_334", "CKV_AWS_335"),
        baseline=MANDATORY,
        reason="A privileged container that is broken into is a host that is broken into.",
        remedy=always_so("`privileged` to false, `networkMode` to awsvpc, no `pidMode` host"),
    ),
    Control(
        id="container-user",
        title="Containers run as a user that is not root",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C07",),
        baseline=ADVISORY,
        reason="Root in a container is one step from root on its host.",
        remedy="Set `groundwork:compute.services.<name>.user`, for example 101:101, as the image has it.",
    ),
    Control(
        id="container-read-only-root",
        title="Root file systems of containers are read-only",
        theme=THEME,
        severity="low",
        frameworks=("FSBP ECS.5", "CKV_AWS_336"),
        baseline=ADVISORY,
        reason="What cannot be written cannot be replaced by an intruder. Many images have to be made for "
        "it.",
        remedy="Set `groundwork:compute.services.<name>.readOnlyRoot: true`, with the paths it writes to in "
        "`groundwork:compute.services.<name>.scratch`.",
    ),
    Control(
        id="image-build-reviewed",
        title="Images are built in stages on a minimal base",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C08",),
        baseline=ADVISORY,
        kind="human",
        where="review of the Dockerfile at each change",
        reason="How an image was built cannot be seen in a resource graph.",
        remedy="Review the Dockerfile that `groundwork:compute.services.<name>.image` comes from.",
    ),
    Control(
        id="instance-metadata-v2",
        title="Instance metadata needs a session token",
        theme=THEME,
        severity="high",
        frameworks=("FSBP EC2.8", "FSBP EC2.170", "CIS 5.6", "CKV_AWS_79"),
        baseline=MANDATORY,
        reason="Version 1 hands the instance's credentials to any request that a broken application "
        "forwards.",
        remedy=always_so("`metadata_options.http_tokens` to required"),
    ),
    Control(
        id="compute-serverless",
        title="Services run on Fargate, without machines to look after",
        theme=THEME,
        severity="low",
        sheets=("PYS-C16",),
        baseline=DISABLED,
        systems={"pyshop": ADVISORY},
        reason="Nobody has to patch a host that is not there. Elsewhere EC2 capacity may be meant.",
        remedy="Run the workload as `groundwork:compute.services.<name>.kind: ecs`.",
    ),
)
