"""Cases of the figures of a phase."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.cases.observability import ROOT
from tests.policy.cases.reachability import NET, PRIVATE_SERVICE
from tests.policy.graphs import Node, Ref

SERVICE = "aws:ecs/service:Service"
LB = "aws:lb/loadBalancer:LoadBalancer"
INSTANCE = "aws:ec2/instance:Instance"
BUDGET = "aws:budgets/budget:Budget"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
WORKER = [Node(SERVICE, "worker", {"desiredCount": 1})]
THIRD = Node("aws:ec2/subnet:Subnet", "private-c", {"availabilityZone": "us-east-1c", "vpcId": Ref("vpc")})
SCALED = [
    Node(SERVICE, "api", {"name": "api", "desiredCount": 3, "loadBalancers": [{"containerPort": 3000}]}),
    Node(
        "aws:appautoscaling/target:Target",
        "target",
        {"resourceId": "service/main/api", "minCapacity": 3, "maxCapacity": 10},
    ),
    Node(
        "aws:appautoscaling/scheduledAction:ScheduledAction",
        "lunch",
        {
            "resourceId": Ref("target", "resourceId"),
            "scalableTargetAction": {"minCapacity": 5, "maxCapacity": 15},
        },
    ),
]

CASES = [
    Case(
        "phase-zones",
        "lb",
        [*NET, THIRD, Node(LB, "lb", {"subnets": [Ref("private-a"), Ref("private-b"), Ref("private-c")]})],
        [
            off(
                "subnets",
                [Ref("private-a"), Ref("private-b")],
                "subnets has 2 subnets, must be at least 3, in different availability zones",
            ),
            off(
                "availabilityZone",
                "us-east-1b",
                "subnets are all in us-east-1a, us-east-1b, must be in at least 3 availability zones",
                on="private-c",
            ),
            absent("subnets", "subnets has 0 subnets, must be at least 3, in different availability zones"),
            unknown("subnets"),
        ],
        not_about=NOTHING,
        system="foodbegood",
        phase=3,
    ),
    Case(
        "phase-zones",
        "api",
        [*NET, PRIVATE_SERVICE],
        [
            off(
                "networkConfiguration.subnets",
                [Ref("private-a")],
                "networkConfiguration.subnets has 1 subnets, must be at least 2, in different availability "
                "zones",
            )
        ],
        system="foodbegood",
        phase=2,
    ),
    Case(
        "phase-tasks",
        "api",
        SCALED,
        [
            fine("desiredCount", 2),
            absent("minCapacity", "minCapacity of target is absent, must be 3 or more", on="target"),
            unknown("minCapacity", "target.minCapacity", on="target"),
            off("minCapacity", 2, "minCapacity of target is 2, must be 3 or more", on="target"),
            off(
                "scalableTargetAction.minCapacity",
                1,
                "scalableTargetAction.minCapacity of lunch is 1, must be 3 or more",
                on="lunch",
            ),
        ],
        not_about=WORKER,
        system="foodbegood",
        phase=3,
    ),
    Case(
        "phase-tasks",
        "api",
        SCALED[:1],
        [
            fine("desiredCount", 2),
            off("desiredCount", 1, "desiredCount of api is 1, must be 2 or more"),
            absent("desiredCount", "desiredCount of api is absent, must be 2 or more"),
            unknown("desiredCount", "api.desiredCount"),
        ],
        system="foodbegood",
        phase=2,
    ),
    Case(
        "phase-capacity",
        "api",
        SCALED,
        [
            off("minCapacity", 1, "minCapacity of target is 1, must be 3 or more", on="target"),
            off("maxCapacity", 11, "maxCapacity of target is 11, must be 10 or fewer", on="target"),
            absent("maxCapacity", "maxCapacity of target is absent, must be 10 or fewer", on="target"),
            unknown("maxCapacity", "target.maxCapacity", on="target"),
            off(
                "scalableTargetAction.maxCapacity",
                16,
                "scalableTargetAction.maxCapacity of lunch is 16, must be 15 or fewer",
                on="lunch",
            ),
        ],
        not_about=[*WORKER, SCALED[0], Node(INSTANCE, "left-over")],
        system="foodbegood",
        phase=3,
    ),
    Case(
        "phase-capacity",
        "host",
        [Node(INSTANCE, "host"), Node(LB, "second")],
        [],
        system="foodbegood",
        phase=1,
    ),
    Case(
        "phase-budget",
        "budget",
        [Node(BUDGET, "budget", {"timeUnit": "MONTHLY", "limitAmount": "1500.00"})],
        [
            off("limitAmount", "400", 'limitAmount is "400", must be 1500 (USD a month)'),
            off("limitAmount", "much", 'limitAmount is "much", must be 1500 (USD a month)'),
            absent("limitAmount", "limitAmount is absent, must be 1500 (USD a month)"),
            unknown("limitAmount"),
            fine("limitAmount", "1500"),
        ],
        not_about=NOTHING,
        system="foodbegood",
        phase=3,
    ),
    Case(
        "budget-present",
        ROOT,
        [Node("pulumi:pulumi:Stack", ROOT), Node(BUDGET, "budget", {"timeUnit": "MONTHLY"})],
        [
            off("timeUnit", "ANNUALLY", "the stack has no monthly budget, must have one", on="budget"),
            absent("timeUnit", "the stack has no monthly budget, must have one", on="budget"),
            unknown("timeUnit", "timeUnit of a budget", on="budget"),
        ],
        system="foodbegood",
        phase=1,
    ),
]
