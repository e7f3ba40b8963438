"""What ECR answers: repository URLs and credentials of the registry."""

from __future__ import annotations

import base64
from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, invoke, outputs
from simulator.services.shapes import Ids, arn, named, suffix

REPOSITORY: Final = "aws:ecr/repository:Repository"
LIFECYCLE: Final = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
POLICY: Final = "aws:ecr/repositoryPolicy:RepositoryPolicy"

REPLACE[REPOSITORY] = frozenset({"encryptionConfigurations", "name", "region"})
REPLACE[LIFECYCLE] = frozenset({"policy", "region", "repository"})
REPLACE[POLICY] = frozenset({"region", "repository"})

autoname(REPOSITORY, max_length=256, lower=True)


def registry(ctx: Context) -> str:
    """Host of the account's registry in the region."""
    return f"{ctx.account}.dkr.ecr.{ctx.region}.{suffix(ctx)}"


@outputs(REPOSITORY)
def repository(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A repository; its id is its name."""
    name = named(inputs, ctx, prefix=None)
    return name, {
        "arn": arn(ctx, "ecr", f"repository/{name}"),
        "imageTagMutability": inputs.get("imageTagMutability", "MUTABLE"),
        "name": name,
        "registryId": ctx.account,
        "repositoryUrl": f"{registry(ctx)}/{name}",
    }


@outputs(LIFECYCLE, POLICY)
def repository_child(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The lifecycle or access policy of a repository; the id is the repository's name."""
    return str(inputs["repository"]), {"registryId": ctx.account}


@invoke("aws:ecr/getAuthorizationToken:getAuthorizationToken", "aws:ecr/getCredentials:getCredentials")
def get_authorization_token(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """Credentials of the registry; the password opens nothing."""
    password = Ids.of(f"{ctx.account}/{ctx.region}/ecr").mixed(32)
    token = base64.b64encode(f"AWS:{password}".encode()).decode()
    return {
        "authorizationToken": token,
        "expiresAt": "2026-01-01T12:00:00Z",
        "id": ctx.region,
        "password": password,
        "proxyEndpoint": f"https://{registry(ctx)}",
        "region": ctx.region,
        "registryId": args.get("registryId") or ctx.account,
        "userName": "AWS",
    }
