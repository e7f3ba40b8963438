"""Types of addresses, host names and what is reached by them."""

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from settings.tables import SSL_POLICIES
from settings.types.text import Allowed, Text

_PRIVATE = tuple(
    ipaddress.IPv4Network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)


def _cidr(value: str) -> str | None:
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except ValueError:
        return ""
    if str(network) != value:
        return f"the address has bits set beyond its /{network.prefixlen}; write {network}"
    if not any(network.subnet_of(private) for private in _PRIVATE):
        return f"{network} is not private; take a range of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
    if not 16 <= network.prefixlen <= 28:
        return (
            f"a /{network.prefixlen} is {'larger' if network.prefixlen < 16 else 'smaller'} than a VPC takes"
        )
    return None


Cidr = Annotated[
    str,
    Text(
        "a private IPv4 range in CIDR notation, /16 to /28, such as 10.0.0.0/16",
        r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}/[0-9]{1,2}",
        check=_cidr,
        example="10.0.0.0/16",
    ),
]
"""Source of the sizes: Amazon VPC User Guide, "VPC CIDR blocks"."""

Port = Annotated[int, Field(ge=1, le=65535), Allowed("a port: a whole number from 1 to 65535, such as 8000")]

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}"


def _as_domain(value: str) -> str:
    host = re.sub(r"^[a-z]+://", "", value.strip().lower()).split("/")[0].rstrip(".")
    return f"write {host}" if host != value and re.fullmatch(_DOMAIN, host) else ""


Domain = Annotated[
    str,
    Text(
        "a domain name in lower case, without scheme, path or final dot, such as shop.example.com",
        _DOMAIN,
        longest=253,
        example="shop.example.com",
        hint=_as_domain,
    ),
]
DomainPattern = Annotated[
    str,
    Text(
        "a domain name in lower case, such as shop.example.com or *.example.com",
        rf"(?:\*\.)?{_DOMAIN}",
        longest=253,
        example="www.example.com",
        hint=_as_domain,
    ),
]
"""A name as certificates and distributions take it: `*` may stand for the first label."""

HostPattern = Annotated[
    str,
    Text(
        "a host name in lower case, `*` and `?` allowed, such as api.example.com",
        r"[a-z0-9*?](?:[a-z0-9.*?-]*[a-z0-9*?])?",
        longest=128,
        example="api.example.com",
        hint=_as_domain,
    ),
]
"""Source: User Guide for Application Load Balancers, "Host conditions"."""

PathPattern = Annotated[
    str,
    Text(
        "a path pattern that begins with `/`, `*` and `?` allowed, at most 128 characters, such as /api/*",
        r"[/*][A-Za-z0-9_\-.$/~\"'@:+&*?]*",
        longest=128,
        example="/api/*",
    ),
]
"""Source: User Guide for Application Load Balancers, "Path conditions"."""

HttpPath = Annotated[
    str,
    Text(
        "a path that begins with `/`, without spaces, such as /healthz",
        r"/[!-~]*",
        longest=1024,
        example="/healthz",
    ),
]
HttpCodes = Annotated[
    str,
    Text(
        "HTTP codes from 200 to 499 such as '200', '200-299' or '200,301'",
        r"[2-4][0-9]{2}(?:-[2-4][0-9]{2}|(?:,[2-4][0-9]{2})*)",
        example="200-299",
    ),
]
"""Source: Elastic Load Balancing API Reference, Matcher."""

HostedZoneId = Annotated[
    str,
    Text(
        "the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
        r"Z[A-Z0-9]{1,31}",
        example="Z0123456789ABCDEFGHIJ",
    ),
]
AcmArn = Annotated[
    str,
    Text(
        "the ARN of an ACM certificate, such as "
        "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        r"arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        example="arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    ),
]
SslPolicy = Annotated[
    str,
    Text(
        "a security policy with TLS 1.3 and nothing below 1.2, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
        "|".join(SSL_POLICIES),
        example="ELBSecurityPolicy-TLS13-1-2-2021-06",
    ),
]
"""One of settings.tables.SSL_POLICIES."""

LogPrefix = Annotated[
    str,
    Text(
        "letters, digits, - and _ in parts joined by `/`, without AWSLogs, such as alb-logs",
        r"(?!.*AWSLogs)[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*",
        longest=128,
        example="alb-logs",
    ),
]
"""Source: Elastic Load Balancing User Guide, "Access logs for your Application Load Balancer"."""

WafRule = Annotated[
    str,
    Text(
        "the name of a rule as AWS WAF has it, such as SizeRestrictions_BODY",
        r"[A-Za-z0-9_-]+",
        longest=128,
        example="SizeRestrictions_BODY",
    ),
]
"""Source: AWS WAF Developer Guide, "AWS Managed Rules rule groups list"."""

EndpointService = Annotated[
    str,
    Text(
        "an AWS service without `com.amazonaws.` and region, such as ecr.api",
        r"(?!com\.amazonaws)[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*",
        longest=64,
        example="ecr.api",
        hint=lambda value: (
            f"write {found[1]}" if (found := re.fullmatch(r"com\.amazonaws\.[^.]+\.(.+)", value)) else ""
        ),
    ),
]


def _url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  (raises for a port that is none)
    except ValueError:
        return ""
    if parts.username or parts.password:
        return "leave user and password out"
    return None if re.fullmatch(_DOMAIN, (parts.hostname or "")) else ""


HttpsUrl = Annotated[
    str,
    Text(
        "a URL that begins with https://, such as https://oncall.example.com/hooks/alarms",
        r"https://[!-~]+",
        longest=2048,
        check=_url,
        example="https://oncall.example.com/hooks/alarms",
    ),
]
WebOrigin = Annotated[
    str,
    Text(
        "a web origin without path, such as https://app.example.com or https://*.example.com, or *",
        r"\*|https?://[A-Za-z0-9.-]*\*?[A-Za-z0-9.-]*(?::[0-9]{1,5})?",
        longest=253,
        example="https://app.example.com",
    ),
]
"""Source: Amazon S3 User Guide, "Elements of a CORS configuration": at most one `*`."""


def _ssh_cidr(value: str) -> str | None:
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except ValueError:
        return ""
    if str(network) != value:
        return f"the address has bits set beyond its /{network.prefixlen}; write {network}"
    if network.prefixlen < 16:
        return f"a /{network.prefixlen} lets in far more than one's own network"
    return None


SshCidr = Annotated[
    str,
    Text(
        "an IPv4 range in CIDR notation, /16 or smaller, such as 203.0.113.7/32",
        r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}/[0-9]{1,2}",
        check=_ssh_cidr,
        example="203.0.113.7/32",
    ),
]
"""Who may open an SSH session: one's own address, never the internet."""
