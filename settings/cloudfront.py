"""CloudFront: what a distribution serves, from where, under which names."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import AcmArn, DomainPattern, Key, PathPattern
from settings.web_acl import WebAcl


class CloudFrontPath(Model):
    """Where requests for one path pattern lead to."""

    origin: Key
    """Key of the bucket in `groundwork:storage.buckets`; the path is the key of the object."""


class CloudFront(Model):
    """A distribution in front of the load balancer, of a bucket, or of both.

    A load balancer that is its origin answers to CloudFront only (SKY-EDG-07), unless `traffic` leads to it
    directly as well. A bucket answers to this distribution alone, by origin access control (FBG-EDG-10).
    """

    origin: Key | None = None
    """Key of the bucket that all paths lead to; the load balancer if left out."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    """Edge locations: North America and Europe (100), most (200) or all."""

    certificate_arn: AcmArn | None = None
    """Certificate in us-east-1 for `aliases`; issued by the stack with `tls.kind: issued`."""

    aliases: tuple[DomainPattern, ...] = ()
    """Names of its own; none serves `*.cloudfront.net`."""

    cached_paths: tuple[PathPattern, ...] = ("/static/*", "/assets/*")
    """Path patterns of static assets of the load balancer that CloudFront caches; all else passes through.
    A pattern that `paths` has as well is the bucket's."""

    paths: dict[PathPattern, CloudFrontPath] = Field(default_factory=dict)
    """Path patterns that lead to a bucket, and are cached; the longest that matches decides (FBG-EDG-11)."""

    api_cache_seconds: Annotated[int, Field(ge=1, le=86400)] | None = None
    """Longest time for which an answer of the load balancer is kept, where its own Cache-Control asks for
    that; separately for each Authorization, cookie, host, origin and query. Not at all if left out."""

    web_acl: WebAcl | None = None

    @property
    def buckets(self) -> dict[str, tuple[str | int, ...]]:
        """Keys of the buckets that it serves, each with the place that names it first."""
        found: dict[str, tuple[str | int, ...]] = {}
        if self.origin is not None:
            found[self.origin] = ("origin",)
        for pattern, path in self.ordered_paths.items():
            found.setdefault(path.origin, ("paths", pattern, "origin"))
        return found

    @property
    def ordered_paths(self) -> dict[str, CloudFrontPath]:
        """The paths from the longest pattern to the shortest, without its wildcards: a map has no order."""
        return {pattern: self.paths[pattern] for pattern in sorted(self.paths, key=_from_the_longest)}

    @property
    def serves_load_balancer(self) -> bool:
        """Whether the load balancer is behind it."""
        return self.origin is None

    @rule
    def certificate_is_in_us_east_1_and_of_use(self) -> Iterator[Breach]:
        if self.certificate_arn is None:
            return
        region = self.certificate_arn.split(":")[3]
        if region != "us-east-1":
            yield Breach(
                ("certificateArn",),
                f"the certificate is in {region}; CloudFront takes certificates of us-east-1 only",
                "issue or import it there",
            )
        if not self.aliases:
            yield Breach(
                ("certificateArn",), "a certificate serves no purpose without `aliases`", "name them"
            )

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for key, names in (("aliases", self.aliases), ("cachedPaths", self.cached_paths)):
            for name in dict.fromkeys(name for name in names if names.count(name) > 1):
                yield Breach((key,), f"{name} is named twice")

    @rule
    def load_balancer_is_there_to_be_cached(self) -> Iterator[Breach]:
        if self.origin is None:
            return
        for name in ("cached_paths", "api_cache_seconds"):
            if name in self.model_fields_set:
                yield Breach(
                    (type(self).model_fields[name].alias or name,),
                    f"this is for the load balancer, and all paths lead to the bucket {self.origin}",
                    "leave it out, or leave `origin` out and name the bucket in `paths`",
                )

    @rule
    def path_leads_to_one_origin(self) -> Iterator[Breach]:
        if "cached_paths" not in self.model_fields_set:
            return
        for index, pattern in enumerate(self.cached_paths):
            if pattern in self.paths:
                yield Breach(
                    ("cachedPaths", index),
                    f"{pattern} leads to the bucket {self.paths[pattern].origin} by `paths`",
                    "name it in one of them",
                )


def _from_the_longest(pattern: str) -> tuple[int, str]:
    return -len(pattern.replace("*", "").replace("?", "")), pattern
