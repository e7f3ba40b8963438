"""Look-ups of the provider's own module: identity, region, partition, availability zones."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import Context, invoke
from simulator.services.shapes import suffix
from simulator.services.tables.regions import REGIONS

USER: Final = "AIDACKCEVSQ6C2EXAMPLE"
"""The unique id that the AWS documentation uses for its example user."""


@invoke("aws:index/getCallerIdentity:getCallerIdentity")
def get_caller_identity(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The account of the run, and the user that the simulator stands for."""
    del args
    return {
        "accountId": ctx.account,
        "arn": f"arn:{ctx.partition}:iam::{ctx.account}:user/simulator",
        "id": ctx.account,
        "userId": USER,
    }


@invoke("aws:index/getRegion:getRegion")
def get_region(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The region asked for, or that of the provider.

    Raises LookupError for a region that does not exist.
    """
    name = args.get("region") or args.get("name")
    endpoint = args.get("endpoint")
    if not name and endpoint:
        name = str(endpoint).split(".")[1] if str(endpoint).count(".") > 1 else endpoint
    name = str(name or ctx.region)
    region = REGIONS.get(name)
    if region is None:
        raise LookupError(f"reading Region: region not found: {name}")
    return {
        "description": region.title,
        "endpoint": f"ec2.{name}.{suffix(ctx)}",
        "id": name,
        "name": name,
        "region": name,
    }


@invoke("aws:index/getRegions:getRegions")
def get_regions(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """All regions, or those that need no opting in."""
    every = args.get("allRegions")
    names = sorted(name for name, region in REGIONS.items() if every or not region.opt_in)
    return {"allRegions": every, "filters": args.get("filters"), "id": ctx.partition, "names": names}


@invoke("aws:index/getPartition:getPartition")
def get_partition(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The partition with its DNS suffix."""
    del args
    return {
        "dnsSuffix": suffix(ctx),
        "id": ctx.partition,
        "partition": ctx.partition,
        "reverseDnsPrefix": ".".join(reversed(suffix(ctx).split("."))),
    }


@invoke("aws:index/getAvailabilityZones:getAvailabilityZones")
def get_availability_zones(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The standard zones of a region, without those that are excluded (Local Zones are never opted in)."""
    name = str(args.get("region") or ctx.region)
    region = REGIONS.get(name)
    if region is None:
        raise LookupError(f"reading EC2 Availability Zones: region not found: {name}")
    excluded = {*(args.get("excludeNames") or []), *(args.get("excludeZoneIds") or [])}
    wanted = {entry["name"]: set(entry.get("values") or []) for entry in args.get("filters") or []}
    pairs = [
        (zone, zone_id)
        for zone, zone_id in zip(region.zones, region.zone_ids, strict=True)
        if not excluded & {zone, zone_id}
        and zone in wanted.get("zone-name", {zone})
        and zone_id in wanted.get("zone-id", {zone_id})
        and name in wanted.get("region-name", {name})
        and "availability-zone" in wanted.get("zone-type", {"availability-zone"})
        and "opt-in-not-required" in wanted.get("opt-in-status", {"opt-in-not-required"})
    ]
    return {
        "allAvailabilityZones": args.get("allAvailabilityZones"),
        "excludeNames": args.get("excludeNames"),
        "excludeZoneIds": args.get("excludeZoneIds"),
        "filters": args.get("filters"),
        "groupNames": [f"{name}-zg-1"],
        "id": name,
        "names": [zone for zone, _ in pairs],
        "region": name,
        "state": args.get("state"),
        "zoneIds": [zone_id for _, zone_id in pairs],
    }
