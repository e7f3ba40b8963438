"""A workload on one EC2 server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.compute.ec2.role import instance_profile
from components.compute.ec2.user_data import cloud_config
from components.links import Link, Opening, SecretRef
from components.logs import log_group
from components.observed import AlarmSpec, Metric, Observed
from components.openings import open_links
from settings.compute import Ec2Host

ANYWHERE = "0.0.0.0/0"


class Host(Component):
    """A server in a public subnet with its role, log group, links and address.

    The image is the newest Amazon Linux 2023 when the server is made; a newer one never replaces it. Plain
    variables of its links stand in its user data, secrets are fetched at start by its role. The metadata
    service answers to tokens only, and within one hop, so that no container gets the role. Of a retired one
    there is the log group alone.
    """

    link: Link
    """For other workloads that use this one."""

    observed: Observed | None
    name: str
    log_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str] | None
    address: pulumi.Output[str] | None
    """Public address."""

    def __init__(
        self,
        name: str,
        settings: Ec2Host,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_id: pulumi.Input[str],
        links: Sequence[Link] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:ec2:Host", name, None, opts)
        self._key, self._settings, self._context = name, settings, context
        self.name = settings.name or context.name(name)
        self.security_group_id = self.address = self.observed = None
        self.link = Link(name=name)
        logs = log_group(
            name,
            context,
            physical_name=f"/ec2/{self.name}",
            retention_days=settings.log_retention_days,
            opts=self.child(),
        )
        self.log_group_name = logs.name
        if not settings.retired:
            self._server(logs, vpc_id, subnet_id, links)
        self.register_outputs({"address": self.address})

    def _server(
        self,
        logs: aws.cloudwatch.LogGroup,
        vpc_id: pulumi.Input[str],
        subnet_id: pulumi.Input[str],
        links: Sequence[Link],
    ) -> None:
        name, settings, context = self._key, self._settings, self._context
        group = aws.ec2.SecurityGroup(
            name,
            vpc_id=vpc_id,
            description=f"Server {self.name}",
            tags={"Name": context.name(name)},
            opts=self.child(),
        )
        self.security_group_id = group.id
        self._rules(group.id, links)
        profile = instance_profile(self, name, context, log_group_arn=logs.arn, links=links)
        instance = self._instance(subnet_id, group.id, profile, self._user_data(logs.name, links))
        self.address = self._address(instance)
        self.link = Link(name=name, opening=Opening(group.id, settings.port, self.name))
        self.observed = self._observed(instance.id, logs.name)

    def _rules(self, group_id: pulumi.Output[str], links: Sequence[Link]) -> None:
        settings = self._settings
        ways_in = [(str(port), port, ANYWHERE, "Internet") for port in settings.open_ports]
        if settings.ssh_cidr is not None:
            ways_in.append(("ssh", 22, settings.ssh_cidr, "SSH of operators"))
        for suffix, port, cidr, description in ways_in:
            aws.vpc.SecurityGroupIngressRule(
                f"{self._key}-{suffix}",
                security_group_id=group_id,
                cidr_ipv4=cidr,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description=description,
                opts=self.child(),
            )
        open_links(self, self._key, links, security_group_id=group_id, description=self.name)
        aws.vpc.SecurityGroupEgressRule(
            f"{self._key}-out",
            security_group_id=group_id,
            cidr_ipv4=ANYWHERE,
            ip_protocol="-1",
            description="Packages, stores and what lies outside AWS",
            opts=self.child(),
        )

    def _user_data(self, log_group_name: pulumi.Output[str], links: Sequence[Link]) -> pulumi.Output[str]:
        plain: dict[str, pulumi.Input[str]] = dict(self._settings.environment)
        secret: dict[str, SecretRef] = {}
        for link in links:
            plain |= link.environment
            secret |= link.secrets
        manifest = [
            {
                "variable": variable,
                "command": asking(secret[variable], self._context.region),
                "key": secret[variable].json_key,
            }
            for variable in sorted(secret)
        ]
        known: dict[str, Any] = {"environment": plain, "secrets": manifest, "log_group": log_group_name}
        return pulumi.Output.from_input(known).apply(lambda told: cloud_config(self._settings, **told))

    def _instance(
        self,
        subnet_id: pulumi.Input[str],
        group_id: pulumi.Output[str],
        profile: pulumi.Output[str],
        user_data: pulumi.Output[str],
    ) -> aws.ec2.Instance:
        settings, context = self._settings, self._context
        image = aws.ec2.get_ami_output(
            owners=["amazon"],
            most_recent=True,
            filters=[{"name": "name", "values": [f"al2023-ami-*-{architecture(settings.instance_type)}"]}],
            opts=self.lookup(),
        )
        return aws.ec2.Instance(
            self._key,
            ami=image.id,
            instance_type=settings.instance_type,
            subnet_id=subnet_id,
            vpc_security_group_ids=[group_id],
            iam_instance_profile=profile,
            key_name=settings.key_name,
            user_data=user_data,
            root_block_device=aws.ec2.InstanceRootBlockDeviceArgs(
                volume_size=settings.root_volume_gib,
                volume_type="gp3",
                encrypted=True,
                kms_key_id=context.key_arn,
            ),
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                "http_put_response_hop_limit": 1,
            },
            tags={"Name": self.name},
            # Another user data would stop a server that is being moved away from, and change nothing on it:
            # it is read at the first start alone.
            opts=self.child(ignore_changes=["ami", *(["userData"] if self._context.moving else [])]),
        )

    def _address(self, instance: aws.ec2.Instance) -> pulumi.Output[str]:
        if not self._settings.elastic_ip:
            return instance.public_ip
        address = aws.ec2.Eip(
            self._key, domain="vpc", tags={"Name": self._context.name("eip")}, opts=self.child()
        )
        aws.ec2.EipAssociation(
            self._key, instance_id=instance.id, allocation_id=address.id, opts=self.child()
        )
        return address.public_ip

    def _observed(self, instance_id: pulumi.Output[str], log_group_name: pulumi.Output[str]) -> Observed:
        dimensions = {"InstanceId": instance_id}
        metrics = {
            "cpu": Metric("AWS/EC2", "CPUUtilization", dimensions),
            "memory": Metric("CWAgent", "mem_used_percent", dimensions),
            "disk": Metric("CWAgent", "disk_used_percent", dimensions),
            "network-in": Metric("AWS/EC2", "NetworkIn", dimensions, "Sum"),
            "network-out": Metric("AWS/EC2", "NetworkOut", dimensions, "Sum"),
            "status": Metric("AWS/EC2", "StatusCheckFailed", dimensions, "Maximum"),
        }
        return Observed(
            key=self._key,
            title=f"Server {self.name}",
            widgets={
                "CPU (%)": (metrics["cpu"],),
                "Memory (%)": (metrics["memory"],),
                "Disk (%)": (metrics["disk"],),
                "Network (bytes)": (metrics["network-in"], metrics["network-out"]),
            },
            metrics=metrics,
            alarms={
                f"{self._key}-cpu": AlarmSpec(
                    metrics["cpu"], 80, f"CPU of {self.name} above 80 %", period_seconds=300
                ),
                f"{self._key}-status": AlarmSpec(
                    metrics["status"], 0, f"{self.name} fails a status check", evaluation_periods=2
                ),
            },
            log_group=log_group_name,
        )


def architecture(instance_type: str) -> str:
    """Processor of an instance type, as image names have it: Graviton families end their number by a `g`."""
    family = instance_type.split(".")[0]
    generation = family.lstrip("abcdefghijklmnopqrstuvwxyz")
    return "arm64" if "g" in generation.split("-")[0] or family == "a1" else "x86_64"


def asking(secret: SecretRef, region: str) -> list[pulumi.Input[str]]:
    """The command that asks AWS for a value and prints it."""
    text = ["--region", region, "--output", "text", "--query"]
    if secret.parameter is not None:
        command = ["aws", "ssm", "get-parameter", "--with-decryption", *text, "Parameter.Value", "--name"]
        return [*command, secret.parameter]
    command = ["aws", "secretsmanager", "get-secret-value", *text, "SecretString", "--secret-id"]
    return [*command, secret.arn]
