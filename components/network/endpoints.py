"""VPC endpoints: private ways to AWS services."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.network import Endpoints as EndpointSettings

TASK_SERVICES = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages")
"""What tasks on Fargate need where there is no NAT: images, logs, secrets, ECS Exec (PYS-NET-08; Amazon ECR
interface VPC endpoints, Amazon ECS Developer Guide "Run Amazon ECS Exec")."""


class Endpoints(Component):
    """Gateway endpoints in the route tables, interface endpoints in the private subnets.

    Where they are `needed`, for tasks without a NAT gateway, the interface endpoints that tasks use are made
    as well; what lies outside AWS is still out of reach then.
    """

    security_group_id: pulumi.Output[str] | None
    """Group of the interface endpoints: closed until a workload is let in on 443."""

    made: list[pulumi.Resource]

    def __init__(
        self,
        name: str,
        settings: EndpointSettings,
        *,
        context: Context,
        needed: bool,
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        route_table_ids: Sequence[pulumi.Input[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:network:Endpoints", name, None, opts)
        self.made = []
        for service in settings.gateway:
            endpoint = aws.ec2.VpcEndpoint(
                f"{service}-gateway",
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{context.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=list(route_table_ids),
                tags={"Name": context.name(service)},
                opts=self.child(),
            )
            self.made.append(endpoint)
        for_tasks = TASK_SERVICES if needed and subnet_ids else ()
        services = list(dict.fromkeys((*settings.interface, *for_tasks)))
        self.security_group_id = None
        if services:
            group = aws.ec2.SecurityGroup(
                "endpoints",
                vpc_id=vpc_id,
                description="Interface endpoints of AWS services",
                tags={"Name": context.name("endpoints")},
                opts=self.child(),
            )
            self.security_group_id = group.id
            for service in services:
                endpoint = aws.ec2.VpcEndpoint(
                    service.replace(".", "-"),
                    vpc_id=vpc_id,
                    service_name=f"com.amazonaws.{context.region}.{service}",
                    vpc_endpoint_type="Interface",
                    private_dns_enabled=True,
                    subnet_ids=list(subnet_ids),
                    security_group_ids=[group.id],
                    tags={"Name": context.name(service)},
                    opts=self.child(),
                )
                self.made.append(endpoint)
        self.register_outputs({})
