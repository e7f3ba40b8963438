"""The Application Load Balancer, its listeners, and the routes to the services that are exposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context, safe_name
from components.edge.shifted import Alternate, conditions, shifted_rule
from components.edge.viewers import admit_viewers
from components.observed import AlarmSpec, Metric, MetricMath, Observed
from settings.compute import EcsService, Expose
from settings.edge import LoadBalancer as LoadBalancerSettings


@dataclass(frozen=True)
class Route:
    """How requests reach one service: what the service registers its tasks with."""

    target_group_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    """Group of the load balancer, to be let in on the service's port."""

    listener: pulumi.Resource
    """Listener or rule that uses the target group; ECS wants it to be there first."""

    dimensions: Mapping[str, pulumi.Input[str]]
    """CloudWatch dimensions of the target group."""

    resource_label: pulumi.Output[str]
    """Label of ALBRequestCountPerTarget."""

    alternate: Alternate | None = None
    """Where traffic is shifted between two target groups."""


class LoadBalancer(Component):
    """An internet-facing load balancer over the public subnets, with a target group for each exposed service.

    With a certificate, port 80 redirects to 443, where TLS ends; without one, port 80 forwards. The listener
    forwards to the service that is exposed without paths or hosts; every other has a rule. Requests that no
    service takes are answered with 404. A service whose traffic ECS shifts has a second target group, and a
    rule in any case. Behind CloudFront only CloudFront's own addresses are let in.
    """

    arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    """Listener that forwards to the services."""

    port: int
    """Port of that listener."""

    security_group_id: pulumi.Output[str]
    routes: dict[str, Route]
    target_group_arns: dict[str, pulumi.Output[str]]
    observed: Observed

    def __init__(
        self,
        name: str,
        settings: LoadBalancerSettings,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: tuple[pulumi.Output[str], ...],
        exposed: Mapping[str, EcsService],
        certificate_arn: pulumi.Input[str] | None,
        log_bucket_name: pulumi.Input[str] | None,
        log_prefix: str,
        behind_cloudfront: bool,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:LoadBalancer", name, None, opts)
        self._group = aws.ec2.SecurityGroup(
            name,
            name=context.name("alb-sg", limit=255),
            vpc_id=vpc_id,
            description="Security group for ALB",
            tags={"Name": context.name("alb")},
            opts=self.child(),
        )
        admit_viewers(
            self,
            name,
            self._group.id,
            settings,
            behind_cloudfront=behind_cloudfront,
            tls=certificate_arn is not None,
        )
        self._balancer = aws.lb.LoadBalancer(
            name,
            name=context.name("alb", limit=32),
            load_balancer_type="application",
            internal=settings.internal,
            security_groups=[self._group.id],
            subnets=list(subnet_ids),
            idle_timeout=settings.idle_timeout_seconds,
            enable_deletion_protection=settings.deletion_protection,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            access_logs={"bucket": log_bucket_name, "prefix": log_prefix, "enabled": True}
            if log_bucket_name is not None
            else None,
            # Elastic Load Balancing refuses an internet-facing one in a VPC without an internet gateway.
            opts=self.child(depends_on=list(after)),
        )
        self.arn = self._balancer.arn
        self.security_group_id = self._group.id
        self.port = 80 if certificate_arn is None else 443
        self.dns_name = self._balancer.dns_name
        self.zone_id = self._balancer.zone_id
        groups = {key: self._target_group(key, service, vpc_id) for key, service in exposed.items()}
        alternates = {
            key: self._target_group(key, service, vpc_id, alternate=True)
            for key, service in exposed.items()
            if service.deployment.shifts
        }
        self.target_group_arns = {key: group.arn for key, group in groups.items()}
        self.routes = self._routes(name, settings, groups, alternates, exposed, certificate_arn)
        self.observed = self._observed(name)
        self.register_outputs({"dnsName": self.dns_name})

    def _target_group(
        self, key: str, service: EcsService, vpc_id: pulumi.Input[str], *, alternate: bool = False
    ) -> aws.lb.TargetGroup:
        expose = service.expose or Expose()
        check, physical = expose.health_check, expose.target_group
        if physical is not None and alternate:
            physical = safe_name(f"{physical}-alternate", 32)
        return aws.lb.TargetGroup(
            f"{key}-target-group-alternate" if alternate else f"{key}-target-group",
            name=physical,
            name_prefix=None if physical else "srv-",
            port=service.port,
            protocol="HTTP",
            target_type="ip",
            vpc_id=vpc_id,
            deregistration_delay=expose.deregistration_delay_seconds,
            health_check={
                "enabled": True,
                "path": check.path,
                "port": "traffic-port",
                "protocol": "HTTP",
                "interval": check.interval_seconds,
                "timeout": check.timeout_seconds,
                "healthy_threshold": check.healthy_threshold,
                "unhealthy_threshold": check.unhealthy_threshold,
                "matcher": check.matcher,
            },
            opts=self.child(),
        )

    def _routes(
        self,
        name: str,
        settings: LoadBalancerSettings,
        groups: Mapping[str, aws.lb.TargetGroup],
        alternates: Mapping[str, aws.lb.TargetGroup],
        exposed: Mapping[str, EcsService],
        certificate_arn: pulumi.Input[str] | None,
    ) -> dict[str, Route]:
        default = next((key for key, service in exposed.items() if not _narrowed(service)), None)
        forward = (
            aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=groups[default].arn)
            if default
            else not_found()
        )
        if certificate_arn is None:
            listener = self._listener(f"{name}-http", 80, "HTTP", [forward])
        else:
            self._listener(f"{name}-http", 80, "HTTP", [redirect_to_https()])
            listener = self._listener(
                f"{name}-https",
                443,
                "HTTPS",
                [forward],
                certificate_arn=certificate_arn,
                ssl_policy=settings.ssl_policy,
            )
        self.listener_arn = listener.arn
        routes = {}
        for key, group in groups.items():
            user: pulumi.Resource = listener
            expose, alternate = exposed[key].expose or Expose(), None
            if key in alternates:
                other = alternates[key]
                user = rule = shifted_rule(self, key, listener, group, other, expose)
                alternate = Alternate(other.arn, rule.arn, self._dimensions(other))
            elif key != default:
                user = self._rule(key, listener, group, expose)
            routes[key] = Route(
                target_group_arn=group.arn,
                security_group_id=self._group.id,
                listener=user,
                dimensions=self._dimensions(group),
                resource_label=pulumi.Output.concat(self._balancer.arn_suffix, "/", group.arn_suffix),
                alternate=alternate,
            )
        return routes

    def _dimensions(self, group: aws.lb.TargetGroup) -> dict[str, pulumi.Input[str]]:
        return {"LoadBalancer": self._balancer.arn_suffix, "TargetGroup": group.arn_suffix}

    def _listener(
        self, name: str, port: int, protocol: str, actions: list[aws.lb.ListenerDefaultActionArgs], **tls: Any
    ) -> aws.lb.Listener:
        return aws.lb.Listener(
            name,
            load_balancer_arn=self.arn,
            port=port,
            protocol=protocol,
            default_actions=actions,
            opts=self.child(),
            **tls,
        )

    def _rule(
        self, key: str, listener: aws.lb.Listener, group: aws.lb.TargetGroup, expose: Expose
    ) -> aws.lb.ListenerRule:
        return aws.lb.ListenerRule(
            key,
            listener_arn=listener.arn,
            priority=expose.priority,
            conditions=conditions(expose),
            actions=[{"type": "forward", "target_group_arn": group.arn}],
            opts=self.child(),
        )

    def _observed(self, name: str) -> Observed:
        dimensions = {"LoadBalancer": self._balancer.arn_suffix}

        def metric(metric_name: str, statistic: str = "Sum") -> Metric:
            return Metric("AWS/ApplicationELB", metric_name, dimensions, statistic)

        metrics = {
            "requests": metric("RequestCount"),
            "response-time": metric("TargetResponseTime", "Average"),
            "target-4xx": metric("HTTPCode_Target_4XX_Count"),
            "target-5xx": metric("HTTPCode_Target_5XX_Count"),
            "own-5xx": metric("HTTPCode_ELB_5XX_Count"),
        }
        return Observed(
            key=name,
            title="Load balancer",
            widgets={
                "Requests": (metrics["requests"],),
                "Response time (s)": (metrics["response-time"],),
                "Errors": (metrics["target-4xx"], metrics["target-5xx"], metrics["own-5xx"]),
            },
            metrics=metrics,
            alarms={
                f"{name}-5xx": AlarmSpec(
                    metrics["target-5xx"],
                    10,
                    "More than 10 server errors of the targets in 5 minutes",
                    period_seconds=300,
                    evaluation_periods=1,
                ),
                f"{name}-response-time": AlarmSpec(
                    metrics["response-time"],
                    1,
                    "Targets take more than 1 s to answer, on average over 5 minutes",
                ),
                # In minutes without requests the quotient is missing, which is no error (erratum FBG E29).
                f"{name}-error-rate": AlarmSpec(
                    MetricMath(
                        {"errors": metrics["target-5xx"], "requests": metrics["requests"]},
                        "errors / requests * 100",
                        "Error Rate",
                    ),
                    5,
                    "More than 5 % of the requests end in a server error of the targets",
                    evaluation_periods=2,
                    enabled=False,
                ),
            },
        )


def not_found() -> aws.lb.ListenerDefaultActionArgs:
    """Listener action for requests that no service takes."""
    return aws.lb.ListenerDefaultActionArgs(
        type="fixed-response",
        fixed_response=aws.lb.ListenerDefaultActionFixedResponseArgs(
            content_type="text/plain", message_body="Not found", status_code="404"
        ),
    )


def redirect_to_https() -> aws.lb.ListenerDefaultActionArgs:
    """Listener action of port 80 where TLS is on."""
    return aws.lb.ListenerDefaultActionArgs(
        type="redirect",
        redirect=aws.lb.ListenerDefaultActionRedirectArgs(
            port="443", protocol="HTTPS", status_code="HTTP_301"
        ),
    )


def _narrowed(service: EcsService) -> bool:
    return service.expose is not None and bool(service.expose.paths or service.expose.hosts)
