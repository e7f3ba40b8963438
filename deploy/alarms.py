"""The alarms of a stack in AWS: which of them have gone off, and waiting whether one does."""

import time
from collections import defaultdict
from collections.abc import Callable

from deploy import aws
from deploy.deployed import properties, region_of
from deploy.graph import Graph

POLL_SECONDS = 20.0
METRIC = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
_AT_ONCE = 100
"""Amazon CloudWatch API Reference, DescribeAlarms: AlarmNames has up to 100 items."""


def names(state: Graph) -> dict[str, list[str]]:
    """Names by region of the alarms that tell someone: what only starts a scaling policy is no trouble."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in state.managed():
        if each["type"] in {METRIC, COMPOSITE}:
            values = properties(each)
            if any(":sns:" in str(action) for action in values.get("alarmActions") or ()):
                found[region_of(each)].append(str(values.get("name") or values.get("alarmName")))
    return dict(found)


def gone_off(wanted: dict[str, list[str]]) -> list[str]:
    """Which of these alarms are in the state ALARM now, each with the reason that CloudWatch gives.

    One without data does not count: it has just been made, or its metric is silent.
    """
    found = []
    for region, alarms in wanted.items():
        with aws.calling(f"asking for the alarms in {region}"):
            client = aws.client("cloudwatch", region)
            for first in range(0, len(alarms), _AT_ONCE):
                answer = client.describe_alarms(
                    AlarmNames=alarms[first : first + _AT_ONCE],
                    AlarmTypes=["MetricAlarm", "CompositeAlarm"],
                )
                for alarm in [*answer["MetricAlarms"], *answer.get("CompositeAlarms", [])]:
                    if alarm["StateValue"] == "ALARM":
                        found.append(f"{alarm['AlarmName']}: {alarm.get('StateReason') or 'no reason given'}")
    return sorted(found)


def watch(wanted: dict[str, list[str]], minutes: float, tell: Callable[[str], None]) -> list[str]:
    """Look at the alarms for a while, and return at the first look at which one has gone off."""
    end = time.monotonic() + minutes * 60
    while True:
        found = gone_off(wanted)
        left = end - time.monotonic()
        if found or left <= 0:
            return found
        tell(f"{sum(map(len, wanted.values()))} alarms are quiet; {left / 60:.0f} min to go")
        time.sleep(min(POLL_SECONDS, left))
