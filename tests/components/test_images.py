"""Repositories, and the image that a service runs."""

import pytest

from components.delivery.repository import lifecycle_policy
from settings.delivery import Repository
from tests.components.questions import container, starts_with
from tests.harness import Graph, graph_of

IMAGE = "groundwork:compute.services.api.image"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def test_a_repository_is_immutable_scanned_and_kept() -> None:
    graph = graph_of("prod")
    repository = graph.one("ecr/repository", "worker")
    assert (
        repository.inputs.items()
        >= {
            "name": "groundwork-production-worker",
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
        }.items()
    )
    assert (repository.state["protect"], repository.state["retainOnDelete"]) == (True, True)


def test_what_a_repository_gives_up() -> None:
    settings = {"name": "team/api", "immutableTags": False, "scanOnPush": False, "retain": False}
    repository = graph_of("dev", {"groundwork:delivery.repositories.api": settings}).one("ecr/repository")
    assert (
        repository.inputs.items()
        >= {
            "name": "team/api",
            "imageTagMutability": "MUTABLE",
            "imageScanningConfiguration": {"scanOnPush": False},
        }.items()
    )
    assert not repository.state.get("protect")


def test_old_and_untagged_images_expire() -> None:
    graph = graph_of(
        "prod", {"groundwork:delivery.repositories.api": {"keepImages": 25, "expireUntaggedAfterDays": 3}}
    )
    policy = graph.one("ecr/lifecyclePolicy", "api")
    assert policy.inputs["repository"] == "groundwork-production-api"
    document = policy.document("policy")
    assert [(rule["rulePriority"], rule["description"]) for rule in document["rules"]] == [
        (1, "Keep last 25 images"),
        (2, "Expire untagged images after 3 days"),
    ]
    assert document == lifecycle_policy(
        Repository.model_validate({"keepImages": 25, "expireUntaggedAfterDays": 3})
    )
    keep, untagged = (rule["selection"] for rule in document["rules"])
    assert keep == {
        "tagStatus": "tagged",
        "tagPatternList": ["*"],
        "countType": "imageCountMoreThan",
        "countNumber": 25,
    }
    assert untagged == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 3,
    }


@pytest.mark.spec("FBG-DLV-02")
def test_one_rule_keeps_the_newest_images_whatever_they_are() -> None:
    repository = {"keepImages": 30, "expireUntaggedAfterDays": None}
    graph = graph_of("prod", {"groundwork:delivery.repositories.api": repository})
    assert graph.one("ecr/lifecyclePolicy", "api").document("policy") == {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Keep last 30 images",
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30},
                "action": {"type": "expire"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("image", "reference"),
    [({"tag": "2.3.4"}, ":2.3.4"), ({"digest": DIGEST}, f"@{DIGEST}")],
    ids=["tag", "digest"],
)
def test_an_image_of_the_stack_by_tag_or_digest(image: dict[str, str], reference: str) -> None:
    graph = graph_of("prod", {IMAGE: {"kind": "repository", "repository": "worker", **image}})
    repository = graph.one("ecr/repository", "worker")
    assert container(graph, "api")["image"] == repository.outputs["repositoryUrl"] + reference
    assert starts_with(graph, "api")[1]["Resource"] == [repository.arn]


def test_an_image_from_elsewhere_grants_no_repository() -> None:
    uri = "public.ecr.aws/nginx/nginx:1.27.3"
    graph = graph_of("prod", {IMAGE: {"kind": "external", "uri": uri}})
    assert container(graph, "api")["image"] == uri
    assert [
        action for each in starts_with(graph, "api") for action in each["Action"] if action.startswith("ecr:")
    ] == []


@pytest.fixture(scope="module")
def built() -> Graph:
    build = {"kind": "build", "repository": "api", "context": "services/api", "tag": "1.0.0"}
    return graph_of("dev", {IMAGE: {**build, "dockerfile": "services/api/Dockerfile.release"}})


def test_an_image_is_built_and_pushed_for_the_architecture_of_the_service(built: Graph) -> None:
    image = built.one("docker-build:index:Image")
    repository = built.one("ecr/repository").outputs["repositoryUrl"]
    assert image.inputs["platforms"] == ["linux/arm64"]
    assert image.inputs["context"] == {"location": "services/api"}
    assert image.inputs["dockerfile"] == {"location": "services/api/Dockerfile.release"}
    assert image.inputs["tags"] == [f"{repository}:1.0.0"]
    assert image.inputs["push"] is True
    assert container(built, "api")["image"].startswith(f"{repository}@sha256:")


def test_the_task_waits_for_the_image_and_belongs_to_the_stacks_tree(built: Graph) -> None:
    image, repository = built.one("awsx:ecr:Image"), built.one("groundwork:delivery:Repository")
    assert image.parent == repository.urn
    task = built.one("ecs/taskDefinition").state
    assert built.one("docker-build:index:Image").urn in task["propertyDependencies"]["containerDefinitions"]
    assert starts_with(built, "api")[1]["Resource"] == [built.one("ecr/repository").arn]


def test_an_image_for_x86() -> None:
    build = {"kind": "build", "repository": "api", "context": "services/api", "tag": "1.0.0"}
    image = graph_of("prod", {IMAGE: build}).one("docker-build:index:Image")
    assert image.inputs["platforms"] == ["linux/amd64"]
    assert "dockerfile" not in image.inputs
