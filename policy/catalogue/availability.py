"""Availability: several zones, health checks, scaling, rollback."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import (
    ADVISORY,
    DISABLED,
    IN_PRODUCTION,
    MANDATORY,
    PRODUCTION_ADVICE,
    Control,
    always_so,
)

THEME: Final = "availability"

CONTROLS: Final = (
    Control(
        id="availability-load-balancer-zones",
        title="Load balancers stand in at least two zones",
        theme=THEME,
        severity="medium",
        sheets=("PYS-C07", "SKY-C09"),
        frameworks=("FSBP ELB.13",),
        baseline=MANDATORY,
        reason="A zone fails as a whole. AWS refuses an Application Load Balancer in one zone anyway.",
        remedy="Name two or more `groundwork:network.zones`.",
    ),
    Control(
        id="availability-service-zones",
        title="Tasks are spread over at least two zones",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C09",),
        baseline=ADVISORY,
        systems={"skyhigh": MANDATORY},
        reason="Tasks in one zone go down with it, whatever the load balancer does.",
        remedy="Name two or more `groundwork:network.zones`.",
    ),
    Control(
        id="service-two-tasks",
        title="Services never run on a single task",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C09",),
        baseline=PRODUCTION_ADVICE,
        systems={"skyhigh": MANDATORY},
        parameters={"tasks": 2},
        reason="One task is an outage at every deployment and every failure of its host.",
        remedy="Set `groundwork:compute.services.<name>.desiredCount` and "
        "`groundwork:compute.services.<name>.scaling.minimum` to 2 or more.",
    ),
    Control(
        id="service-scales-on-cpu-and-memory",
        title="Services scale on their CPU and their memory",
        theme=THEME,
        severity="medium",
        sheets=("PYS-C09",),
        baseline=DISABLED,
        systems={"pyshop": MANDATORY},
        parameters={"metrics": ["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"]},
        reason="The sheet names both metrics. One policy each: two that follow one metric work against "
        "each other.",
        remedy="Set `groundwork:compute.services.<name>.scaling.cpu` and "
        "`groundwork:compute.services.<name>.scaling.memory`.",
    ),
    Control(
        id="service-autoscaled",
        title="Services that take requests scale with them",
        theme=THEME,
        severity="medium",
        sheets=("PYS-C09",),
        baseline=IN_PRODUCTION,
        systems={"pyshop": MANDATORY},
        reason="A fixed count is too much at night or too little at noon.",
        remedy="Set `groundwork:compute.services.<name>.scaling`.",
    ),
    Control(
        id="target-group-health-checked",
        title="Each target group checks the health of its targets",
        theme=THEME,
        severity="medium",
        sheets=("PYS-C10", "SKY-C10"),
        baseline=MANDATORY,
        reason="Requests go to dead targets otherwise, and a bad deployment looks like a good one.",
        remedy=always_so("`health_check` with `enabled=True`"),
    ),
    Control(
        id="service-health-grace",
        title="Services behind a load balancer give tasks time to start",
        theme=THEME,
        severity="low",
        sheets=("SKY-C10",),
        baseline=ADVISORY,
        systems={"skyhigh": MANDATORY},
        reason="A task that starts slower than the health check fails is replaced for ever.",
        remedy="Set `groundwork:compute.services.<name>.expose.gracePeriodSeconds`.",
    ),
    Control(
        id="service-rollback",
        title="A deployment that fails is stopped and rolled back",
        theme=THEME,
        severity="high",
        sheets=("PYS-C10", "SKY-C11"),
        baseline=MANDATORY,
        reason="Without the circuit breaker ECS starts failing tasks for ever, and the last good release "
        "is gone.",
        remedy=always_so("`deployment_circuit_breaker` with `enable` and `rollback`"),
    ),
    Control(
        id="load-balancer-hardened",
        title="Load balancers drop malformed requests",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP ELB.4", "FSBP ELB.12", "CKV_AWS_131", "CKV_AWS_328"),
        baseline=MANDATORY,
        reason="Requests that two servers read in two ways are how one user's request becomes another's.",
        remedy=always_so(
            "`drop_invalid_header_fields=True` and `desync_mitigation_mode` defensive or strictest"
        ),
    ),
    Control(
        id="cdn-origin-access-control",
        title="Buckets behind a distribution are reached through it only",
        theme=THEME,
        severity="high",
        frameworks=("FSBP CloudFront.13", "PCI 1.4.2", "CKV2_AWS_46"),
        baseline=MANDATORY,
        reason="Otherwise the bucket has to be public, past every rule of the edge.",
        remedy=always_so("`origin_access_control_id` of the origin"),
    ),
)
