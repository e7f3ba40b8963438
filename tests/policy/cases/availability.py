"""Cases of availability."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.cases.reachability import NET, PRIVATE_SERVICE
from tests.policy.graphs import Node, Ref

SERVICE = "aws:ecs/service:Service"
LB = "aws:lb/loadBalancer:LoadBalancer"
TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
WORKER = [Node(SERVICE, "worker")]


def tracking(name: str, metric: str) -> Node:
    return Node(
        POLICY,
        name,
        {
            "resourceId": Ref("target", "resourceId"),
            "targetTrackingScalingPolicyConfiguration": {
                "predefinedMetricSpecification": {"predefinedMetricType": metric}
            },
        },
    )


CPU, MEMORY = "ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization"
TYPE = "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType"
SCALED = [
    Node(SERVICE, "api", {"name": "api", "desiredCount": 2, "loadBalancers": [{"containerPort": 8000}]}),
    Node(TARGET, "target", {"resourceId": "service/main/api", "minCapacity": 2}),
    tracking("cpu", CPU),
    tracking("memory", MEMORY),
]

CASES = [
    Case(
        "availability-load-balancer-zones",
        "lb",
        [*NET, Node(LB, "lb", {"subnets": [Ref("private-a"), Ref("private-b")]})],
        [
            off(
                "subnets",
                [Ref("private-a")],
                "subnets has 1 subnets, must be at least 2, in different availability zones",
            ),
            off(
                "subnets.1",
                Ref("public-a"),
                "subnets are all in us-east-1a, must be in at least 2 availability zones",
            ),
            absent("subnets", "subnets has 0 subnets, must be at least 2, in different availability zones"),
            unknown("subnets"),
            unknown("availabilityZone", "availabilityZone of private-a, private-b", on="private-b"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "availability-load-balancer-zones",
        "lb",
        [
            *NET,
            Node(
                LB, "lb", {"subnetMappings": [{"subnetId": Ref("private-a")}, {"subnetId": Ref("private-b")}]}
            ),
        ],
        [
            off(
                "subnetMappings",
                [{"subnetId": Ref("private-a")}],
                "subnetMappings.subnetId has 1 subnets, must be at least 2, in different availability zones",
            )
        ],
    ),
    Case(
        "availability-service-zones",
        "api",
        [*NET, PRIVATE_SERVICE],
        [
            off(
                "networkConfiguration.subnets",
                [Ref("private-a")],
                "networkConfiguration.subnets has 1 subnets, must be at least 2, in different availability "
                "zones",
            ),
            off(
                "availabilityZone",
                "us-east-1a",
                "networkConfiguration.subnets are all in us-east-1a, must be in at least 2 availability "
                "zones",
                on="private-b",
            ),
            unknown("networkConfiguration.subnets"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "service-two-tasks",
        "api",
        SCALED,
        [
            off("desiredCount", 1, "desiredCount is 1, must be 2 or more"),
            absent("desiredCount", "desiredCount is absent, must be 2 or more"),
            off("minCapacity", 1, "minCapacity is 1, must be 2 or more", on="target"),
            absent("minCapacity", "minCapacity is absent, must be 2 or more", on="target"),
            unknown("desiredCount"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "service-scales-on-cpu-and-memory",
        "api",
        SCALED,
        [
            off(
                TYPE,
                MEMORY,
                f"0 scaling policies follow {CPU}, must be one",
                f"2 scaling policies follow {MEMORY}, must be one",
                on="cpu",
            ),
            absent(
                "targetTrackingScalingPolicyConfiguration",
                f"0 scaling policies follow {CPU}, must be one",
                on="cpu",
            ),
            off(
                "resourceId",
                "service/main/other",
                "the service has no scalable target, must have one with a policy",
                on="target",
            ),
            unknown(TYPE, "predefinedMetricType of a scaling policy", on="cpu"),
        ],
        not_about=NOTHING,
        system="pyshop",
    ),
    Case(
        "service-autoscaled",
        "api",
        SCALED[:3],
        [
            off(
                "resourceId",
                "service/main/other",
                "the service has no scalable target, must have one with a policy",
                on="target",
            ),
            off(
                "resourceId",
                "service/main/other",
                "the scalable target of the service has no policy, must have one",
                on="cpu",
            ),
        ],
        not_about=WORKER,
    ),
    Case(
        "target-group-health-checked",
        "group",
        [
            Node(
                "aws:lb/targetGroup:TargetGroup",
                "group",
                {"healthCheck": {"enabled": True, "path": "/healthz"}},
            )
        ],
        [
            off("healthCheck.enabled", False, "healthCheck.enabled is false, must be true"),
            absent("healthCheck", "healthCheck.enabled is absent, must be true"),
            unknown("healthCheck", "healthCheck.enabled"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "service-health-grace",
        "api",
        [
            Node(
                SERVICE,
                "api",
                {"loadBalancers": [{"containerPort": 80}], "healthCheckGracePeriodSeconds": 60},
            )
        ],
        [
            off(
                "healthCheckGracePeriodSeconds",
                0,
                "healthCheckGracePeriodSeconds is 0, must be 1 second or more",
            ),
            absent(
                "healthCheckGracePeriodSeconds",
                "healthCheckGracePeriodSeconds is absent, must be 1 second or more",
            ),
            unknown("healthCheckGracePeriodSeconds"),
        ],
        not_about=WORKER,
    ),
    Case(
        "service-rollback",
        "api",
        [Node(SERVICE, "api", {"deploymentCircuitBreaker": {"enable": True, "rollback": True}})],
        [
            off(
                "deploymentCircuitBreaker.enable",
                False,
                "deploymentCircuitBreaker.enable is false, must be true",
            ),
            off(
                "deploymentCircuitBreaker.rollback",
                False,
                "deploymentCircuitBreaker.rollback is false, must be true",
            ),
            absent(
                "deploymentCircuitBreaker",
                "deploymentCircuitBreaker.enable is absent, must be true",
                "deploymentCircuitBreaker.rollback is absent, must be true",
            ),
            unknown(
                "deploymentCircuitBreaker",
                "deploymentCircuitBreaker.enable",
                "deploymentCircuitBreaker.rollback",
            ),
        ],
        not_about=[Node(SERVICE, "green", {"deploymentController": {"type": "CODE_DEPLOY"}})],
    ),
    Case(
        "load-balancer-hardened",
        "lb",
        [Node(LB, "lb", {"dropInvalidHeaderFields": True, "desyncMitigationMode": "defensive"})],
        [
            off("dropInvalidHeaderFields", False, "dropInvalidHeaderFields is false, must be true"),
            absent("dropInvalidHeaderFields", "dropInvalidHeaderFields is absent, must be true"),
            off(
                "desyncMitigationMode",
                "monitor",
                'desyncMitigationMode is "monitor", must be defensive or strictest',
            ),
            absent("desyncMitigationMode", "desyncMitigationMode is absent, must be defensive or strictest"),
            unknown("dropInvalidHeaderFields"),
            fine("desyncMitigationMode", "strictest"),
        ],
        not_about=[Node(LB, "lb", {"loadBalancerType": "network"})],
    ),
    Case(
        "cdn-origin-access-control",
        "cdn",
        [
            Node("aws:cloudfront/originAccessControl:OriginAccessControl", "oac"),
            Node(
                "aws:cloudfront/distribution:Distribution",
                "cdn",
                {
                    "origins": [
                        {"domainName": "data.s3.us-east-1.amazonaws.com", "originAccessControlId": Ref("oac")}
                    ]
                },
            ),
        ],
        [
            absent(
                "origins.0.originAccessControlId",
                "origins[0].originAccessControlId is absent, must be an origin access control",
            ),
            unknown("origins", "origins[0]"),
        ],
        not_about=[
            Node(
                "aws:cloudfront/distribution:Distribution",
                "cdn",
                {"origins": [{"domainName": "x.example", "customOriginConfig": {}}]},
            )
        ],
    ),
]

CASES += [
    Case(
        "step-scaling-alarmed",
        "steps",
        [
            Node(
                POLICY,
                "steps",
                {"policyType": "StepScaling", "stepScalingPolicyConfiguration": {"cooldown": 60}},
            ),
            Node("aws:cloudwatch/metricAlarm:MetricAlarm", "load", {"alarmActions": [Ref("steps", "arn")]}),
        ],
        [
            off(
                "alarmActions",
                [],
                "the step policy is the action of no alarm, must be that of one",
                on="load",
            ),
            absent(
                "alarmActions", "the step policy is the action of no alarm, must be that of one", on="load"
            ),
            unknown("policyType"),
        ],
        not_about=[tracking("cpu", CPU), SCALED[1]],
    ),
]
