"""What Elastic Load Balancing answers: ARNs with their hexadecimal ends, DNS names, zone ids."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import Ids, arn, named, suffix, value
from simulator.services.tables.regions import REGIONS

BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
LISTENER: Final = "aws:lb/listener:Listener"
CERTIFICATE: Final = "aws:lb/listenerCertificate:ListenerCertificate"
RULE: Final = "aws:lb/listenerRule:ListenerRule"
GROUP: Final = "aws:lb/targetGroup:TargetGroup"

REPLACE[BALANCER] = frozenset(
    {"customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix", "region"}
)
REPLACE[LISTENER] = frozenset({"loadBalancerArn", "region"})
REPLACE[CERTIFICATE] = frozenset({"certificateArn", "listenerArn", "region"})
REPLACE[RULE] = frozenset({"listenerArn", "region"})
REPLACE[GROUP] = frozenset(
    {
        "ipAddressType", "name", "namePrefix", "port", "protocol", "protocolVersion", "region",
        "targetControlPort", "targetType", "vpcId",
    }
)  # fmt: skip

autoname(BALANCER, GROUP, max_length=32)

_KINDS: Final = {"application": "app", "network": "net", "gateway": "gwy"}


@outputs(BALANCER)
def load_balancer(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A load balancer with its DNS name, the zone for alias records, and the VPC of its subnets."""
    ids = Ids(inputs, ctx)
    name = named(inputs, ctx)
    kind = str(inputs.get("loadBalancerType") or "application")
    internal = bool(inputs.get("internal", False))
    end = ids.hex(16)
    part = f"{_KINDS.get(kind, 'app')}/{name}/{end}"
    region = REGIONS.get(ctx.region)
    if kind == "network":
        dns = f"{name}-{end}.elb.{ctx.region}.{suffix(ctx)}"
        zone = region.nlb_zone if region else ""
    else:
        dns = (
            f"{'internal-' if internal else ''}{name}-{ids.digits(10, 'dns')}.{ctx.region}.elb.{suffix(ctx)}"
        )
        zone = region.alb_zone if region else ""
    mappings = inputs.get("subnetMappings") or []
    subnets = inputs.get("subnets") or [mapping.get("subnetId") for mapping in mappings]
    vpc_id = next((value(ctx.find(subnet), "vpcId") for subnet in subnets if isinstance(subnet, str)), None)
    result: dict[str, Any] = {
        "arn": arn(ctx, "elasticloadbalancing", f"loadbalancer/{part}"),
        "arnSuffix": part,
        "dnsName": dns,
        "enableDeletionProtection": inputs.get("enableDeletionProtection", False),
        "internal": internal,
        "ipAddressType": inputs.get("ipAddressType", "ipv4"),
        "loadBalancerType": kind,
        "name": name,
        "securityGroups": inputs.get("securityGroups") or [],
        "subnets": subnets,
        "vpcId": vpc_id or "",
        "zoneId": zone or f"Z{Ids.of(ctx.region).upper(13, kind)}",
    }
    if kind == "application":
        result |= {
            "clientKeepAlive": inputs.get("clientKeepAlive", 3600),
            "desyncMitigationMode": inputs.get("desyncMitigationMode", "defensive"),
            "dropInvalidHeaderFields": inputs.get("dropInvalidHeaderFields", False),
            # Always on for an Application Load Balancer ("Cross-zone load balancing").
            "enableCrossZoneLoadBalancing": inputs.get("enableCrossZoneLoadBalancing", True),
            "enableHttp2": inputs.get("enableHttp2", True),
            "idleTimeout": inputs.get("idleTimeout", 60),
            "preserveHostHeader": inputs.get("preserveHostHeader", False),
            "xffHeaderProcessingMode": inputs.get("xffHeaderProcessingMode", "append"),
        }
    return result["arn"], result


@outputs(LISTENER)
def listener(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A listener; HTTPS without a policy gets the one that the provider's API call gets."""
    base = str(inputs["loadBalancerArn"]).replace(":loadbalancer/", ":listener/", 1)
    id = f"{base}/{Ids(inputs, ctx).hex(16)}"
    result: dict[str, Any] = {"arn": id}
    if inputs.get("protocol") in ("HTTPS", "TLS"):
        result["sslPolicy"] = inputs.get("sslPolicy", "ELBSecurityPolicy-2016-08")
    if not inputs.get("protocol") and ":listener/app/" in id:
        result["protocol"] = "HTTPS" if inputs.get("certificateArn") else "HTTP"
    return id, result


@outputs(CERTIFICATE)
def listener_certificate(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A further certificate of a listener; the id joins both ARNs, as the provider has it."""
    del ctx
    return f"{inputs['listenerArn']}_{inputs['certificateArn']}", {}


@outputs(RULE)
def listener_rule(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A listener rule; without a priority the next free one would be taken, here one from the hash."""
    ids = Ids(inputs, ctx)
    base = str(inputs["listenerArn"]).replace(":listener/", ":listener-rule/", 1)
    id = f"{base}/{ids.hex(16)}"
    return id, {"arn": id, "priority": inputs.get("priority", 1 + ids.number(49999, "priority"))}


@outputs(GROUP)
def target_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A target group with the health check that AWS fills in."""
    name = named(inputs, ctx)
    part = f"targetgroup/{name}/{Ids(inputs, ctx).hex(16)}"
    id = arn(ctx, "elasticloadbalancing", part)
    kind = inputs.get("targetType", "instance")
    protocol = inputs.get("protocol")
    web = protocol in ("HTTP", "HTTPS")
    check = inputs.get("healthCheck") or {}
    grpc = inputs.get("protocolVersion") == "GRPC"
    filled = {
        "enabled": True,
        "healthyThreshold": 5 if web or kind == "lambda" else 3,
        "interval": 35 if kind == "lambda" else 30,
        "matcher": ("12" if grpc else "200") if web or kind == "lambda" else "",
        "path": ("/AWS.ALB/healthcheck" if grpc else "/") if web or kind == "lambda" else "",
        "port": "traffic-port",
        "protocol": "HTTP" if web else (None if kind == "lambda" else "TCP"),
        "timeout": 30 if kind == "lambda" else (5 if web else 10),
        "unhealthyThreshold": 2 if web or kind == "lambda" else 3,
    }
    return id, {
        "arn": id,
        "arnSuffix": part,
        "deregistrationDelay": inputs.get("deregistrationDelay", 300),
        "healthCheck": {**filled, **{key: item for key, item in check.items() if item is not None}},
        "ipAddressType": inputs.get("ipAddressType", "ipv4"),
        "loadBalancerArns": [],
        "loadBalancingAlgorithmType": inputs.get("loadBalancingAlgorithmType", "round_robin"),
        "loadBalancingCrossZoneEnabled": inputs.get(
            "loadBalancingCrossZoneEnabled", "use_load_balancer_configuration"
        ),
        "name": name,
        "protocolVersion": inputs.get("protocolVersion", "HTTP1" if web else ""),
        "slowStart": inputs.get("slowStart", 0),
        "targetType": kind,
    }
