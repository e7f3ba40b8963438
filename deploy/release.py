"""Putting a release into service: image, registry, stack file, update (SKY-DEL-02, PYS-DEL-01)."""

import base64
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy import aws, console, deployed, ecs, edit, operations, project, stacks, statefile
from deploy.deployed import ECR_REPOSITORY, Repository
from deploy.errors import FAILED, UserError
from deploy.graph import Graph
from deploy.stacks import Stack

# Amazon ECR: image tags follow the Docker rule (distribution specification, "Pulling manifests").
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_MOVING = {"latest", "stable", "main", "master", "dev", "prod", "edge"}
_PLATFORMS = {"X86_64": "linux/amd64", "ARM64": "linux/arm64"}


@dataclass(frozen=True)
class Release:
    """What is to be released."""

    stack: Stack
    service: str
    tag: str
    context: Path
    dockerfile: Path | None = None
    existing: bool = False
    """The image is in the registry already: an earlier release is put back."""

    reuse: bool = False
    """If the image is in the registry, it is taken; otherwise it is built."""

    image: Mapping[str, object] = field(default_factory=dict)
    """The service's `image` of the stack file."""

    @property
    def repository_key(self) -> str:
        return str(self.image["repository"])

    @property
    def platform(self) -> str:
        architecture = self.stack.setting("compute", "services", self.service, "architecture") or "X86_64"
        return _PLATFORMS.get(str(architecture), "linux/amd64")

    @property
    def setting(self) -> tuple[str, ...]:
        """Path of the tag in the stack file."""
        return ("config", f"{self.stack.project.name}:compute", "services", self.service, "image", "tag")

    def build(self, url: str) -> list[str]:
        file = ["--file", str(self.dockerfile)] if self.dockerfile else []
        return [
            "docker",
            "build",
            "--platform",
            self.platform,
            "--tag",
            f"{url}:{self.tag}",
            *file,
            str(self.context),
        ]

    def push(self, url: str) -> list[str]:
        return ["docker", "push", f"{url}:{self.tag}"]


def plan(
    reference: str,
    service: str,
    tag: str,
    *,
    context: Path,
    dockerfile: Path | None = None,
    existing: bool = False,
    reuse: bool = False,
) -> Release:
    """Look whether the release can be made at all. Raises UserError with the reason where it can't."""
    if tag in _MOVING or not _TAG.fullmatch(tag):
        why = "moves from image to image" if tag in _MOVING else "is no tag that a registry takes"
        raise UserError(
            f"the tag '{tag}' {why}: a release must name one image for good",
            mend='take the commit: --tag "$(git rev-parse --short=12 HEAD)"',
        )
    stack = project.stack(reference)
    services = stack.setting("compute", "services")
    if not isinstance(services, Mapping) or service not in services:
        names = ", ".join(services) if isinstance(services, Mapping) else ""
        raise UserError(
            f"{stack.shown_path}: there is no service '{service}'",
            details=[f"services: {names}"] if names else [],
        )
    image = stack.setting("compute", "services", service, "image")
    if (
        not isinstance(image, Mapping)
        or image.get("kind", "repository") != "repository"
        or "repository" not in image
    ):
        raise UserError(
            f"{stack.shown_path}: the image of '{service}' is not from one of the stack's repositories",
            mend="release works with image: { kind: repository, repository: …, tag: … }",
        )
    if "digest" in image:
        raise UserError(
            f"{stack.shown_path}: the image of '{service}' is pinned by digest", mend="give it a tag instead"
        )
    if not existing and not context.is_dir():
        raise UserError(f"--context {context}: there is no such folder")
    return Release(stack, service, tag, context, dockerfile, existing, reuse, image)


def steps(release: Release, url: str) -> list[str]:
    """What would be done, as a person would type it."""
    registry = url.split("/")[0]
    build = []
    if not release.existing:
        build = [
            shlex.join(release.build(url)),
            f"aws ecr get-login-password | docker login --username AWS --password-stdin {registry}",
            shlex.join(release.push(url)),
        ]
    return [
        *build,
        f"set {'.'.join(release.setting[1:])} to {release.tag} in {release.stack.shown_path}",
        f"groundwork up {release.stack.reference} --yes",
        f"wait until {release.service} is stable",
    ]


def expected_url(release: Release) -> str:
    """Address of the repository as the simulator previews it, for a dry run."""
    return deployed.repository(_previewed(release.stack), release.repository_key).url


