"""CloudWatch: retentions, statistics, units.

Sources: "PutRetentionPolicy" (Amazon CloudWatch Logs API Reference), "PutMetricAlarm" and "MetricDatum"
(Amazon CloudWatch API Reference), "CloudWatch statistics definitions" (User Guide). Regenerate the retentions
from the documentation of `RetentionInDays` in botocore's `logs` model, the enumerations from its `cloudwatch`
model; tests compare with both.
"""

from __future__ import annotations

import re
from typing import Final

RETENTIONS: Final = (
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
    3653,
)  # fmt: skip
"""Days that a log group keeps events; 0 is the provider's word for "never expire"."""

STATISTICS: Final = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")

EXTENDED: Final = re.compile(
    r"p(\d{1,2}(\.\d{1,10})?|100)"
    r"|(tm|wm|tc|ts)(\d{1,2}(\.\d{1,10})?|100)"
    r"|(TM|WM|TC|TS|PR)\((\d+(\.\d+)?%?)?:(\d+(\.\d+)?%?)?\)"
    r"|IQM"
)
"""Percentiles, trimmed means and the like."""

COMPARISONS: Final = (
    "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold",
    "LessThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)  # fmt: skip
BANDS: Final = COMPARISONS[4:]
"""Operators that compare with an anomaly detection band."""

MISSING: Final = ("breaching", "notBreaching", "ignore", "missing")

UNITS: Final = (
    "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
    "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second",
    "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second",
    "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
)  # fmt: skip
