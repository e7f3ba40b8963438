"""A small graph with a finding of each kind, for the tests of the reports."""

from typing import Any

from policy.report import ControlResult, Finding

STACK = """\
config:
  groundwork:system:
    name: demo
  groundwork:storage:
    buckets:
      uploads: {}
  groundwork:compute:
    services:
      api:
        kind: ecs
"""
URN = "urn:pulumi:dev::groundwork::"
ABSENT = "versioning is absent, must be Enabled"
STATES = [
    {"urn": f"{URN}pulumi:pulumi:Stack::groundwork-dev", "type": "pulumi:pulumi:Stack", "custom": False},
    {
        "urn": f"{URN}groundwork:storage:Bucket::uploads",
        "type": "groundwork:storage:Bucket",
        "custom": False,
        "parent": f"{URN}pulumi:pulumi:Stack::groundwork-dev",
    },
    {
        "urn": f"{URN}groundwork:storage:Bucket$aws:s3/bucket:Bucket::uploads",
        "type": "aws:s3/bucket:Bucket",
        "custom": True,
        "parent": f"{URN}groundwork:storage:Bucket::uploads",
    },
    {
        "urn": f"{URN}groundwork:ecs:Service::api",
        "type": "groundwork:ecs:Service",
        "custom": False,
        "parent": f"{URN}pulumi:pulumi:Stack::groundwork-dev",
    },
    {
        "urn": f"{URN}groundwork:ecs:Service$aws:ecs/service:Service::api",
        "type": "aws:ecs/service:Service",
        "custom": True,
        "parent": f"{URN}groundwork:ecs:Service::api",
    },
]
BUCKET, SERVICE = STATES[2]["urn"], STATES[4]["urn"]


def finding(control: str, urn: str, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "control": control,
        "title": f"Title of {control}",
        "level": "mandatory",
        "severity": "high",
        "status": "violation",
        "urn": urn,
        "message": ABSENT,
        "remediation": f"Set `groundwork:storage.{control}`.",
        "frameworks": (),
        "exemption": None,
        **changes,
    }
    return Finding(**values)


def result(control: str, outcome: str, level: str = "mandatory", severity: str = "high") -> ControlResult:
    counts = (2, 0) if outcome == "passed" else (0, 1)
    return ControlResult(control, f"Title of {control}", level, severity, outcome, *counts, ("FSBP S3.14",))  # ty: ignore[invalid-argument-type]


FINDINGS = (
    finding(
        "b-advice", SERVICE, level="advisory", severity="low", message="user is absent | must be <one>: 100%"
    ),
    finding("a-broken", BUCKET),
    finding("c-known", BUCKET, status="exempted", exemption="until 2026-12-31, ops: a test bucket"),
    finding("d-open", SERVICE, level="advisory", status="undetermined", message="line one\nline, two: here"),
    finding("a-broken", SERVICE, severity="high"),
)
CONTROLS = (
    result("a-broken", "failed"),
    result("b-advice", "failed", "advisory", "low"),
    result("c-known", "exempted"),
    result("d-open", "undetermined", "advisory"),
    result("e-fine", "passed", severity="critical"),
    result("f-other", "not_applicable"),
)
