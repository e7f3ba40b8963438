"""Web application firewall of a distribution or a load balancer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.web_acl import ManagedGroup
from settings.web_acl import WebAcl as WebAclSettings

MANAGED: Final[Mapping[ManagedGroup, str]] = {
    "common": "AWSManagedRulesCommonRuleSet",
    "knownBadInputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sqlInjection": "AWSManagedRulesSQLiRuleSet",
}
"""AWS's rule groups in the order in which they are asked; 1,100 of the 1,500 capacity units that cost no more
(AWS WAF Developer Guide "AWS Managed Rules rule groups list")."""


class WebAcl(Component):
    """A web ACL with a limit of requests and AWS's rules, and the log of what it sees.

    `role` ends the physical names. With `proxied`, viewers are told apart by the address that CloudFront
    hands on, since the address that asks is CloudFront's own.

    Names of log groups that WAF writes to begin with `aws-waf-logs-` (AWS WAF Developer Guide "Sending web
    ACL traffic logs to a CloudWatch Logs log group").
    """

    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: WebAclSettings,
        *,
        context: Context,
        role: str,
        scope: Literal["CLOUDFRONT", "REGIONAL"],
        proxied: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:WebAcl", name, None, opts)
        physical = context.name(role, limit=128)
        acl = aws.wafv2.WebAcl(
            name,
            name=physical,
            description=f"Requests to {physical}",
            scope=scope,
            default_action={"allow": {}},
            rules=[_limit(settings.rate_limit, proxied=proxied), *self._managed(settings)],
            visibility_config=_visible(physical),
            opts=self.child(),
        )
        log_group = aws.cloudwatch.LogGroup(
            name,
            name=f"aws-waf-logs-{physical}",
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=self.child(),
        )
        aws.wafv2.WebAclLoggingConfiguration(
            name,
            resource_arn=acl.arn,
            log_destination_configs=[log_group.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in ("authorization", "cookie")],
            opts=self.child(),
        )
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn})

    def guard(self, name: str, resource_arn: pulumi.Input[str]) -> None:
        """Put a regional resource behind it; a distribution names its web ACL itself."""
        aws.wafv2.WebAclAssociation(name, resource_arn=resource_arn, web_acl_arn=self.arn, opts=self.child())

    def _managed(self, settings: WebAclSettings) -> list[aws.wafv2.WebAclRuleArgs]:
        return [
            aws.wafv2.WebAclRuleArgs(
                name=group,
                priority=priority,
                override_action=aws.wafv2.WebAclRuleOverrideActionArgs(
                    none=aws.wafv2.WebAclRuleOverrideActionNoneArgs()
                ),
                statement=aws.wafv2.WebAclRuleStatementArgs(
                    managed_rule_group_statement=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
                        vendor_name="AWS",
                        name=group,
                        rule_action_overrides=_only_counted(settings.counted.get(key, ())),
                    )
                ),
                visibility_config=aws.wafv2.WebAclRuleVisibilityConfigArgs(**_visible(group)),
            )
            for priority, (key, group) in enumerate(MANAGED.items(), start=1)
        ]


def _limit(requests: int, *, proxied: bool) -> aws.wafv2.WebAclRuleArgs:
    """Blocks an address while it asks more than `requests` times in 5 minutes."""
    forwarded = aws.wafv2.WebAclRuleStatementRateBasedStatementForwardedIpConfigArgs(
        header_name="X-Forwarded-For", fallback_behavior="MATCH"
    )
    return aws.wafv2.WebAclRuleArgs(
        name="rate-limit",
        priority=0,
        action=aws.wafv2.WebAclRuleActionArgs(block=aws.wafv2.WebAclRuleActionBlockArgs()),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            rate_based_statement=aws.wafv2.WebAclRuleStatementRateBasedStatementArgs(
                limit=requests,
                evaluation_window_sec=300,
                aggregate_key_type="FORWARDED_IP" if proxied else "IP",
                forwarded_ip_config=forwarded if proxied else None,
            )
        ),
        visibility_config=aws.wafv2.WebAclRuleVisibilityConfigArgs(**_visible("rate-limit")),
    )


def _only_counted(rules: Sequence[str]) -> Any:
    return [{"name": rule, "action_to_use": {"count": {}}} for rule in rules] or None


def _visible(metric: str) -> Any:
    return {"cloudwatch_metrics_enabled": True, "metric_name": metric, "sampled_requests_enabled": True}
