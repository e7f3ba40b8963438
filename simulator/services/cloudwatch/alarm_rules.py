"""What CloudWatch refuses of alarms.

Source, where none is named: "PutMetricAlarm" and "PutCompositeAlarm" (Amazon CloudWatch API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.cloudwatch.answers import ALARM, COMPOSITE
from simulator.services.tables import cloudwatch as table

rules.taggable(ALARM, COMPOSITE)

_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,255}")
_QUERY: Final = re.compile(r"[a-z][a-zA-Z0-9_]*")
_WORD: Final = re.compile(r"\b[a-z][a-zA-Z0-9_]*\b(?!\s*\()")
_ACTIONS: Final = ("aiops", "automate", "autoscaling", "lambda", "sns", "ssm", "ssm-incidents", "swf")
_AUTOMATE: Final = re.compile(r"arn:aws[a-z-]*:automate:([a-z0-9-]+):ec2:(?:stop|terminate|recover|reboot)")
_COMPOSITE: Final = re.compile(
    r"""(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"[^"]+"|'[^']+'|[^\s()"']+)\s*\)|TRUE|FALSE|AND|OR|NOT|\(|\)|\s+"""
)
DAY: Final = 86400
WEEK: Final = 604800


def _actions(inputs: dict[str, Any], ctx: Context, allowed: tuple[str, ...]) -> Iterator[Failure]:
    for property in ("alarmActions", "okActions", "insufficientDataActions"):
        found = rules.items(inputs.get(property))
        if len(found) > 5:
            yield Failure(property, f"ValidationError: at most 5 actions, not {len(found)}")
        for place, action in enumerate(found):
            path = f"{property}[{place}]"
            automated = (
                _AUTOMATE.fullmatch(action) if isinstance(action, str) and "automate" in allowed else None
            )
            if automated:
                if automated[1] != ctx.region:
                    yield Failure(path, f"ValidationError: Invalid region {automated[1]} specified: {action}")
                continue
            yield from rules.arn(path, action)
            service, region = rules.arn_part(action, "service"), rules.arn_part(action, "region")
            if service and service not in allowed:
                yield Failure(
                    path,
                    f"ValidationError: Invalid action ARN {action}: actions of "
                    f"{', '.join(allowed)} are possible",
                )
            elif region and region != ctx.region:
                yield Failure(
                    path,
                    f"ValidationError: Invalid region {region} specified. Only {ctx.region} is "
                    f"supported: {action}",
                )


@check(ALARM)
def metric_alarm(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, what is watched, how it is compared, and who is told."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 255 printable characters")
    yield from rules.length("alarmDescription", inputs.get("alarmDescription"), 0, 1024)
    yield from _actions(inputs, ctx, _ACTIONS)
    yield from rules.one_of("treatMissingData", inputs.get("treatMissingData"), table.MISSING)
    if inputs.get("evaluationCriteria") is not None:
        return
    operator = inputs.get("comparisonOperator")
    yield from rules.one_of("comparisonOperator", operator, table.COMPARISONS)
    for property in ("comparisonOperator", "evaluationPeriods"):
        if inputs.get(property) is None:
            yield Failure(property, f"ValidationError: {property} is required for an alarm on a metric")
    yield from rules.exactly_one(
        inputs, ("metricName", "metricQueries"), "an alarm watches a metric or an expression"
    )
    if rules.given(operator):
        wanted = "thresholdMetricId" if operator in table.BANDS else "threshold"
        if inputs.get(wanted) is None:
            yield Failure(wanted, f"ValidationError: {wanted} is required with comparisonOperator {operator}")
    yield from _periods(inputs)
    if inputs.get("metricQueries"):
        for property in (
            "metricName",
            "namespace",
            "period",
            "statistic",
            "extendedStatistic",
            "dimensions",
            "unit",
        ):
            if inputs.get(property):
                yield Failure(
                    property, f"ValidationError: {property} cannot be set together with metricQueries"
                )
        yield from _queries(inputs)
    elif inputs.get("metricName") is not None:
        yield from _metric("", inputs)
    low = inputs.get("evaluateLowSampleCountPercentiles")
    yield from rules.one_of("evaluateLowSampleCountPercentiles", low or None, ("evaluate", "ignore"))
    if rules.text(low) and not inputs.get("extendedStatistic"):
        yield Failure(
            "evaluateLowSampleCountPercentiles", "ValidationError: it can be set only with extendedStatistic"
        )


