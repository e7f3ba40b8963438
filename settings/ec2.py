"""A workload on one EC2 server: the smallest way to run a system."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import (
    HostImage,
    InstanceType,
    Key,
    KeyPairName,
    LogRetentionDays,
    Port,
    ResourceName,
    SshCidr,
    WholeNumber,
    ZoneLetter,
)
from settings.workload import WorkloadBase


class HostContainer(Model):
    """A container beside the application, reached from the server itself only, that restarts by itself."""

    image: HostImage
    """Image with its tag."""

    port: Port
    """Port that it listens on, published on 127.0.0.1."""


_OF_RETIRED = frozenset({"kind", "retired", "name", "log_retention_days"})
"""What is still said of a server that is gone: what its log group is called, and how long it stays."""


class Ec2Host(WorkloadBase):
    """A Node.js application under PM2 behind Nginx on one server (Amazon Linux 2023), in a public subnet."""

    kind: Literal["ec2"]
    """One server on Amazon EC2."""

    instance_type: InstanceType = "t3.micro"
    """CPU and memory; the image follows the processor of its family, Graviton or x86."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    zone: ZoneLetter | None = None
    """Zone of its public subnet; the first that has one if left out."""

    root_volume_gib: Annotated[int, Field(ge=8, le=16384)] = 20
    """Encrypted gp3 volume, in GiB."""

    key_name: KeyPairName | None = None
    """EC2 key pair for SSH, which is there already; Session Manager needs none."""

    ssh_cidr: SshCidr | None = None
    """Addresses that reach port 22; closed if left out."""

    open_ports: tuple[Port, ...] = (80, 443)
    """Ports that the internet reaches."""

    elastic_ip: bool = True
    """Give it an address that stays when it is stopped or replaced."""

    port: Port = 3000
    """Port of the application, which Nginx hands requests to."""

    node_version: Annotated[Literal[22, 24], WholeNumber] = 24
    """Node.js of Amazon Linux's own packages."""

    containers: dict[Key, HostContainer] = Field(default_factory=dict)
    """Containers beside the application, such as a cache."""

    log_retention_days: LogRetentionDays | None = None
    """`groundwork:observability.logRetentionDays` if left out."""

    retired: bool = False
    """The server is gone, with its address, role and group; its log group stays until its events expire, so
    that a system that moves away loses no log."""

    @rule
    def nothing_is_asked_of_a_retired_server(self) -> Iterator[Breach]:
        if not self.retired:
            return
        for name in sorted(self.model_fields_set - _OF_RETIRED):
            yield Breach(
                (type(self).model_fields[name].alias or name,),
                "a retired server is not there any more, so that this has no effect",
                "leave it out, or leave `retired` out",
            )

    @rule
    def ports_are_their_own(self) -> Iterator[Breach]:
        taken = {self.port: "the application's"}
        for key, container in self.containers.items():
            if container.port in taken:
                yield Breach(
                    ("containers", key, "port"), f"{container.port} is {taken[container.port]} as well"
                )
            taken.setdefault(container.port, f"that of {key}")

    @rule
    def ssh_is_not_open_to_all(self) -> Iterator[Breach]:
        for index, port in enumerate(self.open_ports):
            if port == 22:
                yield Breach(
                    ("openPorts", index),
                    "the internet would reach SSH",
                    "leave it out, and give `sshCidr` or use Session Manager",
                )
