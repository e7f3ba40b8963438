"""`groundwork release`: a tag that names one image, build, login, push, stack file, update, wait."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy import operations, release
from deploy.deployed import Repository
from deploy.errors import UserError
from deploy.graph import Graph
from deploy.stacks import Stack
from tests.deploy.conftest import STACK, Demo, Programs

URL = "123456789012.dkr.ecr.us-east-1.amazonaws.com/pyshop-dev-api"
REGISTRY = URL.split("/")[0]
FILE = (
    STACK
    + """\
  groundwork:compute:
    services:
      api:
        image: { kind: repository, repository: api, tag: 1.0.0 } # in service
      arm:
        architecture: ARM64
        image: { repository: api, tag: 1.0.0 }
      pinned:
        image: { kind: repository, repository: api, digest: "sha256:0" }
      built:
        image: { kind: build, repository: api, context: app, tag: 1.0.0 }
      foreign:
        image: { kind: external, uri: "nginx:1" }
"""
)

pytestmark = pytest.mark.spec("SKY-DEL-02", "PYS-DEL-01")


@pytest.fixture
def project(demo: Demo) -> Demo:
    demo.file("Pulumi.dev.yaml", FILE)
    demo.file("app/Dockerfile", "FROM scratch\n")
    return demo


class TestRefused:
    @pytest.mark.parametrize("tag", ["latest", "main", "stable", "prod"])
    def test_a_tag_that_moves(self, project: Demo, tag: str) -> None:
        answer = project.run("release", "dev", "api", "--tag", tag, "--dry-run")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == (
            f"error: the tag '{tag}' moves from image to image: a release must name one image for good\n"
            '  → take the commit: --tag "$(git rev-parse --short=12 HEAD)"\n'
        )

    @pytest.mark.parametrize("tag", ["", "-a", "a b", "a:b", "x" * 129, "ä"])
    def test_a_tag_that_no_registry_takes(self, project: Demo, tag: str) -> None:
        answer = project.run("release", "dev", "api", f"--tag={tag}", "--dry-run")
        assert answer.exit_code == 2
        assert f"the tag '{tag}' is no tag that a registry takes" in answer.stderr

    @pytest.mark.parametrize(
        ("service", "said"),
        [
            ("web", "there is no service 'web'\n  services: api, arm, pinned, built, foreign\n"),
            ("pinned", "the image of 'pinned' is pinned by digest\n  → give it a tag instead\n"),
            ("built", "the image of 'built' is not from one of the stack's repositories\n"),
            ("foreign", "the image of 'foreign' is not from one of the stack's repositories\n"),
        ],
    )
    def test_a_service_that_cannot_be_released(self, project: Demo, service: str, said: str) -> None:
        answer = project.run("release", "dev", service, "--tag", "2.0.0", "--dry-run")
        assert answer.exit_code == 2
        assert f"error: Pulumi.dev.yaml: {said}" in answer.stderr

    def test_a_context_that_is_not_there(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "no", "--dry-run")
        assert (answer.exit_code, answer.stderr) == (2, "error: --context no: there is no such folder\n")

    def test_both_ways_with_an_image_that_is_there(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--existing", "--reuse")
        assert answer.exit_code == 2
        assert "--existing never builds, --reuse builds if it must" in " ".join(answer.stderr.split())

    def test_nobody_to_ask(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "app")
        assert answer.exit_code == 2
        assert "this needs your word, and there is no terminal to ask on\n  → --yes\n" in answer.stderr


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch, pyshop: Graph) -> None:
    """The simulator's answer for a dry run."""
    monkeypatch.setattr("deploy.release._previewed", lambda _stack: pyshop)


