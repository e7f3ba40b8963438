"""What Route 53 answers: zone ids, the four name servers of a zone, record ids."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, invoke, outputs
from simulator.services.shapes import Ids, arn, named, value

ZONE: Final = "aws:route53/zone:Zone"
RECORD: Final = "aws:route53/record:Record"

REPLACE[ZONE] = frozenset({"delegationSetId", "name"})
REPLACE[RECORD] = frozenset({"setIdentifier", "zoneId"})

autoname(ZONE, max_length=255)


def name_servers(ids: Ids) -> list[str]:
    """Four servers, one of each top-level domain, with the numbers that AWS uses for each, sorted."""
    names = []
    for place, top in enumerate(("com", "net", "org", "co.uk")):
        number = place * 512 + ids.number(512, top)
        names.append(f"ns-{number}.awsdns-{number % 64:02}.{top}")
    return sorted(names)


@outputs(ZONE)
def zone(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A hosted zone; a private one has the name servers of its VPC's resolver."""
    ids = Ids(inputs, ctx)
    id = f"Z{ids.upper(20)}"
    name = named(inputs, ctx, prefix=None).rstrip(".")
    private = bool(inputs.get("vpcs"))
    servers = [
        f"ns-{number}.awsdns-00.{top}."
        for number, top in ((0, "com"), (512, "net"), (1024, "org"), (1536, "co.uk"))
    ]
    servers = sorted(servers) if private else name_servers(ids)
    return id, {
        "arn": arn(ctx, "route53", f"hostedzone/{id}", region="", account=""),
        "comment": inputs.get("comment", "Managed by Pulumi"),
        "forceDestroy": inputs.get("forceDestroy", False),
        "name": name,
        "nameServers": servers,
        "primaryNameServer": servers[0],
        "zoneId": id,
    }


def full_name(name: str, zone_name: str) -> str:
    """A record's name with its zone, without the dot at the end."""
    name, zone_name = name.rstrip(".").lower(), zone_name.rstrip(".").lower()
    if not name:
        return zone_name
    if not zone_name or name == zone_name or name.endswith(f".{zone_name}"):
        return name
    return f"{name}.{zone_name}"


@outputs(RECORD)
def record(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A record; its id is zone, name and type, and the set identifier where there is one."""
    zone_id = str(inputs["zoneId"])
    name = str(inputs.get("name", ""))
    parts = [zone_id, name.rstrip(".").lower(), str(inputs.get("type"))]
    if inputs.get("setIdentifier"):
        parts.append(str(inputs["setIdentifier"]))
    zone_name = str(value(ctx.find(zone_id), "name") or "")
    return "_".join(parts), {"fqdn": full_name(name, zone_name)}


@invoke("aws:route53/getZone:getZone")
def get_zone(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A hosted zone by name or id: one of this run, or one that is taken to exist."""
    asked = str(args.get("zoneId") or args.get("name") or "").rstrip(".")
    state = ctx.find(asked)
    ids = Ids.of(f"{ctx.account}/{asked}")
    id = value(state, "zoneId") or args.get("zoneId") or f"Z{ids.upper(20)}"
    name = value(state, "name") or (args.get("name") or f"zone-{str(id).lower()}.example.com")
    servers = value(state, "nameServers") or name_servers(ids)
    return {
        "arn": arn(ctx, "route53", f"hostedzone/{id}", region="", account=""),
        "callerReference": ids.uuid("caller"),
        "comment": value(state, "comment") or "",
        "enableAcceleratedRecovery": False,
        "id": id,
        "linkedServiceDescription": "",
        "linkedServicePrincipal": "",
        "name": str(name).rstrip("."),
        "nameServers": servers,
        "primaryNameServer": servers[0],
        "privateZone": args.get("privateZone", False),
        "resourceRecordSetCount": 2,
        "tags": value(state, "tags") or {},
        "vpcId": args.get("vpcId", ""),
        "zoneId": id,
    }
