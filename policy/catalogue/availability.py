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
    Phases,
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
        sheets=("SKY-C09", "FBG-D-02"),
        baseline=PRODUCTION_ADVICE,
        systems={"skyhigh": MANDATORY, "foodbegood": Phases({1: DISABLED, 2: MANDATORY})},
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
        id="step-scaling-alarmed",
        title="Step scaling is set off by an alarm",
        theme=THEME,
        severity="medium",
        baseline=MANDATORY,
        reason="A step policy waits for an alarm; without one it is there and never acts.",
        remedy=always_so("the policy's ARN among `alarm_actions` of an `aws.cloudwatch.MetricAlarm`"),
    ),
    Control(
        id="cache-failover",
        title="A replica of the cache takes over in another zone",
        theme=THEME,
        severity="medium",
        sheets=("FBG-D-02",),
        frameworks=("FSBP ElastiCache.3", "CKV2_AWS_50"),
        baseline=PRODUCTION_ADVICE,
        systems={"foodbegood": Phases({1: DISABLED, 3: MANDATORY})},
        reason="A single node is an outage, and an empty cache, whenever it is patched or fails.",
        remedy="Give the cache in `groundwork:data` one replica or more.",
    ),
)