@pytest.mark.usefixtures("expected")
class TestDryRun:
    def test_the_steps(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "app", "--dry-run")
        assert (answer.exit_code, answer.stderr) == (0, "")
        assert answer.stdout == (
            f"1. docker build --platform linux/amd64 --tag {URL}:2.0.0 app\n"
            f"2. aws ecr get-login-password | docker login --username AWS --password-stdin {REGISTRY}\n"
            f"3. docker push {URL}:2.0.0\n"
            "4. set groundwork:compute.services.api.image.tag to 2.0.0 in Pulumi.dev.yaml\n"
            "5. groundwork up dev --yes\n"
            "6. wait until api is stable\n"
        )
        assert (project.root / "Pulumi.dev.yaml").read_text() == FILE

    @pytest.mark.spec("SKY-REC-02")
    def test_an_earlier_release_is_not_built(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "0.9.0", "--existing", "--dry-run")
        assert answer.stdout.startswith("1. set groundwork:compute.services.api.image.tag to 0.9.0")

    def test_architecture_and_dockerfile(self, project: Demo) -> None:
        args = ["--tag", "2.0.0", "--context", "app", "--dockerfile", "app/Other", "--dry-run"]
        first = project.run("release", "dev", "arm", *args).stdout.splitlines()[0]
        assert first == f"1. docker build --platform linux/arm64 --tag {URL}:2.0.0 --file app/Other app"

    def test_a_real_stack_by_the_simulator(self) -> None:
        planned = release.plan("pyshop/dev", "api", "2.0.0", context=Path())
        assert release.expected_url(planned) == URL


class FakeReal:
    """A stack in the backend; keeps what it was asked."""

    ran: list[tuple[str, list[str], list[str]]]

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.automation = type("Automation", (), {"up": None})()
        self.pack = ["policy"]
        type(self).ran = []

    def create(self) -> None:
        """Make it, as the real one does: with encryption settings in the stack's file."""
        text = self.stack.path.read_text()
        if "encryptionsalt" not in text:
            self.stack.path.write_text(f"{text}encryptionsalt: v1\n")

    def run(self, title: str, _operation: object, _n: int, *, target: list[str], **more: object) -> None:
        self.ran.append((title, target, list(more)))


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch, deployed_pyshop: Graph) -> list[str]:
    """Everything between the registry and ECS: what was done, in order."""
    done: list[str] = []
    monkeypatch.setattr("deploy.real.RealStack", FakeReal)
    monkeypatch.setattr(operations, "look", lambda _stack: done.append("doctor"))
    monkeypatch.setattr(
        operations, "update", lambda ref, *, yes, looked: done.append(f"up {ref} {yes and looked}")
    )
    monkeypatch.setattr(operations, "simulate_first", lambda _stack: done.append("simulate"))
    monkeypatch.setattr(
        "deploy.ecs.wait_stable", lambda service, _tell: done.append(f"stable {service.name}")
    )
    assert deployed_pyshop.resources > 0
    return done


@pytest.fixture
def ecr(aws: Callable[..., Any]) -> Any:
    """The stack's repository with the image 1.0.0 in it."""
    client = aws("ecr", "us-east-1")
    client.create_repository(repositoryName="pyshop-dev-api")
    media_type = "application/vnd.oci.image.manifest.v1+json"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": media_type, "layers": [], "config": {"size": 1}})
    client.put_image(repositoryName="pyshop-dev-api", imageManifest=manifest, imageTag="1.0.0")
    return client


