"""What WAF refuses of web ACLs and their rules.

Source, where none is named: "CreateWebACL", "Rule", "Statement" (AWS WAFV2 API Reference).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check, known
from simulator.services import rules
from simulator.services.shapes import value
from simulator.services.tables import wafv2 as table
from simulator.services.wafv2.answers import ACL, ACL_RULE, IPS, PATTERNS, capacity

rules.taggable(ACL, IPS, PATTERNS)

NAME: Final = re.compile(r"[\w-]{1,128}")
_DESCRIPTION: Final = re.compile(r"[\w+=:#@/\-,.][\w+=:#@/\-,.\s]+[\w+=:#@/\-,.]")
_METRIC: Final = re.compile(r"[\w#:.\-/]{1,255}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
GROUPS: Final = ("managedRuleGroupStatement", "ruleGroupReferenceStatement")
ACTIONS: Final = ("allow", "block", "count", "captcha", "challenge")
_INVALID: Final = "WAFInvalidParameterException: Error reason:"


def scope(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """`CLOUDFRONT` is made in us-east-1 ("How AWS WAF works with Amazon CloudFront features")."""
    given = inputs.get("scope")
    yield from rules.one_of("scope", given, ("CLOUDFRONT", "REGIONAL"))
    if given == "CLOUDFRONT" and ctx.region != "us-east-1":
        yield Failure(
            "scope",
            f"{_INVALID} The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT: what belongs to "
            f"CloudFront is made in us-east-1, not in {ctx.region}",
        )


@check(ACL, IPS, PATTERNS)
def named(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, description, scope."""
    yield from rules.pattern("name", inputs.get("name"), NAME, "1 to 128 letters, digits, - and _")
    text = inputs.get("description")
    if isinstance(text, str) and text:
        yield from rules.length("description", text, 1, 256)
        yield from rules.pattern(
            "description", text, _DESCRIPTION, "3 or more letters, digits, spaces, +=:#@/-,."
        )
    yield from scope(inputs, ctx)


