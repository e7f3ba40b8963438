"""Types of what a dashboard, a saved query and a sampling rule name."""

from typing import Annotated, Literal

from pydantic import Field

from settings.types.text import Allowed, Text

STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")

Statistic = Annotated[
    str,
    Text(
        "Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p99",
        rf"{'|'.join(STATISTICS)}|p(?:[0-9]{{1,2}}(?:\.[0-9]{{1,10}})?|100)",
        example="p99",
        hint=lambda value: next(
            (f"write {name}" for name in STATISTICS if name.lower() == value.lower()), ""
        ),
    ),
]
"""Source: Amazon CloudWatch User Guide, "CloudWatch statistics definitions"."""

WidgetTitle = Annotated[
    str,
    Text("a title of up to 255 characters in one line", r"\S(?:[^\r\n]*\S)?", longest=255, example="CPU"),
]
"""Title of a widget, by which it is also told apart from the others."""

WidgetPlace = Annotated[
    tuple[int, ...],
    Field(min_length=4, max_length=4),
    Allowed("left edge, upper edge, width and height as four whole numbers, such as [0, 0, 12, 6]"),
]

MetricPath = Annotated[
    str,
    Text(
        "a component and one of its metrics, such as api.cpu",
        r"[a-z][a-z0-9-]*\.[a-z0-9-]+",
        longest=128,
        example="api.cpu",
    ),
]

Color = Annotated[
    str,
    Text(
        "a colour as #, then six hexadecimal digits, in quotes: '#d62728'",
        r"#[0-9a-fA-F]{6}",
        example="#d62728",
    ),
]

LogsQuery = Annotated[
    str,
    Text(
        "a query of up to 10000 characters, such as fields @timestamp, @message | limit 20",
        r"[\s\S]*\S[\s\S]*",
        longest=10000,
        example="fields @timestamp, @message | limit 20",
    ),
]
"""Source: Amazon CloudWatch Logs API Reference, PutQueryDefinition."""

Matcher = Annotated[
    str,
    Text(
        "up to 64 visible characters, `*` and `?` allowed, such as api-*",
        r"[!-~]+",
        longest=64,
        example="api-*",
    ),
]
PathMatcher = Annotated[
    str,
    Text(
        "a path of up to 128 visible characters, `*` and `?` allowed, such as /api/*",
        r"[/*?][!-~]*",
        longest=128,
        example="/api/*",
    ),
]
"""Source of both: AWS X-Ray API Reference, SamplingRule."""

HttpMethod = Literal["*", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"]
