"""Vulnerability scans and threat detection of the account in the stack's region."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.account import GuardDuty as GuardDutySettings
from settings.account import Inspector as InspectorSettings


class Inspector(Component):
    """Amazon Inspector, enabled for kinds of resources (FBG-SEC-09)."""

    def __init__(
        self,
        name: str,
        settings: InspectorSettings,
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:Inspector", name, None, opts)
        aws.inspector2.Enabler(
            name,
            account_ids=[context.account_id],
            resource_types=list(settings.resources),
            opts=self.child(),
        )
        self.register_outputs({})


class GuardDuty(Component):
    """A GuardDuty detector with its features; a region of an account has one detector."""

    def __init__(
        self,
        name: str,
        settings: GuardDutySettings,
        *,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:GuardDuty", name, None, opts)
        detector = aws.guardduty.Detector(
            name, enable=True, finding_publishing_frequency=settings.frequency, opts=self.child()
        )
        for feature in settings.features:
            aws.guardduty.DetectorFeature(
                f"{name}-{feature.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                # Without its agent in the tasks, runtime monitoring sees nothing of Fargate.
                additional_configurations=[{"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"}]
                if feature == "RUNTIME_MONITORING"
                else None,
                opts=self.child(),
            )
        self.register_outputs({})
