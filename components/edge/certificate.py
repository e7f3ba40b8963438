"""TLS certificates that the stack issues."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component


class Certificate(Component):
    """An ACM certificate validated by DNS records in the stack's zone; ACM renews it while they stand.

    The validation waits until the names resolve: in a zone just made, until the registrar delegates to its
    name servers (PYS-EDG-08, erratum E7).
    """

    arn: pulumi.Output[str]
    """ARN, once the certificate is validated."""

    def __init__(
        self,
        name: str,
        *,
        domain: str,
        alternative_names: Sequence[str],
        zone_id: pulumi.Input[str],
        region: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:Certificate", name, None, opts)
        certificate = aws.acm.Certificate(
            name,
            domain_name=domain,
            subject_alternative_names=list(alternative_names) or None,
            validation_method="DNS",
            region=region,
            opts=self.child(),
        )
        # A wildcard is validated by the record of the name that it stands under.
        names = dict.fromkeys(host.removeprefix("*.") for host in (domain, *alternative_names))
        records = [self._record(name, certificate, host, zone_id) for host in names]
        validation = aws.acm.CertificateValidation(
            name,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            region=region,
            opts=self.child(),
        )
        self.arn = validation.certificate_arn
        self.register_outputs({"arn": self.arn})

    def _record(
        self, name: str, certificate: aws.acm.Certificate, host: str, zone_id: pulumi.Input[str]
    ) -> aws.route53.Record:
        option = certificate.domain_validation_options.apply(
            lambda options: next(one for one in options if (one.domain_name or "").removeprefix("*.") == host)
        )
        return aws.route53.Record(
            f"{name}-{host}",
            zone_id=zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=300,
            # Certificates of one name in two regions ask for the same record.
            allow_overwrite=True,
            opts=self.child(),
        )


def covers(names: Sequence[str], host: str) -> bool:
    """Whether a certificate of `names` is one for `host`: by name, or by a wildcard for its first label."""
    return host in names or f"*.{host.partition('.')[2]}" in names
