"""The edge: load balancers, distributions, web ACLs, health checks."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import (
    ADVISORY,
    DISABLED,
    IN_PRODUCTION,
    MANDATORY,
    PRODUCTION_ADVICE,
    Control,
    Phases,
    always_so,
)

THEME: Final = "edge"

CONTROLS: Final = (
    Control(
        id="load-balancer-hardened",
        title="Load balancers drop malformed requests",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP ELB.4", "FSBP ELB.12", "CKV_AWS_131", "CKV_AWS_328"),
        baseline=MANDATORY,
        reason="Requests that two servers read in two ways are how one user's request becomes another's.",
        remedy=always_so(
            "`drop_invalid_header_fields=True` and `desync_mitigation_mode` defensive or strictest"
        ),
    ),
    Control(
        id="cdn-origin-access-control",
        title="Buckets behind a distribution are reached through it only",
        theme=THEME,
        severity="high",
        frameworks=("FSBP CloudFront.13", "PCI 1.4.2", "CKV2_AWS_46"),
        baseline=MANDATORY,
        reason="Otherwise the bucket has to be public, past every rule of the edge.",
        remedy=always_so("`origin_access_control_id` of the origin"),
    ),
    Control(
        id="cdn-takes-traffic",
        title="The internet reaches load balancers through CloudFront",
        theme=THEME,
        severity="medium",
        sheets=("FBG-C-06",),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 3: ADVISORY})},
        reason="Shield Standard, which nobody has to build, is widest at the edge.",
        remedy="Set `groundwork:edge.cloudfront` with the load balancer as an origin.",
    ),
    Control(
        id="cdn-web-acl",
        title="Distributions have a web ACL",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-07",),
        frameworks=("FSBP CloudFront.6", "PCI 6.4.2", "CKV_AWS_68"),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 3: MANDATORY})},
        reason="What is known to be an attack is turned away before it costs anything. It has a price of "
        "its own, so a system's sheet asks for it.",
        remedy="Give the distribution a web ACL in `groundwork:edge.cloudfront`.",
    ),
    Control(
        id="cdn-access-logs",
        title="Distributions keep access logs",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP CloudFront.5", "PCI 10.2.1", "CKV_AWS_86"),
        baseline=PRODUCTION_ADVICE,
        systems={"skyhigh": DISABLED},  # its load balancer keeps them (SKY-C15)
        reason="What the edge answers from its cache no load balancer sees.",
        remedy="Set `loggingConfig` of the distribution in `groundwork:overrides.<resource>`.",
    ),
    Control(
        id="web-acl-rules",
        title="Web ACLs block the usual attacks and too many requests",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-07",),
        frameworks=("FSBP WAF.10", "PCI 6.4.2", "CKV_AWS_192"),
        baseline=IN_PRODUCTION,
        systems={"foodbegood": Phases({1: ADVISORY, 3: MANDATORY})},
        # FBG-EDG-13; AWS WAF Developer Guide, "AWS Managed Rules rule groups list".
        parameters={
            "groups": [
                "AWSManagedRulesCommonRuleSet",
                "AWSManagedRulesKnownBadInputsRuleSet",
                "AWSManagedRulesSQLiRuleSet",
            ]
        },
        reason="An ACL without rules lets everything through, and one that only counts does too.",
        remedy="Leave the managed rule groups and the rate limit of the web ACL in `groundwork:edge` as they "
        "are.",
    ),
    Control(
        id="web-acl-logged",
        title="Web ACLs log what they decide",
        theme=THEME,
        severity="low",
        frameworks=("FSBP WAF.11", "PCI 10.2.1", "CKV2_AWS_31"),
        baseline=IN_PRODUCTION,
        reason="Without the log nobody can tell an attack from a user that a rule wrongs.",
        remedy=always_so("an `aws.wafv2.WebAclLoggingConfiguration` for the ACL"),
    ),
    Control(
        id="web-acl-metrics",
        title="Web ACLs count what they decide",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP WAF.12", "PCI 10.2.1"),
        baseline=MANDATORY,
        reason="A wave of blocked requests is the first sign of an attack.",
        remedy=always_so("`cloudwatch_metrics_enabled` of the ACL's `visibility_config`"),
    ),
    Control(
        id="health-check-tls",
        title="Health checks ask by HTTPS",
        theme=THEME,
        severity="low",
        baseline=ADVISORY,
        reason="A check of plain HTTP sees the redirect, not the API nor its certificate.",
        remedy=always_so("`type` of the `aws.route53.HealthCheck` to HTTPS"),
    ),
)
