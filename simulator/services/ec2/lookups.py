"""Answers to `ec2.get…` look-ups: managed prefix lists and machine images."""

from __future__ import annotations

import re
from typing import Any, Final

from simulator.registry import Context, invoke
from simulator.services.shapes import CREATED, Ids, arn
from simulator.services.tables import prefix_lists

_OWNERS: Final = {"amazon": "137112412989", "aws-marketplace": "679593333241"}
_OWNER_OF_NAME: Final = (
    ("ubuntu/", "099720109477"),
    ("debian-", "136693071363"),
    ("bottlerocket-", "092701018921"),
)

ARCHITECTURES: Final[dict[str, str]] = {}
"""Architecture of the images that were looked up; an id always stands for the same image."""

IMAGE_SIZE: Final = 8
"""GiB of the root snapshot of each image."""


def _filters(args: dict[str, Any]) -> dict[str, list[str]]:
    return {entry["name"]: list(entry.get("values") or []) for entry in args.get("filters") or []}


@invoke("aws:ec2/getManagedPrefixList:getManagedPrefixList", "aws:ec2/getPrefixList:getPrefixList")
def get_managed_prefix_list(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A prefix list by name, id or filter `prefix-list-name`.

    Raises LookupError, in the provider's words, when the region has no such list.
    """
    filters = _filters(args)
    name = args.get("name") or (filters.get("prefix-list-name") or [None])[0]
    id = args.get("id") or args.get("prefixListId") or (filters.get("prefix-list-id") or [None])[0]
    if name:
        found = prefix_lists.prefix_list(str(name), ctx.region)
        id, ranges = found if found else (id, None)
    else:
        found = prefix_lists.by_id(str(id), ctx.region)
        name, ranges = found if found else (None, None)
    if ranges is None:
        raise LookupError(
            f"reading EC2 Managed Prefix List: empty result: {name or id or 'no name given'} "
            f"(in {ctx.region} there are: {', '.join(prefix_lists.names(ctx.region))})"
        )
    kind = "cloudfront" if name == prefix_lists.CLOUDFRONT else ""
    return {
        "addressFamily": "IPv4",
        "arn": arn(ctx, "ec2", f"prefix-list/{id}", account="aws"),
        "cidrBlocks": ranges,
        "entries": [{"cidr": cidr, "description": ""} for cidr in ranges],
        "id": id,
        "maxEntries": prefix_lists.WEIGHTS.get(kind, 0),
        "name": name,
        "ownerId": "AWS",
        "prefixListId": id,
        "region": ctx.region,
        "tags": {},
        "version": 0,
    }


@invoke("aws:ec2/getAmi:getAmi")
def get_ami(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """One image for a search: the same for the same filters, owners and region.

    Patterns of the `name` filter get a fixed date and build for their wildcards; architecture and device
    come from the filters, or from what the name says.
    """
    filters = _filters(args)
    owners = [str(owner) for owner in args.get("owners") or ["self"]]
    pattern = (filters.get("name") or [args.get("nameRegex") or "image-*"])[0]
    name = re.sub(r"[\^$]|\.\*|\.\+", "*", pattern) if args.get("nameRegex") else pattern
    name = re.sub(r"\*+|\?+", "20260101", name)
    owner = owners[0]
    if owner == "self":
        owner = ctx.account
    elif owner in _OWNERS:
        owner = next((account for start, account in _OWNER_OF_NAME if name.startswith(start)), _OWNERS[owner])
    arm = "arm64" in name or "aarch64" in name
    architecture = (filters.get("architecture") or ["arm64" if arm else "x86_64"])[0]
    ids = Ids.of(f"{ctx.region}/{owner}/{name}/{architecture}")
    id = ids.ec2("ami")
    ARCHITECTURES[id] = architecture
    device = "/dev/sda1" if name.startswith("ubuntu/") else "/dev/xvda"
    snapshot = ids.ec2("snap")
    return {
        "architecture": architecture,
        "arn": arn(ctx, "ec2", f"image/{id}", account=""),
        "blockDeviceMappings": [
            {
                "deviceName": device,
                "ebs": {
                    "delete_on_termination": "true",
                    "encrypted": "false",
                    "iops": "3000",
                    "snapshot_id": snapshot,
                    "throughput": "125",
                    "volume_size": str(IMAGE_SIZE),
                    "volume_type": "gp3",
                },
                "noDevice": "",
                "virtualName": "",
            }
        ],
        "bootMode": "uefi" if architecture == "arm64" else "uefi-preferred",
        "creationDate": CREATED.replace("Z", ".000Z"),
        "deprecationTime": "2028-01-01T00:00:00.000Z",
        "description": name,
        "enaSupport": True,
        "executableUsers": args.get("executableUsers"),
        "filters": args.get("filters"),
        "hypervisor": "xen",
        "id": id,
        "imageId": id,
        "imageLocation": f"amazon/{name}",
        "imageOwnerAlias": "amazon" if owner in _OWNERS.values() else "",
        "imageType": "machine",
        "imdsSupport": "v2.0",
        "includeDeprecated": args.get("includeDeprecated", False),
        "mostRecent": args.get("mostRecent", False),
        "name": name,
        "nameRegex": args.get("nameRegex"),
        "ownerId": owner,
        "owners": args.get("owners"),
        "platform": "",
        "platformDetails": "Linux/UNIX",
        "productCodes": [],
        "public": owner != ctx.account,
        "region": ctx.region,
        "rootDeviceName": device,
        "rootDeviceType": "ebs",
        "rootSnapshotId": snapshot,
        "sriovNetSupport": "simple",
        "state": "available",
        "stateReason": {"code": "UNSET", "message": "UNSET"},
        "tags": {},
        "tpmSupport": "",
        "usageOperation": "RunInstances",
        "virtualizationType": "hvm",
    }
