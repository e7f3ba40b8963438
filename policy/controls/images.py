"""Controls on container images and on how containers run."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.containers import containers, unpinned
from policy.aws.types import ECR_LIFECYCLE, ECR_REPOSITORY, ECR_SCANNING, LAMBDA, TASK_DEFINITION
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, document, listed, show


@on_graph("image-scan-on-push", ECR_REPOSITORY)
def scan_on_push(repository: Resource, scope: Scope) -> Iterator[Outcome]:
    """Images are scanned when they are pushed, by the repository's setting or the registry's."""
    for registry in scope.graph.of(ECR_SCANNING):
        for rule in registry.blocks("rules"):
            if isinstance(rule, dict) and rule.get("scanFrequency") in ("SCAN_ON_PUSH", "CONTINUOUS_SCAN"):
                filters = [block.get("filter") for block in listed(rule.get("repositoryFilters"))]
                if "*" in filters:
                    return
    yield from repository.expect_true("imageScanningConfiguration.scanOnPush")


@on_resource("image-tags-immutable", ECR_REPOSITORY)
def immutable_tags(repository: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A tag, once pushed, stays with its image."""
    yield from repository.expect("imageTagMutability", lambda value: value == "IMMUTABLE", "IMMUTABLE")


@on_graph("image-lifecycle", ECR_REPOSITORY)
def lifecycle(repository: Resource, scope: Scope) -> Iterator[Outcome]:
    """Each repository expires old images by a policy that does select some."""
    policies = scope.graph.referrers(repository, ECR_LIFECYCLE, "repository")
    if not policies:
        yield Violation("the repository has no lifecycle policy, must have one that keeps the last images")
    for policy in policies:
        value = policy.get("policy")
        if value is UNKNOWN:
            yield Undetermined(f"{policy.name}.policy")
            continue
        parsed = document(value)
        rules = listed(parsed.get("rules")) if isinstance(parsed, dict) else []
        if not rules:
            yield Violation(
                f"lifecycle policy {policy.name} has no rule, must have one that keeps the last images"
            )
        for rule in rules:
            selection = rule.get("selection", {}) if isinstance(rule, dict) else {}
            prefixes = listed(selection.get("tagPrefixList"))
            if prefixes == ["latest"]:
                yield Violation(
                    f"lifecycle policy {policy.name} selects the tag latest, which is on one image: it "
                    "expires nothing"
                )


@on_resource("image-pinned", TASK_DEFINITION, LAMBDA)
def pinned(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Containers and functions run one particular image: by digest, or by a tag that is not `latest`."""
    if resource.type == LAMBDA:
        image = resource.get("imageUri")
        if image is None:
            raise NotApplicable("not an image")
        if image is UNKNOWN:
            yield Undetermined("imageUri")
        elif unpinned(image):
            yield Violation(f"imageUri is {unpinned(image)}, must be an immutable tag or a digest")
        return
    for item in containers(resource):
        if not isinstance(item, tuple):
            yield item
            continue
        name, container = item
        reason = unpinned(container.get("image"))
        if reason:
            yield Violation(f"image of container {name} is {reason}, must be an immutable tag or a digest")


@on_resource("container-user", TASK_DEFINITION)
def non_root(task: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Each container says that it runs as somebody who is not root."""
    for item in containers(task):
        if not isinstance(item, tuple):
            yield item
            continue
        name, container = item
        user = str(container.get("user") or "")
        if user.partition(":")[0] in ("", "0", "root"):
            shown = show(container.get("user"))
            yield Violation(f"user of container {name} is {shown}, must be a user that is not root")


@on_resource("container-read-only-root", TASK_DEFINITION)
def read_only(task: Resource, _scope: Scope) -> Iterator[Outcome]:
    """The root file system of each container is read-only."""
    for item in containers(task):
        if not isinstance(item, tuple):
            yield item
            continue
        name, container = item
        value = container.get("readonlyRootFilesystem")
        if value is not True:
            yield Violation(f"readonlyRootFilesystem of container {name} is {show(value)}, must be true")


_DANGEROUS = ("ALL", "NET_ADMIN", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO")


@on_resource("container-not-privileged", TASK_DEFINITION)
def not_privileged(task: Resource, _scope: Scope) -> Iterator[Outcome]:
    """No container is privileged, shares the host's processes or network, or has its powers."""
    for path, forbidden in (("pidMode", "host"), ("ipcMode", "host")):
        yield from task.expect(path, lambda value, no=forbidden: value != no, "other than host")
    yield from task.expect("networkMode", lambda value: value == "awsvpc", "awsvpc")
    for item in containers(task):
        if not isinstance(item, tuple):
            yield item
            continue
        name, container = item
        if container.get("privileged") is True:
            yield Violation(f"container {name} is privileged, must not be")
        linux = container.get("linuxParameters") or {}
        added = listed((linux.get("capabilities") or {}).get("add")) if isinstance(linux, dict) else []
        for power in sorted(set(added) & set(_DANGEROUS)):
            yield Violation(f"container {name} adds the capability {power}, must do without")
