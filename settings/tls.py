"""TLS at the edge: where the certificate comes from."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import AcmArn, Domain, DomainPattern


class NoTls(Model):
    """Plain HTTP: port 80 forwards. For a development stack without a name of its own (PYS-EDG-04)."""

    kind: Literal["none"]


class SuppliedCertificate(Model):
    """HTTPS with a certificate that is already there."""

    kind: Literal["certificate"]
    certificate_arn: AcmArn
    """ACM certificate in the stack's region."""

    domain: Domain | None = None
    """Host name that it stands for, for the outputs."""


class IssuedCertificate(Model):
    """HTTPS with a certificate that the stack issues and validates by DNS in `groundwork:edge.dns`."""

    kind: Literal["issued"]
    domain: Domain
    """Host name of the site."""

    alternative_names: Annotated[tuple[DomainPattern, ...], Field(max_length=9)] = ()
    """Further names on the same certificate, each with its alias record."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names on the certificate."""
        return (self.domain, *self.alternative_names)

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for index, name in enumerate(self.alternative_names):
            if name in self.names[: index + 1]:
                yield Breach(("alternativeNames", index), f"{name} is on the certificate already")


Tls = Annotated[NoTls | SuppliedCertificate | IssuedCertificate, Field(discriminator="kind")]
