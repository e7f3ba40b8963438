"""The provider packages that the simulator stands for, and their SDKs."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any, Final

from .registry import Unsupported

__all__ = ["PACKAGES", "installed", "known_package", "package_of", "package_version", "sdk"]

PACKAGES: Final = {
    "aws": "pulumi_aws",
    "awsx": "pulumi_awsx",
    "docker-build": "pulumi_docker_build",
    "kubernetes": "pulumi_kubernetes",
    "random": "pulumi_random",
    "tls": "pulumi_tls",
}
"""Provider package -> its SDK's module."""

PROVIDER_PREFIX: Final = "pulumi:providers:"


def package_of(token: str) -> str:
    """Package of a type token; of a provider resource: the package that it provides."""
    if token.startswith(PROVIDER_PREFIX):
        return token.rpartition(":")[2]
    return token.partition(":")[0]


def known_package(package: str) -> bool:
    """Whether the simulator stands for a provider package."""
    return package in PACKAGES


def installed() -> list[str]:
    """The packages whose SDK is here."""
    return [package for package, module in PACKAGES.items() if importlib.util.find_spec(module) is not None]


@cache
def sdk(package: str) -> Any:
    """A package's SDK module. Raises Unsupported when it is not simulated or not installed."""
    name = PACKAGES.get(package)
    if name is None:
        raise Unsupported(
            f"the simulator does not stand for the provider package {package!r}: "
            "add it to simulator/packages.py"
        )
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise Unsupported(f"the Pulumi SDK of package {package!r} ({name}) is not installed") from error


@cache
def package_version(package: str) -> str:
    """Version of a package's installed SDK, which is the version of its provider."""
    return str(importlib.import_module(f"{sdk(package).__name__}._utilities").get_version())
