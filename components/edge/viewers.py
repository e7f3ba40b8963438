"""Who may reach the load balancer: the internet, or CloudFront alone."""

from __future__ import annotations

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.base import Component
from settings.edge import LoadBalancer

CLOUDFRONT_PREFIX_LIST: Final = "com.amazonaws.global.cloudfront.origin-facing"


def admit_viewers(
    parent: Component,
    name: str,
    group_id: pulumi.Output[str],
    settings: LoadBalancer,
    *,
    behind_cloudfront: bool,
    tls: bool,
) -> None:
    """Rules of the load balancer's group: ports 80 and 443 for anyone, or one port for CloudFront.

    CloudFront's list counts as 55 of the 60 rules of a group (Amazon VPC User Guide, "Work with AWS-managed
    prefix lists"): one port it is. Port 80, which with TLS only redirects, may stay open to all.
    """

    def admit(protocol: str, whence: str, **source: Any) -> None:
        port = {"http": 80, "https": 443}[protocol]
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-{protocol}",
            security_group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"{protocol.upper()} from {whence}",
            opts=parent.child(),
            **source,
        )

    if not behind_cloudfront or settings.http_from_anywhere:
        admit("http", "anywhere", cidr_ipv4="0.0.0.0/0")
    if behind_cloudfront:
        prefix_list = aws.ec2.get_managed_prefix_list_output(
            name=CLOUDFRONT_PREFIX_LIST, opts=parent.lookup()
        )
        admit("https" if tls else "http", "CloudFront", prefix_list_id=prefix_list.id)
    else:
        admit("https", "anywhere", cidr_ipv4="0.0.0.0/0")
    aws.vpc.SecurityGroupEgressRule(
        f"{name}-out",
        security_group_id=group_id,
        cidr_ipv4="0.0.0.0/0",
        ip_protocol="-1",
        description="To the targets",
        opts=parent.child(),
    )