class TestCarriedOut:
    @pytest.mark.usefixtures("ecr")
    def test_build_login_push_set_update_wait(
        self, project: Demo, programs: Programs, backend: list[str]
    ) -> None:
        programs.add("docker")
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "app", "--yes")
        assert answer.exit_code == 0
        calls = programs.calls("docker")
        assert [arguments for arguments, _ in calls] == [
            ["build", "--platform", "linux/amd64", "--tag", f"{URL}:2.0.0", "app"],
            ["login", "--username", "AWS", "--password-stdin", REGISTRY],
            ["push", f"{URL}:2.0.0"],
        ]
        assert calls[1][1] == "123456789012-auth-token", "the password goes through standard input"
        assert "auth-token" not in answer.output
        after = FILE.replace("tag: 1.0.0 } # in service", "tag: 2.0.0 } # in service")
        assert (project.root / "Pulumi.dev.yaml").read_text() == f"{after}encryptionsalt: v1\n"
        assert backend == ["doctor", "up dev True", "stable pyshop-dev-api"]
        assert answer.stdout == "api of dev runs 2.0.0\n"

    @pytest.mark.usefixtures("ecr")
    def test_a_tag_that_the_registry_has(self, project: Demo, programs: Programs, backend: list[str]) -> None:
        programs.add("docker")
        answer = project.run("release", "dev", "api", "--tag", "1.0.0", "--context", "app", "--yes")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == (
            "error: pyshop-dev-api has an image 1.0.0 already, and its tags are immutable\n"
            "  → choose another tag\n"
            "  → or put that image into service again: --existing\n"
        )
        assert (programs.calls("docker"), backend) == ([], ["doctor"])

    @pytest.mark.usefixtures("ecr")
    @pytest.mark.parametrize("way", ["--existing", "--reuse"])
    def test_an_image_that_is_there_is_not_built(
        self, project: Demo, programs: Programs, backend: list[str], way: str
    ) -> None:
        programs.add("docker")
        answer = project.run("release", "dev", "api", "--tag", "1.0.0", "--context", "app", way, "--yes")
        assert (answer.exit_code, answer.stdout) == (0, "api of dev runs 1.0.0\n")
        assert programs.calls("docker") == []
        assert backend[1:] == ["up dev True", "stable pyshop-dev-api"]

    @pytest.mark.usefixtures("ecr", "backend")
    def test_reuse_builds_what_is_not_there(self, project: Demo, programs: Programs) -> None:
        programs.add("docker")
        args = ["--tag", "2.0.0", "--context", "app", "--reuse", "--yes"]
        assert project.run("release", "dev", "api", *args).exit_code == 0
        assert len(programs.calls("docker")) == 3

    @pytest.mark.usefixtures("ecr", "backend")
    def test_an_existing_image_that_is_not_there(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--existing", "--yes")
        assert answer.exit_code == 2
        assert answer.stderr.startswith("error: pyshop-dev-api has no image 2.0.0\n")

    @pytest.mark.usefixtures("ecr")
    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ("build", "the image could not be built"),
            ("login", "docker could not log in to ECR"),
            ("push", "the image could not be pushed"),
        ],
    )
    def test_a_step_that_fails_ends_it(
        self, project: Demo, programs: Programs, backend: list[str], step: str, said: str
    ) -> None:
        programs.add("docker", {step: 3})
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "app", "--yes")
        assert answer.exit_code == 1
        assert answer.stderr.endswith(f"error: {said}\n  exit status 3\n")
        assert "tag: 2.0.0" not in (project.root / "Pulumi.dev.yaml").read_text()
        assert backend == ["doctor"]

    @pytest.mark.usefixtures("ecr", "backend", "programs")
    def test_no_docker(self, project: Demo) -> None:
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "app", "--yes")
        assert answer.exit_code == 2
        assert answer.stderr.endswith(
            "error: docker is not on PATH\n  → install Docker, or build elsewhere and use --existing\n"
        )


class TestFirstRelease:
    """The service needs the image, so the repository is made before the rest of the stack."""

    def test_what_a_repository_needs(self, pyshop: Graph) -> None:
        urns = release.closure(pyshop, "api")
        types = [pyshop.by_urn[urn]["type"] for urn in urns]
        assert types == [
            "pulumi:pulumi:Stack",
            "pulumi:providers:aws",
            "groundwork:delivery:Repository",
            "aws:ecr/repository:Repository",
        ]

    @pytest.mark.usefixtures("ecr")
    def test_it_is_made_first_and_alone(
        self,
        project: Demo,
        programs: Programs,
        backend: list[str],
        pyshop: Graph,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        programs.add("docker")
        states = [Graph([]), pyshop, pyshop]
        monkeypatch.setattr("deploy.statefile.graph", lambda _stack: states.pop(0))
        monkeypatch.setattr("deploy.release._previewed", lambda _stack: pyshop)
        answer = project.run("release", "dev", "api", "--tag", "2.0.0", "--context", "app", "--yes")
        assert answer.exit_code == 0
        # Without the pack, which judges whole stacks; it was asked before.
        assert FakeReal.ran == [("Making the repository", release.closure(pyshop, "api"), [])]
        assert backend == ["doctor", "simulate", "up dev True", "stable pyshop-dev-api"]
        assert answer.stderr.startswith("the repository api is not there yet: it is made first\n")


def test_the_registry_is_the_first_part_of_the_address() -> None:
    assert Repository("api", "n", "r.example/n/a", "eu-west-1").registry == "r.example"


def test_a_registry_that_refuses(aws: Callable[..., Any]) -> None:
    aws("ecr")
    with pytest.raises(UserError, match="looking into gone: RepositoryNotFoundException"):
        release.exists(Repository("api", "gone", "r/gone", "eu-west-1"), "1")
