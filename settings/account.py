"""What watches over the account: the record of API calls, vulnerability scans, threat detection."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import Days


class Trail(Model):
    """A CloudTrail of all regions, with log-file validation and a private bucket of its own (FBG-SEC-08)."""

    expire_after_days: Annotated[Days, Field(ge=90)] = 365
    """Age at which records end."""

    cloud_watch_logs: bool = False
    """Write the records to a log group as well, to search them and make alarms of them."""

    retain: bool = True
    """The bucket is protected, and left in place by a destroy."""


ScannedResource = Literal["ECR", "LAMBDA", "LAMBDA_CODE", "EC2"]


class Inspector(Model):
    """Amazon Inspector looks for vulnerabilities in what the account runs in this region (FBG-SEC-09)."""

    resources: Annotated[tuple[ScannedResource, ...], Field(min_length=1)] = ("ECR",)
    """What is scanned: images (ECR), packages of functions (LAMBDA) and their code (LAMBDA_CODE), servers
    (EC2)."""

    @rule
    def code_is_scanned_beside_packages(self) -> Iterator[Breach]:
        """Source: Amazon Inspector User Guide, "Scanning AWS Lambda functions"."""
        if "LAMBDA_CODE" in self.resources and "LAMBDA" not in self.resources:
            yield Breach(
                ("resources",), "Inspector scans LAMBDA_CODE only where it scans LAMBDA", "add LAMBDA"
            )

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for index, resource in enumerate(self.resources):
            if resource in self.resources[:index]:
                yield Breach(("resources", index), f"{resource} is named twice")


Feature = Literal[
    "S3_DATA_EVENTS",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "RUNTIME_MONITORING",
]


class GuardDuty(Model):
    """A GuardDuty detector, of which a region of an account has one."""

    features: tuple[Feature, ...] = ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS")
    """What it looks at beside flow logs, DNS queries and API calls; each is paid by its volume."""

    frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"] = "FIFTEEN_MINUTES"
    """How often repeated findings are published."""

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for index, feature in enumerate(self.features):
            if feature in self.features[:index]:
                yield Breach(("features", index), f"{feature} is named twice")