def carry_out(release: Release, *, yes: bool) -> None:
    """Build, push, set the tag, update, wait. Raises UserError where a step fails; those before it stay."""
    operations.ready_to_ask(yes)
    operations.look(release.stack)
    repository = _repository(release, yes=yes)
    there = exists(repository, release.tag)
    if release.existing and not there:
        raise UserError(
            f"{repository.name} has no image {release.tag}", mend="leave --existing out to build it"
        )
    if there and not (release.existing or release.reuse):
        raise UserError(
            f"{repository.name} has an image {release.tag} already, and its tags are immutable",
            mend=["choose another tag", "or put that image into service again: --existing"],
        )
    if not there:
        _build_and_push(release, repository)
    # Read anew: making the stack in the backend may have put its encryption settings into the file.
    source = stacks.read(release.stack.project, release.stack.reference).source
    release.stack.path.write_text(edit.set_value(source, release.setting, release.tag), encoding="utf-8")
    console.note(f"{release.stack.shown_path}: {'.'.join(release.setting[1:])} is {release.tag} now")
    operations.update(release.stack.reference, yes=yes, looked=True)
    graph = statefile.graph(release.stack)
    with console.working(f"Waiting for {release.service}") as step:
        ecs.wait_stable(deployed.service(graph, release.service), step)
    console.say(f"{release.service} of {release.stack.reference} runs {release.tag}")


def exists(repository: Repository, tag: str) -> bool:
    """Whether the registry has an image under a tag."""
    with aws.calling(f"looking into {repository.name}"):
        client = aws.client("ecr", repository.region)
        try:
            client.describe_images(repositoryName=repository.name, imageIds=[{"imageTag": tag}])
        except client.exceptions.ImageNotFoundException:
            return False
    return True


def _repository(release: Release, *, yes: bool) -> Repository:
    """The repository; made first and alone if it is not there, because the service needs the image (E4)."""
    from deploy.real import RealStack

    real = RealStack(release.stack)
    real.create()
    graph = statefile.graph(release.stack)
    try:
        return deployed.repository(graph, release.repository_key)
    except UserError:
        console.note(f"the repository {release.repository_key} is not there yet: it is made first")
    # The pack judges whole stacks, so it is asked here, and not by an update of a part of one.
    operations.simulate_first(release.stack)
    targets = closure(_previewed(release.stack), release.repository_key)
    operations.ask(f"Make the repository {release.repository_key} of {release.stack.reference} in AWS?", yes)
    real.run("Making the repository", real.automation.up, len(targets), target=targets)
    return deployed.repository(statefile.graph(release.stack), release.repository_key)


def _previewed(stack: Stack) -> Graph:
    from deploy import offline

    return offline.simulate(stack, policies=False).graph


def closure(graph: Graph, key: str) -> list[str]:
    """URNs of a repository and of all it needs (parents, provider, dependencies), in the graph's order."""
    start = [
        state["urn"]
        for state in graph.managed()
        if state["type"] == ECR_REPOSITORY and key in deployed.names_of(graph, state)
    ]
    needed: set[str] = set()
    todo = list(start)
    while todo:
        urn = todo.pop()
        state = graph.by_urn.get(urn)
        if state is None or urn in needed:
            continue
        needed.add(urn)
        provider = (state.get("provider") or "").rsplit("::", 1)[0]  # <URN>::<id>
        todo += [state.get("parent") or "", provider, *(state.get("dependencies") or [])]
    return [state["urn"] for state in graph.states if state["urn"] in needed]


def _build_and_push(release: Release, repository: Repository) -> None:
    if shutil.which("docker") is None:
        raise UserError("docker is not on PATH", mend="install Docker, or build elsewhere and use --existing")
    _command(release.build(repository.url), "the image could not be built")
    with aws.calling("logging in to ECR"):
        answer = aws.client("ecr", repository.region).get_authorization_token()
    token = base64.b64decode(answer["authorizationData"][0]["authorizationToken"]).decode()
    user, _, password = token.partition(":")
    # Through standard input: an argument would show in the list of processes.
    login = ["docker", "login", "--username", user, "--password-stdin", repository.registry]
    _command(login, "docker could not log in to ECR", stdin=password)
    _command(release.push(repository.url), "the image could not be pushed")


def _command(command: Sequence[str], failure: str, *, stdin: str | None = None) -> None:
    """Run a command whose output goes to standard error, where progress belongs."""
    console.note(f"$ {shlex.join(command)}")
    standard_error = 2
    done = subprocess.run(command, input=stdin, text=True, stdout=standard_error, check=False)
    if done.returncode:
        raise UserError(failure, details=[f"exit status {done.returncode}"], status=FAILED)
