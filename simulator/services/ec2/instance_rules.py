"""What EC2 refuses of instances, key pairs and bound addresses.

Source, where none is named: "RunInstances" (Amazon EC2 API Reference).
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check
from simulator.services import rules
from simulator.services.ec2 import lookups
from simulator.services.ec2.instances import BINDING, INSTANCE, KEY_PAIR, key_type
from simulator.services.networks import same_region, vpc_of
from simulator.services.shapes import value
from simulator.services.tables import ec2 as table

rules.taggable(INSTANCE, KEY_PAIR)

_AMI: Final = re.compile(r"ami-([0-9a-f]{8}|[0-9a-f]{17})")
_TYPE: Final = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9-]+")
_KEY_NAME: Final = re.compile(r"[ -~]{1,255}")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/\s]{40,}={0,2}\s*")
USER_DATA: Final = 16384
"""Bytes of user data, before it is encoded ("Run commands when you launch an EC2 instance")."""


@check(INSTANCE)
def machine(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Image, type and architecture."""
    del ctx
    image, kind, template = (inputs.get(key) for key in ("ami", "instanceType", "launchTemplate"))
    if image is None and template is None:
        yield Failure("ami", "MissingParameter: The request must contain the parameter ImageId: set ami")
    if isinstance(image, str) and not _AMI.fullmatch(image):
        yield Failure(
            "ami", f'InvalidAMIID.Malformed: Invalid id: "{image}" (expecting "ami-...", 8 or 17 digits)'
        )
    if kind is None and template is None:
        yield Failure("instanceType", "MissingParameter: The request must contain the parameter InstanceType")
    if not isinstance(kind, str):
        return
    family, _, size = kind.partition(".")
    sizes = table.TYPES.get(family)
    if not _TYPE.fullmatch(kind) or (sizes is not None and size not in sizes):
        hint = f" (sizes of {family}: {', '.join(sizes)})" if sizes else " (such as t3.micro)"
        yield Failure(
            "instanceType", f"InvalidParameterValue: Invalid value '{kind}' for InstanceType.{hint}"
        )
        return
    wanted, own = table.architecture(kind), lookups.ARCHITECTURES.get(str(image), "")
    if wanted and own and wanted != own:
        yield Failure(
            "instanceType",
            f"InvalidParameterValue: The architecture '{wanted}' of the specified instance type does not "
            "match "
            f"the architecture '{own}' of the specified AMI. Specify an instance type and an AMI that have "
            f"matching architectures, and try again: {kind} and {image}",
        )


