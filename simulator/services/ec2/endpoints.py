"""What EC2 answers for VPC endpoints and flow logs."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, outputs
from simulator.services.ec2.network import default_group
from simulator.services.shapes import Ids, arn, suffix
from simulator.services.tables.prefix_lists import prefix_list

ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"

REPLACE[ENDPOINT] = frozenset(
    {
        "region", "resourceConfigurationArn", "serviceName", "serviceNetworkArn", "serviceRegion",
        "vpcEndpointType", "vpcId",
    }
)  # fmt: skip
REPLACE[FLOW_LOG] = frozenset(
    {
        "deliverCrossAccountRole", "destinationOptions", "eniId", "iamRoleArn", "logDestination",
        "logDestinationType", "logFormat", "maxAggregationInterval", "region", "regionalNatGatewayId",
        "subnetId", "trafficType", "transitGatewayAttachmentId", "transitGatewayId", "vpcId",
    }
)  # fmt: skip

OPEN: Final = (
    '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}'
)
"""The policy of an endpoint that is given none ("Control access to VPC endpoints", AWS PrivateLink)."""

FORMAT: Final = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} "
    "${packets} ${bytes} ${start} ${end} ${action} ${log-status}"
)
"""The default format ("Flow log records", Amazon VPC User Guide)."""


@outputs(ENDPOINT)
def vpc_endpoint(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A gateway endpoint with its prefix list, or an interface endpoint with its names and interfaces."""
    ids = Ids(inputs, ctx)
    id = ids.ec2("vpce")
    kind = inputs.get("vpcEndpointType", "Gateway")
    service = str(inputs.get("serviceName", ""))
    short = service.rpartition(".")[2]
    subnets = inputs.get("subnetIds") or []
    interfaces = kind != "Gateway"
    result: dict[str, Any] = {
        "arn": arn(ctx, "ec2", f"vpc-endpoint/{id}"),
        "cidrBlocks": [],
        "dnsEntries": [],
        "ipAddressType": inputs.get("ipAddressType", "ipv4"),
        "networkInterfaceIds": [
            ids.ec2(f"eni-{subnet}").replace(f"eni-{subnet}", "eni") for subnet in subnets
        ],
        "ownerId": ctx.account,
        "policy": inputs.get("policy") or OPEN,
        "privateDnsEnabled": inputs.get("privateDnsEnabled", False),
        "requesterManaged": False,
        "routeTableIds": inputs.get("routeTableIds", []),
        "serviceRegion": inputs.get("serviceRegion", ctx.region),
        "state": "available",
        "subnetIds": subnets,
        "vpcEndpointType": kind,
    }
    if not interfaces:
        found = prefix_list(f"com.amazonaws.{ctx.region}.{short}", ctx.region)
        if found:
            result["prefixListId"], result["cidrBlocks"] = found
        result["securityGroupIds"] = []
        return id, result
    names = {f"{id}-{ids.lower(8, 'dns')}.{short}.{ctx.region}.vpce.{suffix(ctx)}": ids.upper(14, "zone")}
    if inputs.get("privateDnsEnabled"):
        names[f"{'.'.join(service.split('.')[3:][::-1])}.{ctx.region}.{suffix(ctx)}"] = ids.upper(
            21, "private"
        )
    result["dnsEntries"] = [{"dnsName": name, "hostedZoneId": f"Z{zone[1:]}"} for name, zone in names.items()]
    result["securityGroupIds"] = inputs.get("securityGroupIds") or [default_group(str(inputs.get("vpcId")))]
    return id, result


@outputs(FLOW_LOG)
def flow_log(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A flow log with the defaults that EC2 fills in."""
    id = Ids(inputs, ctx).ec2("fl")
    return id, {
        "arn": arn(ctx, "ec2", f"vpc-flow-log/{id}"),
        "logDestinationType": inputs.get("logDestinationType", "cloud-watch-logs"),
        "logFormat": inputs.get("logFormat", FORMAT),
        "maxAggregationInterval": inputs.get("maxAggregationInterval", 600),
    }
