"""The remote component `awsx:ecr:Image`: what the awsx provider makes of it, in both ways to run.

The provider asks ECR for a login, and registers one `docker-build:index:Image` that builds the context
and pushes it (pulumi-awsx 3, "ecr.Image"). Here nothing is built: the digest follows from the inputs.
The same code talks to the embedded monitor and, over gRPC, to the real engine: both take the
messages of the `ResourceMonitor` service.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final, NamedTuple

from pulumi.runtime.proto import resource_pb2

from . import registry, wire
from .packages import package_version
from .registry import UNKNOWN, Context

__all__ = ["IMAGE", "Constructed", "construct_image", "refusal"]

IMAGE: Final = "awsx:ecr:Image"
_BUILD: Final = "docker-build:index:Image"
_LOGIN: Final = "aws:ecr/getAuthorizationToken:getAuthorizationToken"


class Constructed(NamedTuple):
    """A constructed component: its URN, its outputs, and what each output depends on."""

    urn: str
    outputs: dict[str, Any]
    dependencies: dict[str, list[str]]


def refusal(token: str) -> str:
    """What to say to a remote component that is not simulated."""
    return f"the simulator cannot construct the remote component {token}: add it in simulator/awsx.py"


def construct_image(monitor: Any, goal: Any, inputs: dict[str, Any]) -> Constructed:
    """Register the component and its build with a monitor.

    `goal` is a `records.Registration`; `inputs` is a decoded tree. When an input is not known yet, the
    build is not registered and the image's URI is unknown, as in a preview with the real provider.
    """
    request = resource_pb2.RegisterResourceRequest(
        type=goal.type,
        name=goal.name,
        parent=goal.parent,
        custom=False,
        dependencies=goal.dependencies,
        propertyDependencies={
            key: resource_pb2.RegisterResourceRequest.PropertyDependencies(urns=urns)
            for key, urns in goal.property_dependencies.items()
        },
        providers=goal.providers,
        aliases=goal.alias_specs,
        acceptSecrets=True,
        acceptResources=True,
        supportsResultReporting=True,
    )
    if goal.protect is not None:
        request.protect = goal.protect
    urn = monitor.RegisterResource(request).urn
    outputs: dict[str, Any] = {"imageUri": UNKNOWN}
    dependencies: dict[str, list[str]] = {}
    arguments = wire.plain(inputs)
    if registry.known(arguments):
        build, uri = _build(monitor, goal, urn, arguments)
        outputs["imageUri"] = uri
        dependencies["imageUri"] = [build]
    monitor.RegisterResourceOutputs(
        resource_pb2.RegisterResourceOutputsRequest(urn=urn, outputs=wire.encode(outputs))
    )
    return Constructed(urn, outputs, dependencies)


def _build(monitor: Any, goal: Any, parent: str, args: dict[str, Any]) -> tuple[str, Any]:
    repository = str(args["repositoryUrl"]).removeprefix("https://")
    account = args.get("registryId") or repository.partition(".")[0]
    tag = args.get("imageName") or args.get("imageTag") or _context_name(args, parent)
    reference = f"{repository}:{tag}"
    login = _values(
        getattr(
            monitor.Invoke(
                resource_pb2.ResourceInvokeRequest(
                    tok=_LOGIN,
                    args=wire.encode({"registryId": account}),
                    provider=goal.providers.get("aws", ""),
                    version="" if goal.providers.get("aws") else package_version("aws"),
                    acceptResources=True,
                )
            ),
            "return",
        )
    )
    caches = args.get("cacheFrom") or [reference]
    inputs: dict[str, Any] = {
        "tags": [reference],
        "cacheFrom": [{"registry": {"ref": ref}} for ref in caches],
        "cacheTo": [{"inline": {}}],
        "context": {"location": args.get("context", ".")},
        "platforms": [args["platform"]] if "platform" in args else [],
        "push": True,
        "registries": [
            {
                "address": login.get("proxyEndpoint", f"https://{repository.partition('/')[0]}"),
                "username": login.get("userName", "AWS"),
                "password": wire.Secret(login.get("password", "simulated")),
            }
        ],
    }
    if "args" in args:
        inputs["buildArgs"] = args["args"]
    if "dockerfile" in args:
        inputs["dockerfile"] = {"location": args["dockerfile"]}
    if "target" in args:
        inputs["target"] = args["target"]
    answer = monitor.RegisterResource(
        resource_pb2.RegisterResourceRequest(
            type=_BUILD,
            name=tag,
            parent=parent,
            custom=True,
            object=wire.encode(inputs),
            provider=goal.providers.get("docker-build", ""),
            version=package_version("docker-build"),
            acceptSecrets=True,
            acceptResources=True,
            supportsPartialValues=True,
            supportsResultReporting=True,
        )
    )
    digest = _values(answer.object).get("digest", UNKNOWN)
    return answer.urn, f"{repository}@{digest}" if isinstance(digest, str) else UNKNOWN


def _values(answer: Any) -> dict[str, Any]:
    """A property map from either monitor: the embedded one answers with a dictionary."""
    if isinstance(answer, dict):
        return {key: item.get("value") if wire.SIGNATURE in item else item for key, item in _dicts(answer)}
    return wire.plain(wire.decode(answer).values)


def _dicts(answer: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (key, item if isinstance(item, dict) else {wire.SIGNATURE: "", "value": item})
        for key, item in answer.items()
    ]


def _context_name(args: dict[str, Any], urn: str) -> str:
    """Name of a build that the program did not name: a hash of what is built, for which stack."""
    signature = args.get("context", ".")
    if "dockerfile" in args:
        signature += f";dockerfile={args['dockerfile']}"
    for key, value in (args.get("args") or {}).items():
        signature += f";arg[{key}]={value}"
    signature += urn.split("::")[0].removeprefix("urn:pulumi:")
    return hashlib.sha1(signature.encode()).hexdigest()[:8] + "-container"


@registry.outputs(_BUILD)
def _built(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Outputs of a build: the digest of what would be pushed, and the reference to it."""
    relevant = {key: value for key, value in inputs.items() if key != "registries"}
    digest = (
        "sha256:"
        + hashlib.sha256(json.dumps([ctx.urn, relevant], sort_keys=True, default=str).encode()).hexdigest()
    )
    tags = inputs.get("tags") or [""]
    return digest[7:], {
        "digest": digest,
        "ref": f"{tags[0]}@{digest}",
        "contextHash": hashlib.sha256(json.dumps(relevant.get("context"), default=str).encode()).hexdigest(),
    }
