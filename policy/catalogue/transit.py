"""Encryption in transit."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import (
    ADVISORY,
    MANDATORY,
    OUTSIDE_DEV,
    Control,
    Phases,
    always_so,
)

THEME: Final = "encryption in transit"

CONTROLS: Final = (
    Control(
        id="load-balancer-tls",
        title="Load balancers answer the internet by HTTPS; port 80 only redirects",
        theme=THEME,
        severity="high",
        sheets=("PYS-C06", "SKY-C16", "FBG-C-02"),
        frameworks=("FSBP ELB.1", "FSBP ELB.18", "PCI 4.2.1", "CKV_AWS_2", "CKV2_AWS_20"),
        baseline=OUTSIDE_DEV,
        systems={
            "pyshop": OUTSIDE_DEV,
            "skyhigh": MANDATORY,
            "foodbegood": Phases({1: ADVISORY, 2: MANDATORY}),
        },
        reason="Tokens and bookings travel in the clear otherwise. A development stack has no certificate "
        "without a domain (PyShop E2).",
        remedy="Set `groundwork:edge.tls.kind` to certificate (with `certificateArn`) or issued (with "
        "`domain`).",
    ),
    Control(
        id="load-balancer-tls-policy",
        title="Listeners speak TLS 1.2 and 1.3 only",
        theme=THEME,
        severity="medium",
        sheets=("FBG-C-02",),
        frameworks=("FSBP ELB.17", "PCI 4.2.1", "CKV_AWS_103"),
        baseline=MANDATORY,
        reason="Older versions and ciphers are broken; every current client speaks 1.2 or later.",
        remedy="Set `groundwork:edge.loadBalancer.sslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06` or newer.",
    ),
    Control(
        id="cdn-viewer-tls",
        title="Distributions have their viewers on HTTPS",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-02",),
        frameworks=("FSBP CloudFront.3", "PCI 4.2.1", "CKV_AWS_34"),
        baseline=MANDATORY,
        reason="A viewer on plain HTTP sends cookies and tokens in the clear.",
        remedy=always_so("`viewer_protocol_policy` to redirect-to-https on every behaviour"),
    ),
    Control(
        id="cdn-tls-version",
        title="Distributions have a certificate of their own and speak TLS 1.2 or later",
        theme=THEME,
        severity="medium",
        sheets=("FBG-C-02",),
        frameworks=("FSBP CloudFront.7", "FSBP CloudFront.15", "PCI 4.2.1", "CKV_AWS_174", "CKV2_AWS_42"),
        baseline=ADVISORY,
        systems={"foodbegood": Phases({1: ADVISORY, 2: MANDATORY})},
        reason="With CloudFront's own certificate the least version cannot be chosen; a system without a "
        "domain "
        "has no other (Sky High Booker E4).",
        remedy="Set `groundwork:edge.cloudfront.certificateArn` and `groundwork:edge.cloudfront.aliases`.",
    ),
    Control(
        id="cdn-origin-tls",
        title="Distributions reach their origins by HTTPS",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP CloudFront.9", "FSBP CloudFront.10", "PCI 4.2.1", "CKV2_AWS_54"),
        baseline=OUTSIDE_DEV,
        systems={"skyhigh": ADVISORY},
        reason="The way from the edge to the load balancer crosses networks too. Sky High Booker without a "
        "domain "
        "may do without (E4).",
        remedy="Give the load balancer a certificate: `groundwork:edge.tls.kind` certificate or issued.",
    ),
    Control(
        id="database-tls-forced",
        title="Databases refuse connections without TLS",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-02",),
        frameworks=("FSBP RDS.38", "FSBP RDS.39", "PCI 4.2.1"),
        baseline=MANDATORY,
        reason="A client that forgets TLS would send its password in the clear and nobody would notice.",
        remedy="Leave `rds.force_ssl` out of `groundwork:data.<name>.parameters`; it is 1 by itself.",
    ),
    Control(
        id="data-transit-encrypted",
        title="Caches, search domains and database proxies take encrypted connections only",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-02",),
        frameworks=(
            "FSBP ElastiCache.5",
            "FSBP Opensearch.3",
            "FSBP Opensearch.8",
            "FSBP RDS.43",
            "PCI 4.2.1",
            "CKV_AWS_30",
            "CKV_AWS_83",
            "CKV_AWS_6",
        ),
        baseline=MANDATORY,
        reason="Inside a VPC traffic is not encrypted by itself.",
        remedy=always_so(
            "`transit_encryption_enabled`, `enforce_https` with `node_to_node_encryption`, `require_tls`"
        ),
    ),
    Control(
        id="bucket-tls-only",
        title="Buckets refuse requests without TLS",
        theme=THEME,
        severity="high",
        frameworks=("FSBP S3.5", "CIS 2.1.1", "PCI 4.2.1"),
        baseline=MANDATORY,
        reason="S3 answers plain HTTP unless the bucket's policy denies it.",
        remedy=always_so("an `aws.s3.BucketPolicy` that denies s3:* where aws:SecureTransport is false"),
    ),
    Control(
        id="message-policy-tls-only",
        title="Policies of queues and topics refuse requests without TLS",
        theme=THEME,
        severity="low",
        frameworks=("PCI 4.2.1",),
        baseline=ADVISORY,
        reason="AWS SDKs use TLS anyway; the policy makes sure that nothing else is used.",
        remedy=always_so("a Deny statement with the condition aws:SecureTransport false in the policy"),
    ),
)
