"""What EC2 answers for instances, key pairs and addresses bound to instances."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Mapping
from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, autoname, outputs
from simulator.services.ec2.network import EIP
from simulator.services.rules import block, find
from simulator.services.shapes import Ids, arn, named, public_ip, value
from simulator.services.tables import ec2 as table
from simulator.services.tables.regions import REGIONS

INSTANCE: Final = "aws:ec2/instance:Instance"
BINDING: Final = "aws:ec2/eipAssociation:EipAssociation"
KEY_PAIR: Final = "aws:ec2/keyPair:KeyPair"

# Blocks such as `rootBlockDevice` change in place as to size and type, and only their encryption replaces;
# user data stops and starts the server, unless `userDataReplaceOnChange` says otherwise.
REPLACE[INSTANCE] = frozenset(
    {
        "ami", "availabilityZone", "cpuOptions", "ebsOptimized", "enclaveOptions", "ephemeralBlockDevices",
        "hibernation", "hostId", "instanceMarketOptions", "ipv6Addresses", "keyName", "networkInterfaces",
        "placementGroup", "placementGroupId", "placementPartitionNumber", "primaryNetworkInterface",
        "privateDnsNameOptions", "privateIp", "region", "secondaryNetworkInterfaces", "securityGroups",
        "subnetId", "tenancy",
    }
)  # fmt: skip
REPLACE[BINDING] = frozenset(
    {
        "allocationId", "allowReassociation", "instanceId", "networkInterfaceId", "privateIpAddress",
        "publicIp", "region",
    }
)  # fmt: skip
REPLACE[KEY_PAIR] = frozenset({"keyName", "keyNamePrefix", "publicKey", "region"})
SECRET_OUTPUTS[INSTANCE] = frozenset({"passwordData"})

autoname(KEY_PAIR, property="keyName", max_length=255)


def private_address(block: Any, ids: Ids) -> str:
    """An address of a subnet, past the four at its start and before the one at its end that AWS keeps."""
    try:
        network = ipaddress.ip_network(str(block))
    except ValueError:
        network = ipaddress.ip_network("172.31.0.0/20")
    return str(network[4 + ids.number(max(network.num_addresses - 5, 1), "address")])


def _private_name(address: str, ctx: Context) -> str:
    ending = "ec2.internal" if ctx.region == "us-east-1" else f"{ctx.region}.compute.internal"
    return f"ip-{address.replace('.', '-')}.{ending}"


def public_name(address: str, ctx: Context) -> str:
    """The DNS name of a public address ("Amazon EC2 instance hostnames")."""
    middle = "compute-1" if ctx.region == "us-east-1" else f"{ctx.region}.compute"
    return f"ec2-{address.replace('.', '-')}.{middle}.amazonaws.com"


def _root(inputs: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    """The root volume: gp3 with 3000 IOPS and 125 MiB/s, if nothing else is said."""
    given = block(inputs.get("rootBlockDevice"))
    kind = given.get("volumeType", "gp3")
    result = {
        "deleteOnTermination": True,
        "deviceName": "/dev/xvda",
        "encrypted": False,
        "kmsKeyId": "",
        "throughput": 125 if kind == "gp3" else 0,
        "volumeId": ids.ec2("vol"),
        "volumeSize": 8,
        "volumeType": kind,
    }
    size = given.get("volumeSize", 8)
    result["iops"] = 3000 if kind == "gp3" else max(100, 3 * int(size)) if isinstance(size, int) else 100
    return result | given


@outputs(INSTANCE)
def instance(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A running server; address and zone come from its subnet, a public address where the subnet gives
    one."""
    ids = Ids(inputs, ctx)
    id = ids.ec2("i")
    subnet = find(ctx, inputs.get("subnetId"))
    region = REGIONS.get(ctx.region)
    zone = inputs.get("availabilityZone") or value(subnet, "availabilityZone")
    address = inputs.get("privateIp") or private_address(value(subnet, "cidrBlock"), ids)
    public = inputs.get("associatePublicIpAddress")
    if public is None:
        # Only the default VPC's subnets, which no run makes, give public addresses by themselves.
        public = bool(value(subnet, "mapPublicIpOnLaunch")) if inputs.get("subnetId") else True
    kind = str(inputs.get("instanceType", ""))
    cores, threads = table.cores(kind)
    metadata = {
        "httpEndpoint": "enabled",
        "httpProtocolIpv6": "disabled",
        "httpPutResponseHopLimit": 2,
        "httpTokens": "required",
        "instanceMetadataTags": "disabled",
    }
    result: dict[str, Any] = {
        "arn": arn(ctx, "ec2", f"instance/{id}"),
        "associatePublicIpAddress": public,
        "availabilityZone": zone or (region.zones[0] if region else f"{ctx.region}a"),
        "capacityReservationSpecification": {"capacityReservationPreference": "open"},
        "cpuOptions": {"amdSevSnp": "", "coreCount": cores, "threadsPerCore": threads},
        "disableApiStop": False,
        "disableApiTermination": False,
        "ebsBlockDevices": [],
        "ebsOptimized": False,
        "enclaveOptions": {"enabled": False},
        "ephemeralBlockDevices": [],
        "getPasswordData": False,
        "hibernation": False,
        "iamInstanceProfile": "",
        "instanceInitiatedShutdownBehavior": "stop",
        "instanceLifecycle": "",
        "instanceState": "running",
        "ipv6AddressCount": 0,
        "ipv6Addresses": [],
        "keyName": "",
        "maintenanceOptions": {"autoRecovery": "default"},
        "monitoring": False,
        "outpostArn": "",
        "passwordData": "",
        "placementPartitionNumber": 0,
        "primaryNetworkInterfaceId": ids.ec2("eni"),
        "privateDns": _private_name(address, ctx),
        "privateDnsNameOptions": {
            "enableResourceNameDnsARecord": False,
            "enableResourceNameDnsAaaaRecord": False,
            "hostnameType": "ip-name",
        },
        "privateIp": address,
        "publicDns": "",
        "publicIp": "",
        "secondaryPrivateIps": [],
        "securityGroups": [],
        "sourceDestCheck": True,
        "spotInstanceRequestId": "",
        "subnetId": Ids.of(f"default/{ctx.account}/{ctx.region}").ec2("subnet"),
        "tenancy": "default",
        "userDataReplaceOnChange": False,
        "vpcSecurityGroupIds": [],
    }
    if kind.startswith("t"):
        credits = "standard" if kind.startswith("t2.") else "unlimited"
        result["creditSpecification"] = {"cpuCredits": credits}
    if public:
        found = public_ip(ids)
        result |= {"publicDns": public_name(found, ctx), "publicIp": found}
    result |= {key: item for key, item in inputs.items() if item is not None}
    result["metadataOptions"] = metadata | block(inputs.get("metadataOptions"))
    result["rootBlockDevice"] = _root(inputs, ids)
    return id, result


