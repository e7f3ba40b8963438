"""Prefix lists that AWS manages: ids per region and a few of their ranges.

Source: "Available AWS-managed prefix lists" (Amazon VPC User Guide). Regenerate the ids with
`aws ec2 describe-managed-prefix-lists --region R --filters Name=owner-id,Values=AWS` and the ranges with
`aws ec2 get-managed-prefix-list-entries`. A region that is not listed here gets an id of the same shape.
"""

from __future__ import annotations

import hashlib
from typing import Final

CLOUDFRONT: Final = "com.amazonaws.global.cloudfront.origin-facing"

_IDS: Final[dict[str, dict[str, str]]] = {
    "cloudfront": {
        "us-east-1": "pl-3b927c52", "us-east-2": "pl-b6a144df", "us-west-1": "pl-4ea04527",
        "us-west-2": "pl-82a045eb", "ca-central-1": "pl-38a64351", "sa-east-1": "pl-5da64334",
        "eu-west-1": "pl-4fa04526", "eu-west-2": "pl-93a247fa", "eu-west-3": "pl-75b1541c",
        "eu-central-1": "pl-a3a144ca", "eu-north-1": "pl-fab65393", "ap-south-1": "pl-9aa247f3",
        "ap-northeast-1": "pl-58a04531", "ap-northeast-2": "pl-22a6434b", "ap-northeast-3": "pl-31a14458",
        "ap-southeast-1": "pl-31a34658", "ap-southeast-2": "pl-b8a742d1",
    },
    "s3": {
        "us-east-1": "pl-63a5400a", "us-east-2": "pl-7ba54012", "us-west-1": "pl-6ba54002",
        "us-west-2": "pl-68a54001", "ca-central-1": "pl-7da54014", "sa-east-1": "pl-6aa54003",
        "eu-west-1": "pl-6da54004", "eu-west-2": "pl-7ca54015", "eu-west-3": "pl-23ad484a",
        "eu-central-1": "pl-6ea54007", "eu-north-1": "pl-c3aa4faa", "ap-south-1": "pl-78a54011",
        "ap-northeast-1": "pl-61a54008", "ap-northeast-2": "pl-78a54011",
        "ap-southeast-1": "pl-6fa54006", "ap-southeast-2": "pl-6ca54005",
    },
    "dynamodb": {
        "us-east-1": "pl-02cd2c6b", "us-east-2": "pl-4ca54025", "us-west-1": "pl-6ea54007",
        "us-west-2": "pl-00a54069", "ca-central-1": "pl-4ea54027", "eu-west-1": "pl-6fa54006",
        "eu-west-2": "pl-b3a742da", "eu-central-1": "pl-66a5400f", "ap-south-1": "pl-66a7420f",
        "ap-northeast-1": "pl-78a54011", "ap-southeast-1": "pl-67a5400e", "ap-southeast-2": "pl-62a5400b",
    },
}  # fmt: skip

_RANGES: Final[dict[str, list[str]]] = {
    "cloudfront": ["13.124.199.0/24", "130.176.0.0/18", "15.158.0.0/16", "18.68.0.0/16", "204.246.166.0/24",
                   "205.251.218.0/24", "3.172.0.0/18", "54.239.208.0/21", "64.252.64.0/18", "70.132.0.0/18"],
    "s3": ["52.216.0.0/15", "3.5.0.0/19", "54.231.0.0/16"],
    "dynamodb": ["3.218.182.0/24", "3.218.180.0/23", "52.94.0.0/22", "52.119.224.0/20"],
    "vpc-lattice": ["169.254.171.0/24"],
}  # fmt: skip

WEIGHTS: Final = {"cloudfront": 55}
"""How many rules a list counts for in a security group, where it is not the number of its ranges."""


def names(region: str) -> tuple[str, ...]:
    """The names of all lists that the region has."""
    return (CLOUDFRONT, *(f"com.amazonaws.{region}.{kind}" for kind in ("dynamodb", "s3", "vpc-lattice")))


def prefix_list(name: str, region: str) -> tuple[str, list[str]] | None:
    """Id and ranges of a managed prefix list by its name; None for a name that AWS does not have there."""
    if name not in names(region):
        return None
    kind = "cloudfront" if name == CLOUDFRONT else name.rpartition(".")[2]
    id = _IDS.get(kind, {}).get(region) or f"pl-{hashlib.sha256(f'{name}/{region}'.encode()).hexdigest()[:8]}"
    return id, _RANGES[kind]


def by_id(id: str, region: str) -> tuple[str, list[str]] | None:
    """Name and ranges of a managed prefix list by its id in the region."""
    for name in names(region):
        found = prefix_list(name, region)
        if found and found[0] == id:
            return name, found[1]
    return None