@check(INSTANCE)
def place(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Subnet, zone, address and groups, which belong to one VPC."""
    subnet = inputs.get("subnetId")
    yield from same_region(ctx, "subnetId", subnet, "subnet ID")
    if inputs.get("networkInterfaces") or inputs.get("primaryNetworkInterface"):
        for property in ("associatePublicIpAddress", "privateIp", "subnetId", "vpcSecurityGroupIds"):
            if inputs.get(property) is not None:
                yield Failure(
                    property,
                    "InvalidParameterCombination: Network interfaces and an instance-level "
                    f"{property} may not be specified on the same request",
                )
    if inputs.get("securityGroups") and inputs.get("vpcSecurityGroupIds"):
        yield Failure(
            "securityGroups",
            "InvalidParameterCombination: The parameter groupName cannot be used together with "
            "vpcSecurityGroupIds: name the groups by id",
        )
    state = rules.find(ctx, subnet)
    zone, own = inputs.get("availabilityZone"), value(state, "availabilityZone")
    if isinstance(zone, str) and isinstance(own, str) and zone != own:
        yield Failure(
            "availabilityZone",
            f"InvalidParameterValue: The availability zone '{zone}' does not match the zone of the subnet "
            f"'{subnet}', {own}",
        )
    address, block = inputs.get("privateIp"), value(state, "cidrBlock")
    if isinstance(address, str) and isinstance(block, str):
        yield from _address(address, block)
    home = vpc_of(ctx, subnet)
    groups = rules.items(inputs.get("vpcSecurityGroupIds"))
    if len(groups) > 5:
        yield Failure(
            "vpcSecurityGroupIds",
            f"SecurityGroupsPerInterfaceLimitExceeded: at most 5 security groups, not {len(groups)}",
        )
    for number, group in enumerate(groups):
        theirs = vpc_of(ctx, group)
        if home and theirs and home != theirs:
            yield Failure(
                f"vpcSecurityGroupIds[{number}]",
                f"InvalidParameter: Security group {group} and subnet {subnet} belong to different networks "
                f"({theirs} and {home}).",
            )


def _address(address: str, block: str) -> Iterator[Failure]:
    try:
        inside = ipaddress.ip_address(address) in ipaddress.ip_network(block)
    except ValueError:
        inside = False
    if not inside:
        yield Failure(
            "privateIp",
            f"InvalidParameterValue: Address {address} does not fall within the subnet's address range "
            f"({block})",
        )


@check(INSTANCE)
def start(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """User data, key, profile and the metadata service; user data itself never stands in a reason."""
    del ctx
    plain, encoded = inputs.get("userData"), inputs.get("userDataBase64")
    if plain is not None and encoded is not None:
        yield Failure("userDataBase64", "userDataBase64 conflicts with userData: set one of the two")
    size = None
    if isinstance(plain, str):
        size = len(plain.encode())
        if _BASE64.fullmatch(plain) and "\n" not in plain.strip():
            yield Warn(
                "userData",
                "this looks like base64 already, and is encoded once more: the server would not run it. "
                "Give plain text, or userDataBase64",
            )
    if isinstance(encoded, str):
        try:
            size = len(base64.b64decode(encoded, validate=True))
        except (binascii.Error, ValueError):
            yield Failure("userDataBase64", "InvalidUserData.Malformed: Invalid BASE64 encoding of user data")
    if size is not None and size > USER_DATA:
        yield Failure(
            "userData" if isinstance(plain, str) else "userDataBase64",
            f"InvalidParameterValue: User data is limited to {USER_DATA} bytes, it has {size}",
        )
    profile = inputs.get("iamInstanceProfile")
    if isinstance(profile, str) and profile.startswith("arn:"):
        yield Failure(
            "iamInstanceProfile",
            f"InvalidParameterValue: Value ({profile}) for parameter iamInstanceProfile.name is invalid. "
            "Invalid IAM Instance Profile name: give the name, not the ARN",
        )
    metadata = rules.block(inputs.get("metadataOptions"))
    for property, allowed in (
        ("httpEndpoint", ("enabled", "disabled")),
        ("httpProtocolIpv6", ("enabled", "disabled")),
        ("httpTokens", ("optional", "required")),
        ("instanceMetadataTags", ("enabled", "disabled")),
    ):
        yield from rules.one_of(f"metadataOptions.{property}", metadata.get(property), allowed)
    hops = metadata.get("httpPutResponseHopLimit")
    yield from rules.between("metadataOptions.httpPutResponseHopLimit", hops, 1, 64, "hops")
    shutdown = inputs.get("instanceInitiatedShutdownBehavior")
    yield from rules.one_of("instanceInitiatedShutdownBehavior", shutdown, ("stop", "terminate"))
    yield from rules.one_of("tenancy", inputs.get("tenancy"), ("default", "dedicated", "host"))
    credits = rules.block(inputs.get("creditSpecification")).get("cpuCredits")
    yield from rules.one_of("creditSpecification.cpuCredits", credits, ("standard", "unlimited"))
    kind = inputs.get("instanceType")
    if credits and isinstance(kind, str) and not kind.startswith("t"):
        yield Failure(
            "creditSpecification",
            "InvalidParameterCombination: The CreditSpecification parameter is only supported for burstable "
            f"performance instances (families t2 to t4g), not {kind}",
        )


@check(INSTANCE)
def volumes(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The root volume and further ones ("Amazon EBS volume types", Amazon EBS User Guide)."""
    del ctx
    root = rules.block(inputs.get("rootBlockDevice"))
    if root.get("volumeType") in ("st1", "sc1"):
        yield Failure(
            "rootBlockDevice.volumeType",
            f"InvalidBlockDeviceMapping: {root['volumeType']} volumes cannot be used as boot volumes",
        )
    size, least = rules.number(root.get("volumeSize")), lookups.IMAGE_SIZE
    if size is not None and size < least and str(inputs.get("ami")) in lookups.ARCHITECTURES:
        yield Failure(
            "rootBlockDevice.volumeSize",
            f"InvalidBlockDeviceMapping: Volume of size {size}GB is smaller than the image's snapshot, "
            "expect "
            f"size >= {least}GB",
        )
    if inputs.get("hibernation") is True and root.get("encrypted") in (None, False):
        yield Failure(
            "rootBlockDevice.encrypted",
            "UnsupportedHibernationConfiguration: hibernation needs an encrypted root volume",
        )
    yield from _volume("rootBlockDevice", root)
    for number, device in enumerate(rules.items(inputs.get("ebsBlockDevices"))):
        yield from _volume(f"ebsBlockDevices[{number}]", rules.block(device))


def _volume(path: str, volume: dict[str, Any]) -> Iterator[Failure]:
    kind = volume.get("volumeType", "gp3" if path == "rootBlockDevice" else "gp2")
    yield from rules.one_of(f"{path}.volumeType", volume.get("volumeType"), tuple(table.VOLUMES))
    size, iops, rate = (rules.number(volume.get(key)) for key in ("volumeSize", "iops", "throughput"))
    if kind in table.VOLUMES:
        yield from rules.between(f"{path}.volumeSize", size, *table.VOLUMES[kind], "GiB")
    limits = table.IOPS.get(str(kind))
    if iops and rules.given(kind) and limits is None:
        yield Failure(
            f"{path}.iops",
            f"InvalidParameterCombination: The parameter iops is not supported for {kind} volumes.",
        )
    elif iops and limits:
        yield from rules.between(f"{path}.iops", iops, limits[0], limits[1])
        if size and iops > max(limits[2] * size, limits[0]):
            yield Failure(
                f"{path}.iops",
                f"InvalidParameterValue: Iops to volume size ratio of {iops / size:.0f} is too high; "
                "maximum is "
                f"{limits[2]}",
            )
    if rate and rules.given(kind) and kind != "gp3":
        yield Failure(
            f"{path}.throughput",
            f"InvalidParameterCombination: The parameter throughput is not supported for {kind} volumes.",
        )
    elif rate:
        yield from rules.between(f"{path}.throughput", rate, *table.THROUGHPUT, "MiB/s")
        if rate > (iops or 3000) * 0.25:
            yield Failure(
                f"{path}.throughput",
                f"InvalidParameterValue: Throughput (MiBps) to iops ratio of {rate / (iops or 3000):.3f} is "
                "too "
                "high; maximum is 0.250000 MiBps per iops",
            )
    if volume.get("kmsKeyId") and volume.get("encrypted") in (None, False):
        yield Failure(
            f"{path}.kmsKeyId",
            "InvalidParameterDependency: The parameter KmsKeyId requires the parameter Encrypted to be set.",
        )


@check(BINDING)
def binding(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """One address and one holder, in one region ("AssociateAddress", Amazon EC2 API Reference)."""
    yield from rules.exactly_one(inputs, ("allocationId", "publicIp"))
    yield from rules.exactly_one(inputs, ("instanceId", "networkInterfaceId"))
    yield from same_region(ctx, "allocationId", inputs.get("allocationId"), "allocation ID")
    yield from same_region(ctx, "instanceId", inputs.get("instanceId"), "instance ID")


@check(KEY_PAIR)
def key_pair(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name and OpenSSH key ("ImportKeyPair", Amazon EC2 API Reference)."""
    del ctx
    yield from rules.pattern("keyName", inputs.get("keyName"), _KEY_NAME, "1 to 255 characters of ASCII")
    key = inputs.get("publicKey")
    if isinstance(key, str) and "PRIVATE KEY" in key:
        yield Failure(
            "publicKey", "InvalidKey.Format: this is a private key; only the public one is imported"
        )
    elif isinstance(key, str) and not key_type(key):
        yield Failure(
            "publicKey",
            "InvalidKey.Format: Key is not in valid OpenSSH public key format (ssh-ed25519 AAAA… or "
            "ssh-rsa AAAA…)",
        )