@check(ACL)
def web_acl(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Default action, metrics, rules with their order, and capacity."""
    default = rules.block(inputs.get("defaultAction"))
    if inputs.get("defaultAction") is not None and len(default) != 1 and known(inputs["defaultAction"]):
        yield Failure("defaultAction", f"{_INVALID} exactly one of allow and block, field: DEFAULT_ACTION")
    yield from _metrics("visibilityConfig", rules.block(inputs.get("visibilityConfig")))
    if inputs.get("rules") and inputs.get("ruleJson"):
        yield Failure("ruleJson", '"ruleJson": conflicts with rules')
    bodies = {rules.block(body).get("key") for body in rules.items(inputs.get("customResponseBodies"))}
    names: dict[Any, str] = {}
    priorities: dict[Any, str] = {}
    for place, item in enumerate(rules.items(inputs.get("rules"))):
        rule, path = rules.block(item), f"rules[{place}]"
        name, priority = rule.get("name"), rules.number(rule.get("priority"))
        yield from rules.pattern(f"{path}.name", name, NAME, "1 to 128 letters, digits, - and _")
        if isinstance(name, str) and name in names:
            yield Failure(
                f"{path}.name", f"WAFDuplicateItemException: rule name {name} is that of {names[name]} too"
            )
        if priority is not None and priority in priorities:
            yield Failure(
                f"{path}.priority",
                f"{_INVALID} Your rules have duplicate priority values., field: RULE, parameter: {priority} "
                f"({priorities[priority]} has it too)",
            )
        names.setdefault(name, path)
        priorities.setdefault(priority, path)
        yield from _rule(path, rule, bodies, ctx)
    yield from _capacity(inputs, ctx)


def _capacity(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    units = sum(
        capacity(rules.block(rule).get("statement"), ctx) for rule in rules.items(inputs.get("rules"))
    )
    if units > table.LIMIT:
        yield Failure(
            "rules",
            "WAFLimitsExceededException: AWS WAF couldn't perform the operation because you exceeded your "
            "resource "
            f"limit: the rules take {units} capacity units, a web ACL has at most {table.LIMIT}",
        )
    elif units > table.INCLUDED:
        yield Warn(
            "rules", f"the rules take {units} capacity units: above {table.INCLUDED} requests cost more"
        )


@check(ACL_RULE)
def acl_rule(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A rule on its own: the same, with priority and name that no other rule of the web ACL has."""
    target, priority = inputs.get("webAclArn"), rules.number(inputs.get("priority"))
    yield from rules.arn("webAclArn", target, "wafv2")
    yield from rules.pattern("name", inputs.get("name"), NAME, "1 to 128 letters, digits, - and _")
    region = rules.arn_part(target, "region")
    if region and region != ctx.region:
        yield Failure(
            "webAclArn", f"WAFNonexistentItemException: {target} is in {region}, the rule in {ctx.region}"
        )
    yield from _rule("", inputs, None, ctx)
    inline = [rules.block(rule) for rule in rules.items(value(rules.find(ctx, target, ACL), "rules"))]
    others = [state.inputs for state in rules.siblings(ctx, ACL_RULE, "webAclArn", target)]
    for other in [*inline, *others] if rules.given(target) else []:
        if priority is not None and rules.number(other.get("priority")) == priority:
            yield Failure(
                "priority",
                f"{_INVALID} Your rules have duplicate priority values., field: RULE, parameter: {priority} "
                f"({other.get('name')} has it too)",
            )


def _rule(path: str, rule: dict[str, Any], bodies: set[Any] | None, ctx: Context) -> Iterator[Failure]:
    start = f"{path}." if path else ""
    yield from rules.whole(f"{start}priority", rule.get("priority"))
    yield from rules.between(f"{start}priority", rule.get("priority"), 0, 2147483647)
    yield from _metrics(f"{start}visibilityConfig", rules.block(rule.get("visibilityConfig")))
    statement = rules.block(rule.get("statement"))
    group = any(statement.get(kind) for kind in GROUPS)
    wanted, other = ("overrideAction", "action") if group else ("action", "overrideAction")
    if statement and rule.get(wanted) is None:
        what = "a rule group" if group else "a rule of its own"
        yield Failure(
            f"{start}{wanted}",
            f"{_INVALID} A reference in your rule statement is not valid., field: RULE_ACTION: the "
            "statement is "
            f"{what}, it needs {wanted}",
        )
    if statement and rule.get(other):
        yield Failure(
            f"{start}{other}", f"{_INVALID} {other} cannot be used here, {wanted} can, field: RULE_ACTION"
        )
    action = rules.block(rule.get("action"))
    if rule.get("action") is not None and len(action) != 1 and known(rule["action"]):
        yield Failure(f"{start}action", f"{_INVALID} exactly one of {', '.join(ACTIONS)}, field: RULE_ACTION")
    response = rules.block(rules.block(action.get("block")).get("customResponse"))
    code, key = response.get("responseCode"), response.get("customResponseBodyKey")
    yield from rules.between(f"{start}action.block.customResponse.responseCode", code, 200, 599)
    if bodies is not None and isinstance(key, str) and key not in bodies:
        yield Failure(
            f"{start}action.block.customResponse.customResponseBodyKey",
            f"{_INVALID} the custom response body '{key}' is not defined in customResponseBodies",
        )
    yield from _statement(f"{start}statement", statement, rule.get("statement"), ctx, top=True)


def _metrics(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    name = block.get("metricName")
    yield from rules.pattern(f"{path}.metricName", name, _METRIC, "1 to 255 letters, digits and #:.-/_")
    if name in ("All", "Default_Action"):
        yield Failure(f"{path}.metricName", f"{_INVALID} the metric name {name} is reserved for AWS WAF")


def _statement(
    path: str, block: dict[str, Any], given: Any, ctx: Context, top: bool = False
) -> Iterator[Failure]:
    if given is None or not rules.given(given):
        return
    if len(block) != 1:
        yield Failure(
            path, f"{_INVALID} You have used none or multiple values for the union: {len(block)} statements"
        )
        return
    kind, inner = next(iter(block.items()))
    here, part = f"{path}.{kind}", rules.block(inner)
    if kind == "managedRuleGroupStatement":
        yield from _managed(here, part)
    elif kind == "rateBasedStatement":
        yield from _rate(here, part, top)
    elif kind == "geoMatchStatement":
        for place, country in enumerate(rules.items(part.get("countryCodes"))):
            yield from rules.pattern(f"{here}.countryCodes[{place}]", country, _COUNTRY, "such as DE")
    elif kind == "ipSetReferenceStatement":
        yield from _reference(f"{here}.arn", part.get("arn"), "ipset", ctx)
    elif kind == "regexPatternSetReferenceStatement":
        yield from _reference(f"{here}.arn", part.get("arn"), "regexpatternset", ctx)
    elif kind in ("andStatement", "orStatement"):
        nested = rules.items(part.get("statements"))
        if len(nested) < 2 and rules.given(part.get("statements")):
            yield Failure(here, f"{_INVALID} {kind} needs two statements or more, it has {len(nested)}")
        for place, item in enumerate(nested):
            yield from _statement(f"{here}.statements[{place}]", rules.block(item), item, ctx)
    if part.get("scopeDownStatement") is not None:
        down = part["scopeDownStatement"]
        yield from _statement(f"{here}.scopeDownStatement", rules.block(down), down, ctx)


def _managed(path: str, part: dict[str, Any]) -> Iterator[Failure]:
    name, vendor = part.get("name"), part.get("vendorName")
    if vendor == "AWS" and isinstance(name, str) and name not in table.MANAGED:
        near = difflib.get_close_matches(name, table.MANAGED, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield Failure(
            f"{path}.name",
            "WAFNonexistentItemException: AWS WAF couldn't perform the operation because your resource "
            "doesn't exist: "
            f"the managed rule group AWS/{name} ({', '.join(table.MANAGED)}){hint}",
        )
    for place, item in enumerate(rules.items(part.get("ruleActionOverrides"))):
        use = rules.block(rules.block(item).get("actionToUse"))
        if rules.block(item).get("actionToUse") is not None and len(use) != 1 and known(item):
            yield Failure(
                f"{path}.ruleActionOverrides[{place}].actionToUse",
                f"{_INVALID} exactly one of {', '.join(ACTIONS)}",
            )


def _rate(path: str, part: dict[str, Any], top: bool) -> Iterator[Failure]:
    """Limit from 10, window and key ("Rate-based rule statement", AWS WAF Developer Guide)."""
    if not top:
        yield Failure(path, f"{_INVALID} a rate-based statement cannot be nested in another statement")
    yield from rules.whole(f"{path}.limit", part.get("limit"))
    yield from rules.between(f"{path}.limit", part.get("limit"), 10, 2000000000, "requests")
    yield from rules.one_of(f"{path}.evaluationWindowSec", part.get("evaluationWindowSec"), table.WINDOWS)
    key = part.get("aggregateKeyType")
    yield from rules.one_of(f"{path}.aggregateKeyType", key, table.KEYS)
    needs = {
        "CUSTOM_KEYS": "customKeys",
        "FORWARDED_IP": "forwardedIpConfig",
        "CONSTANT": "scopeDownStatement",
    }
    wanted = needs.get(str(key))
    if wanted and part.get(wanted) is None:
        yield Failure(f"{path}.{wanted}", f"{_INVALID} aggregateKeyType {key} needs {wanted}")
    keys = rules.items(part.get("customKeys"))
    if len(keys) > 5:
        yield Failure(f"{path}.customKeys", f"{_INVALID} at most 5 keys, not {len(keys)}")


def _reference(path: str, arn: Any, kind: str, ctx: Context) -> Iterator[Failure]:
    yield from rules.arn(path, arn, "wafv2")
    part, region = rules.arn_part(arn, "resource"), rules.arn_part(arn, "region")
    if part and f"/{kind}/" not in part:
        yield Failure(path, f"{_INVALID} the ARN names no {kind}: {arn}")
    elif region and region != ctx.region:
        yield Failure(path, f"WAFNonexistentItemException: {arn} is in {region}, the web ACL in {ctx.region}")