@outputs(BINDING)
def binding(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An Elastic IP address bound to an instance or a network interface."""
    ids = Ids(inputs, ctx)
    address = find(ctx, inputs.get("allocationId"), EIP)
    server = find(ctx, inputs.get("instanceId"), INSTANCE)
    interface = value(server, "primaryNetworkInterfaceId")
    return ids.ec2("eipassoc"), {
        "allocationId": inputs.get("allocationId") or ids.ec2("eipalloc"),
        "instanceId": inputs.get("instanceId", ""),
        "networkInterfaceId": inputs.get("networkInterfaceId") or interface or ids.ec2("eni"),
        "privateIpAddress": inputs.get("privateIpAddress") or value(server, "privateIp") or "",
        "publicIp": inputs.get("publicIp") or value(address, "publicIp") or public_ip(ids),
    }


def key_type(public_key: Any) -> str:
    """`rsa` or `ed25519`, as the words of an OpenSSH public key say; else an empty text."""
    words = str(public_key).split()
    kind = {"ssh-rsa": "rsa", "ssh-ed25519": "ed25519"}.get(words[0] if len(words) > 1 else "", "")
    try:
        blob = base64.b64decode(words[1], validate=True) if kind else b""
    except (binascii.Error, ValueError):
        return ""
    name = words[0].encode() if kind else b""
    return kind if blob[4 : 4 + len(name)] == name and kind else ""


@outputs(KEY_PAIR)
def key_pair(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An imported key; its id is its name. RSA keys have an MD5 fingerprint, others one in base64."""
    ids = Ids(inputs, ctx)
    name = named(inputs, ctx, "keyName", "keyNamePrefix")
    kind = key_type(inputs.get("publicKey")) or "rsa"
    digits = ids.hex(32, "fingerprint")
    pairs = ":".join(digits[place : place + 2] for place in range(0, 32, 2))
    return name, {
        "arn": arn(ctx, "ec2", f"key-pair/{name}"),
        "fingerprint": pairs if kind == "rsa" else f"{ids.mixed(43, 'fingerprint')}=",
        "keyName": name,
        "keyPairId": ids.ec2("key"),
        "keyType": kind,
    }
