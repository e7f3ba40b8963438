"""An HTTP API of API Gateway, and its way to the load balancer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.edge.load_balancer import LoadBalancer
from components.security.user_pool import UserPool
from settings.apis import HttpApi as HttpApiSettings

LOG: Final = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "address": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}
"""What is logged of a request (Amazon API Gateway Developer Guide "Customize HTTP API access logs")."""


class HttpApi(Component):
    """An API that passes requests through a VPC link to the load balancer's listener.

    Its rate is limited and its requests are logged. With a user pool it lets pass only who has a token of it.
    """

    url: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: HttpApiSettings,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        balancer: LoadBalancer,
        host: str | None,
        pool: UserPool | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:HttpApi", name, None, opts)
        api = aws.apigatewayv2.Api(
            name, name=context.name(name, limit=128), protocol_type="HTTP", opts=self.child()
        )
        link = aws.apigatewayv2.VpcLink(
            name,
            name=context.name(name, limit=128),
            security_group_ids=[self._group(name, vpc_id, balancer)],
            subnet_ids=list(subnet_ids),
            opts=self.child(),
        )
        integration = aws.apigatewayv2.Integration(
            name,
            api_id=api.id,
            integration_type="HTTP_PROXY",
            integration_method="ANY",
            integration_uri=balancer.listener_arn,
            connection_type="VPC_LINK",
            connection_id=link.id,
            payload_format_version="1.0",
            tls_config={"server_name_to_verify": host} if balancer.port == 443 else None,
            opts=self.child(),
        )
        authorizer = self._authorizer(name, api, pool) if pool is not None else None
        aws.apigatewayv2.Route(
            name,
            api_id=api.id,
            route_key="$default",
            target=pulumi.Output.concat("integrations/", integration.id),
            authorization_type="JWT" if authorizer is not None else "NONE",
            authorizer_id=authorizer.id if authorizer is not None else None,
            opts=self.child(),
        )
        self.url = self._stage(name, settings, api, context).invoke_url
        self.register_outputs({"url": self.url})

    def _group(self, name: str, vpc_id: pulumi.Input[str], balancer: LoadBalancer) -> pulumi.Output[str]:
        """Group of the VPC link, which reaches the load balancer's port and nothing else."""
        group = aws.ec2.SecurityGroup(
            name, vpc_id=vpc_id, description=f"VPC link of the API {name}", opts=self.child()
        )
        port = balancer.port
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-to-load-balancer",
            security_group_id=group.id,
            referenced_security_group_id=balancer.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description="To the load balancer",
            opts=self.child(),
        )
        aws.vpc.SecurityGroupIngressRule(
            f"load-balancer-from-{name}",
            security_group_id=balancer.security_group_id,
            referenced_security_group_id=group.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"From the API {name}",
            opts=self.child(),
        )
        return group.id

    def _authorizer(
        self, name: str, api: aws.apigatewayv2.Api, pool: UserPool
    ) -> aws.apigatewayv2.Authorizer:
        return aws.apigatewayv2.Authorizer(
            name,
            name=name,
            api_id=api.id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={"issuer": pool.issuer, "audiences": [pool.client_id]},
            opts=self.child(),
        )

    def _stage(
        self, name: str, settings: HttpApiSettings, api: aws.apigatewayv2.Api, context: Context
    ) -> aws.apigatewayv2.Stage:
        log_group = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/apigateway/{context.name(name)}",
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=self.child(),
        )
        return aws.apigatewayv2.Stage(
            name,
            name="$default",
            api_id=api.id,
            auto_deploy=True,
            access_log_settings={"destination_arn": log_group.arn, "format": json.dumps(LOG)},
            default_route_settings={
                "throttling_rate_limit": settings.rate_limit,
                "throttling_burst_limit": settings.burst_limit,
            },
            opts=self.child(),
        )
