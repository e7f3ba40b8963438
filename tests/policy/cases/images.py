"""Cases of images and containers."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.cases.secrets import UNREADABLE
from tests.policy.graphs import Json, Node, Ref

REPOSITORY = "aws:ecr/repository:Repository"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
CONTAINER = {
    "name": "api",
    "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/pyshop:1.4.2",
    "user": "101:101",
    "readonlyRootFilesystem": True,
}
TASKS = [Node(TASK, "task", {"networkMode": "awsvpc", "containerDefinitions": Json([CONTAINER])})]
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
KEEP = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any"}, "action": {"type": "expire"}}]}
IMAGE = "containerDefinitions.0.image"
PIN = "must be an immutable tag or a digest"

CASES = [
    Case(
        "image-scan-on-push",
        "images",
        [Node(REPOSITORY, "images", {"imageScanningConfiguration": {"scanOnPush": True}})],
        [
            off(
                "imageScanningConfiguration.scanOnPush",
                False,
                "imageScanningConfiguration.scanOnPush is false, must be true",
            ),
            absent(
                "imageScanningConfiguration", "imageScanningConfiguration.scanOnPush is absent, must be true"
            ),
            unknown("imageScanningConfiguration", "imageScanningConfiguration.scanOnPush"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "image-scan-on-push",
        "images",
        [
            Node(REPOSITORY, "images"),
            Node(
                "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
                "registry",
                {"rules": [{"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "*"}]}]},
            ),
        ],
        [
            off(
                "rules.0.repositoryFilters.0.filter",
                "web",
                "imageScanningConfiguration.scanOnPush is absent, must be true",
                on="registry",
            )
        ],
    ),
    Case(
        "image-tags-immutable",
        "images",
        [Node(REPOSITORY, "images", {"imageTagMutability": "IMMUTABLE"})],
        [
            off("imageTagMutability", "MUTABLE", 'imageTagMutability is "MUTABLE", must be IMMUTABLE'),
            absent("imageTagMutability", "imageTagMutability is absent, must be IMMUTABLE"),
            unknown("imageTagMutability"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "image-pinned",
        "task",
        TASKS,
        [
            off(IMAGE, "repo/app:latest", f"image of container api is repo/app:latest, which moves, {PIN}"),
            off(
                IMAGE,
                "registry:5000/app",
                f"image of container api is registry:5000/app, which has no tag, {PIN}",
            ),
            absent(IMAGE, f"image of container api is absent, {PIN}"),
            fine(IMAGE, "registry:5000/app@sha256:" + "0" * 64),
            *UNREADABLE,
        ],
        not_about=[Node("aws:lambda/function:Function", "zip")],
    ),
    Case(
        "image-pinned",
        "function",
        [Node("aws:lambda/function:Function", "function", {"imageUri": "repo/app:1"})],
        [
            off("imageUri", "repo/app:latest", f"imageUri is repo/app:latest, which moves, {PIN}"),
            unknown("imageUri"),
        ],
    ),
    Case(
        "image-lifecycle",
        "images",
        [
            Node(REPOSITORY, "images"),
            Node(
                "aws:ecr/lifecyclePolicy:LifecyclePolicy",
                "keep",
                {"repository": Ref("images"), "policy": Json(KEEP)},
            ),
        ],
        [
            absent(
                "repository",
                "the repository has no lifecycle policy, must have one that keeps the last images",
                on="keep",
            ),
            off(
                "policy.rules",
                [],
                "lifecycle policy keep has no rule, must have one that keeps the last images",
                on="keep",
            ),
            off(
                "policy.rules.0.selection",
                {"tagStatus": "tagged", "tagPrefixList": ["latest"]},
                "lifecycle policy keep selects the tag latest, which is on one image: it expires nothing",
                on="keep",
            ),
            unknown("policy", "keep.policy", on="keep"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "container-not-privileged",
        "task",
        TASKS,
        [
            off("containerDefinitions.0.privileged", True, "container api is privileged, must not be"),
            off("pidMode", "host", 'pidMode is "host", must be other than host'),
            off("networkMode", "host", 'networkMode is "host", must be awsvpc'),
            absent("networkMode", "networkMode is absent, must be awsvpc"),
            off(
                "containerDefinitions.0.linuxParameters",
                {"capabilities": {"add": ["SYS_ADMIN"]}},
                "container api adds the capability SYS_ADMIN, must do without",
            ),
            unknown("networkMode"),
            *UNREADABLE,
        ],
        not_about=NOTHING,
    ),
    Case(
        "container-user",
        "task",
        TASKS,
        [
            off(
                "containerDefinitions.0.user",
                "0:0",
                'user of container api is "0:0", must be a user that is not root',
            ),
            off(
                "containerDefinitions.0.user",
                "root",
                'user of container api is "root", must be a user that is not root',
            ),
            absent(
                "containerDefinitions.0.user",
                "user of container api is absent, must be a user that is not root",
            ),
            *UNREADABLE,
        ],
        not_about=NOTHING,
    ),
    Case(
        "container-read-only-root",
        "task",
        TASKS,
        [
            off(
                "containerDefinitions.0.readonlyRootFilesystem",
                False,
                "readonlyRootFilesystem of container api is false, must be true",
            ),
            absent(
                "containerDefinitions.0.readonlyRootFilesystem",
                "readonlyRootFilesystem of container api is absent, must be true",
            ),
            *UNREADABLE,
        ],
        not_about=NOTHING,
    ),
    Case(
        "instance-metadata-v2",
        "template",
        [Node(TEMPLATE, "template", {"metadataOptions": {"httpTokens": "required"}})],
        [
            off(
                "metadataOptions.httpTokens",
                "optional",
                'metadataOptions.httpTokens is "optional", must be required',
            ),
            absent("metadataOptions", "metadataOptions.httpTokens is absent, must be required"),
            unknown("metadataOptions", "metadataOptions.httpTokens"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "compute-serverless",
        "api",
        [
            Node(
                "aws:ecs/service:Service",
                "api",
                {"capacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT"}]},
            )
        ],
        [
            off(
                "capacityProviderStrategies.0.capacityProvider",
                "hosts",
                'capacity provider is "hosts", must be FARGATE or FARGATE_SPOT',
            ),
            unknown("capacityProviderStrategies"),
            unknown("launchType"),
        ],
        not_about=NOTHING,
        system="pyshop",
    ),
    Case(
        "compute-serverless",
        "api",
        [Node("aws:ecs/service:Service", "api", {"launchType": "FARGATE"})],
        [off("launchType", "EC2", 'launchType is "EC2", must be FARGATE or a strategy of it')],
        system="pyshop",
    ),
]