def _metric(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    for property in ("namespace", "period"):
        if block.get(property) is None:
            yield Failure(
                path + property, f"ValidationError: {property} is required together with metricName"
            )
    yield from rules.length(f"{path}namespace", block.get("namespace"), 1, 255)
    yield from rules.length(f"{path}metricName", block.get("metricName"), 1, 255)
    if not path:
        yield from rules.exactly_one(block, ("statistic", "extendedStatistic"))
    yield from rules.one_of("statistic", block.get("statistic"), table.STATISTICS)
    extended = block.get("extendedStatistic")
    yield from rules.pattern("extendedStatistic", extended, table.EXTENDED, "such as p99, p99.9, tm90 or IQM")
    yield from rules.one_of(f"{path}unit", block.get("unit"), table.UNITS)
    yield from _period(f"{path}period", block.get("period"))
    dimensions = block.get("dimensions")
    if not isinstance(dimensions, dict):
        return
    if len(dimensions) > 30:
        yield Failure(f"{path}dimensions", f"ValidationError: at most 30 dimensions, not {len(dimensions)}")
    for key, value in dimensions.items():
        yield from rules.length(f"{path}dimensions.{key}", key, 1, 255)
        yield from rules.length(f"{path}dimensions.{key}", value, 1, 1024)


def _period(property: str, given: Any) -> Iterator[Failure]:
    period = rules.number(given)
    if period is not None and period not in (10, 20, 30) and (period < 60 or period % 60):
        yield Failure(
            property,
            f"ValidationError: Invalid period {period}: it must be 10, 20, 30 or a multiple of 60 seconds",
        )


def _periods(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Evaluation of at most a day, or of a week with periods of an hour or more."""
    count, points = (
        rules.number(inputs.get("evaluationPeriods")),
        rules.number(inputs.get("datapointsToAlarm")),
    )
    if count is not None and count < 1:
        yield Failure(
            "evaluationPeriods", f"ValidationError: evaluationPeriods must be 1 or more, not {count}"
        )
    if points is not None and points < 1:
        yield Failure(
            "datapointsToAlarm", f"ValidationError: datapointsToAlarm must be 1 or more, not {points}"
        )
    if count is not None and points is not None and points > count:
        yield Failure(
            "datapointsToAlarm",
            f"ValidationError: datapointsToAlarm ({points}) must be less than or equal to "
            f"evaluationPeriods ({count})",
        )
    blocks = [
        rules.block(rules.block(query).get("metric")) for query in rules.items(inputs.get("metricQueries"))
    ]
    lengths = [rules.number(block.get("period")) for block in [inputs, *blocks]]
    period = max((length for length in lengths if length is not None), default=None)
    limit = DAY if period is not None and period < 3600 else WEEK
    if period is not None and count is not None and period * count > limit:
        yield Failure(
            "evaluationPeriods",
            "ValidationError: Metrics cannot be checked across more than "
            f"{'a day' if limit == DAY else 'a week'} "
            f"(evaluationPeriods * period must be <= {limit}): {count} * {period} = {count * period}",
        )


def _queries(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Metric math ("MetricDataQuery"; "Using metric math", CloudWatch User Guide)."""
    queries = [query for query in rules.items(inputs.get("metricQueries")) if isinstance(query, dict)]
    ids = [query.get("id") for query in queries]
    if len(queries) > 20:
        yield Failure("metricQueries", f"ValidationError: at most 20 metric queries, not {len(queries)}")
    for place, query in enumerate(queries):
        path = f"metricQueries[{place}]"
        yield from rules.pattern(
            f"{path}.id", query.get("id"), _QUERY, "a small letter, then letters, digits and _"
        )
        if query.get("id") in ids[:place]:
            yield Failure(f"{path}.id", f"ValidationError: the id '{query['id']}' is used twice")
        for failure in rules.exactly_one(query, ("expression", "metric")):
            yield Failure(f"{path}.{failure.property}", f"ValidationError: {failure.reason}")
        metric = rules.block(query.get("metric"))
        if metric:
            yield from _metric(f"{path}.metric.", metric)
            if metric.get("stat") is None:
                yield Failure(f"{path}.metric.stat", "ValidationError: stat is required")
            stat = metric.get("stat")
            if isinstance(stat, str) and stat not in table.STATISTICS and not table.EXTENDED.fullmatch(stat):
                yield from rules.one_of(f"{path}.metric.stat", stat, (*table.STATISTICS, "p99", "tm90", "…"))
        expression = query.get("expression")
        if isinstance(expression, str) and not expression.lstrip().upper().startswith(("SELECT", "SEARCH")):
            bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", expression)
            unknown = sorted({word for word in _WORD.findall(bare) if word not in ids})
            if unknown and all(map(rules.given, ids)):
                yield Failure(
                    f"{path}.expression",
                    f"ValidationError: the expression names {', '.join(unknown)}, there are "
                    f"{', '.join(map(str, ids))}",
                )
    returned = [query for query in queries if query.get("returnData") is True]
    wanted = 2 if inputs.get("comparisonOperator") in table.BANDS else 1
    if len(returned) != wanted and all(
        "returnData" not in query or rules.given(query["returnData"]) for query in queries
    ):
        yield Failure(
            "metricQueries",
            f"ValidationError: Exactly {'one element' if wanted == 1 else 'two elements'} of "
            "the metrics list should return data "
            f"(returnData true), not {len(returned)}",
        )


@check(COMPOSITE)
def composite_alarm(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, rule and actions of a composite alarm."""
    yield from rules.pattern("alarmName", inputs.get("alarmName"), _NAME, "1 to 255 printable characters")
    yield from _actions(inputs, ctx, ("aiops", "lambda", "sns", "ssm", "ssm-incidents"))
    rule = inputs.get("alarmRule")
    yield from rules.length("alarmRule", rule, 1, 10240)
    if not isinstance(rule, str):
        return
    rest = _COMPOSITE.sub("", rule)
    if rest or rule.count("(") != rule.count(")"):
        yield Failure(
            "alarmRule",
            "ValidationError: AlarmRule must not contain syntax errors: "
            f"'{rest or 'brackets that do not close'}' (functions ALARM, "
            "OK, INSUFFICIENT_DATA of an alarm's name, TRUE, FALSE, AND, OR, NOT and brackets)",
        )
