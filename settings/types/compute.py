"""Types of images, containers and their surroundings."""

import re
from typing import Annotated

from settings.tables import LAMBDA_RUNTIMES
from settings.types.text import Text, WholeNumberAsText
from settings.words import did_you_mean


def _environment_name(value: str) -> str | None:
    if value in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        return (
            "leave AWS keys out: the task role gives credentials, and `uses` gives the task role its rights"
        )
    return None


EnvironmentName = Annotated[
    str,
    Text(
        "a variable's name: letters, digits and underscores, no digit first, such as LOG_LEVEL",
        r"[A-Za-z_][A-Za-z0-9_]*",
        longest=255,
        check=_environment_name,
        example="LOG_LEVEL",
    ),
]
EnvironmentValue = Annotated[str, WholeNumberAsText()]

_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"sha256:[0-9a-f]{64}"
_FLOATING = "a tag such as `latest` is another image tomorrow; name the release"


def _floating(tag: str) -> bool:
    return tag.lower() in ("latest", "stable", "edge", "nightly", "main", "master")


ImageTag = Annotated[
    str,
    WholeNumberAsText(),
    Text(
        "the tag of one release, such as 1.4.2 or a commit, never `latest`",
        _TAG,
        check=lambda value: _FLOATING if _floating(value) else None,
        example="1.4.2",
    ),
]
ImageDigest = Annotated[
    str,
    Text(
        "the digest of an image: `sha256:` and 64 hexadecimal digits",
        _DIGEST,
        example="sha256:" + "0123456789abcdef" * 4,
    ),
]


def _pinned(value: str) -> str | None:
    name, _, digest = value.partition("@")
    if digest:
        return None
    _, colon, tag = name.rpartition("/")[2].partition(":")
    if not colon:
        return f"without a tag it is `latest`; write {value}:<release> or {value}@sha256:<digest>"
    return _FLOATING if _floating(tag) else None


ImageUri = Annotated[
    str,
    Text(
        "an image with the tag of one release or a digest, such as public.ecr.aws/nginx/nginx:1.29.3",
        rf"(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::{_TAG})?(?:@{_DIGEST})?",
        longest=512,
        check=_pinned,
        example="public.ecr.aws/nginx/nginx:1.29.3",
    ),
]

RepositoryName = Annotated[
    str,
    Text(
        "a repository name: 2 to 256 lower-case letters, digits and single . _ - /, such as pyshop/api",
        r"(?=.{2,256}$)[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*",
        longest=256,
        example="pyshop/api",
    ),
]
"""Source: Amazon ECR API Reference, CreateRepository."""

RelativePath = Annotated[
    str,
    Text(
        "a path inside the project with forward slashes, such as services/api",
        r"(?!/)(?!.*(?:^|/)\.\.(?:/|$))[^\\\x00-\x1f:]+",
        longest=512,
        example="services/api",
    ),
]


def _not_root(value: str) -> str | None:
    return (
        "it is root; leave `user` out to keep the image's own"
        if re.match(r"(?:root|0+)(?::|$)", value)
        else None
    )


ContainerUser = Annotated[
    str,
    WholeNumberAsText(),
    Text(
        "a user that is not root, and a group if wanted, such as '101' or '101:101'",
        r"[a-z0-9_][a-z0-9_-]*(?::[a-z0-9_][a-z0-9_-]*)?",
        longest=65,
        check=_not_root,
        example="101:101",
    ),
]
ContainerPath = Annotated[
    str,
    Text(
        "an absolute path in the container that is not `/` itself, such as /var/cache/nginx",
        r"(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+",
        longest=255,
        example="/var/cache/nginx",
    ),
]
LambdaRuntime = Annotated[
    str,
    Text(
        "a current runtime of AWS Lambda, such as python3.13 or nodejs24.x",
        "|".join(re.escape(name) for name in LAMBDA_RUNTIMES),
        example="python3.13",
        hint=lambda value: did_you_mean(value, LAMBDA_RUNTIMES.keys()),
    ),
]
"""One of settings.tables.LAMBDA_RUNTIMES."""

FunctionHandler = Annotated[
    str,
    Text(
        "a file without its ending and a function, such as handler.handle",
        r"[^\s]+",
        longest=128,
        example="handler.handle",
    ),
]
"""Source: AWS Lambda API Reference, CreateFunction, Handler."""

GroupNamePrefix = Annotated[
    str,
    Text(
        "the beginning of a security group's name: letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, "
        "at most 100, not sg- first, such as shop-api-",
        r"(?!sg-)[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+",
        longest=100,
        example="shop-api-",
    ),
]
"""Source: Amazon EC2 API Reference, CreateSecurityGroup, GroupName; pulumi-aws appends 26 characters."""

RuleDescription = Annotated[
    str,
    Text(
        "a description of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, at most 255, "
        "such as Load balancer",
        r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+",
        longest=255,
        example="Load balancer",
    ),
]
"""Source: Amazon EC2 API Reference, SecurityGroupRuleRequest, Description."""

TargetGroupName = Annotated[
    str,
    Text(
        "a name of up to 32 letters, digits and hyphens, no hyphen at either end, such as shop-api",
        r"(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?",
        longest=32,
        example="shop-api",
    ),
]
"""Source: Elastic Load Balancing API Reference, CreateTargetGroup, Name."""

LogGroupName = Annotated[
    str,
    Text(
        "the name of a log group: letters, digits and _ - / . #, not aws/ first, such as /ecs/pyshop",
        r"(?!aws/)[A-Za-z0-9_\-/.#]+",
        longest=512,
        example="/ecs/pyshop",
    ),
]
"""Source: CloudWatch Logs API Reference, CreateLogGroup."""

InstanceType = Annotated[
    str,
    Text("an EC2 instance type such as t3.micro", r"[a-z][a-z0-9-]*\.[a-z0-9-]+", example="t3.micro"),
]
KeyPairName = Annotated[
    str,
    Text(
        "the name of an EC2 key pair: letters, digits and _ . @ -, at most 255, such as operator",
        r"[A-Za-z0-9_.@-]+",
        longest=255,
        example="operator",
    ),
]
HostImage = Annotated[
    str,
    Text(
        "a container image with a tag other than latest, such as redis:7-alpine",
        r"(?!.*:latest$)[a-z0-9][a-z0-9._/-]*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
        longest=255,
        example="redis:7-alpine",
    ),
]
