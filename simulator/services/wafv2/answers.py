"""What WAF answers: ARNs that hold scope, name and id, and the capacity of a web ACL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.rules import block, find, items
from simulator.services.shapes import Ids, arn, named, value
from simulator.services.tables import wafv2 as table

ACL: Final = "aws:wafv2/webAcl:WebAcl"
ACL_RULE: Final = "aws:wafv2/webAclRule:WebAclRule"
IPS: Final = "aws:wafv2/ipSet:IpSet"
PATTERNS: Final = "aws:wafv2/regexPatternSet:RegexPatternSet"
LOGGING: Final = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"

REPLACE[ACL] = frozenset({"name", "namePrefix", "region", "scope"})
REPLACE[ACL_RULE] = frozenset({"name", "region", "webAclArn"})
REPLACE[IPS] = frozenset({"ipAddressVersion", "name", "namePrefix", "region", "scope"})
REPLACE[PATTERNS] = frozenset({"name", "namePrefix", "region", "scope"})
REPLACE[LOGGING] = frozenset({"logDestinationConfigs", "region", "resourceArn"})
REPLACE[ASSOCIATION] = frozenset({"region", "resourceArn", "webAclArn"})

autoname(ACL, ACL_RULE, IPS, PATTERNS, max_length=255)

_KINDS: Final = {ACL: "webacl", IPS: "ipset", PATTERNS: "regexpatternset"}


def _transformations(statement: Mapping[str, Any]) -> int:
    return table.TRANSFORMATION * len(items(statement.get("textTransformations")))


def capacity(statement: Any, ctx: Context) -> int:
    """Units of one statement with all that is nested in it; 0 for what is unknown."""
    total = 0
    for kind, given in block(statement).items():
        inner = block(given)
        if kind == "managedRuleGroupStatement":
            total += table.MANAGED.get(str(inner.get("name")), 0) + capacity(
                inner.get("scopeDownStatement"), ctx
            )
        elif kind == "rateBasedStatement":
            total += (
                2 + 30 * len(items(inner.get("customKeys"))) + capacity(inner.get("scopeDownStatement"), ctx)
            )
        elif kind in ("andStatement", "orStatement"):
            total += sum(capacity(part, ctx) for part in items(inner.get("statements")))
        elif kind == "notStatement":
            total += sum(
                capacity(part, ctx) for part in items(inner.get("statements") or inner.get("statement"))
            )
        elif kind == "byteMatchStatement":
            contains = str(inner.get("positionalConstraint", "")).startswith("CONTAINS")
            total += (10 if contains else 2) + _transformations(inner)
        elif kind == "ruleGroupReferenceStatement":
            found = value(find(ctx, inner.get("arn")), "capacity")
            total += found if isinstance(found, int) else 0
        elif kind in table.STATEMENTS:
            high = kind == "sqliMatchStatement" and inner.get("sensitivityLevel") == "HIGH"
            total += table.STATEMENTS[kind] + (10 if high else 0) + _transformations(inner)
    return total


@outputs(ACL, IPS, PATTERNS)
def scoped(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A web ACL or a set; its id is a UUID, its ARN says `global` for CloudFront."""
    ids = Ids(inputs, ctx)
    id, name = ids.uuid(), named(inputs, ctx)
    scope = "global" if inputs.get("scope") == "CLOUDFRONT" else "regional"
    result: dict[str, Any] = {
        "arn": arn(ctx, "wafv2", f"{scope}/{_KINDS[ctx.type]}/{name}/{id}"),
        "lockToken": ids.uuid("lock"),
        "name": name,
    }
    if ctx.type == ACL:
        result["applicationIntegrationUrl"] = ""
        result["capacity"] = sum(
            capacity(block(rule).get("statement"), ctx) for rule in items(inputs.get("rules"))
        )
    return id, result


@outputs(ACL_RULE)
def acl_rule(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A rule on its own; its id joins web ACL and name."""
    name = named(inputs, ctx, prefix=None)
    return f"{inputs['webAclArn']},{name}", {"name": name}


@outputs(LOGGING)
def logging(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Logging of a web ACL; its id is the web ACL's ARN."""
    del ctx
    return str(inputs["resourceArn"]), {}


@outputs(ASSOCIATION)
def association(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A web ACL on a resource; its id joins both ARNs."""
    del ctx
    return f"{inputs['webAclArn']},{inputs['resourceArn']}", {}
