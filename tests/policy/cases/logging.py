"""Cases of logs."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.cases.secrets import UNREADABLE
from tests.policy.graphs import Json, Node, Ref

CLUSTER = "aws:ecs/cluster:Cluster"
SERVICE = "aws:ecs/service:Service"
LB = "aws:lb/loadBalancer:LoadBalancer"
DB = "aws:rds/instance:Instance"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
CONTAINER = {
    "name": "api",
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/api"}},
}
EXEC = "configuration.executeCommandConfiguration.logging"

CASES = [
    Case(
        "container-logs",
        "task",
        [Node("aws:ecs/taskDefinition:TaskDefinition", "task", {"containerDefinitions": Json([CONTAINER])})],
        [
            off(
                "containerDefinitions.0.logConfiguration.logDriver",
                "json-file",
                'logConfiguration.logDriver of container api is "json-file", must be awslogs',
            ),
            absent(
                "containerDefinitions.0.logConfiguration",
                "logConfiguration.logDriver of container api is absent, must be awslogs",
            ),
            absent(
                "containerDefinitions.0.logConfiguration.options",
                "awslogs-group of container api is absent, must be a log group of the stack",
            ),
            *UNREADABLE,
        ],
        not_about=NOTHING,
    ),
    Case(
        "log-group-retention",
        "group",
        [Node("aws:cloudwatch/logGroup:LogGroup", "group", {"retentionInDays": 14})],
        [
            off(
                "retentionInDays", 0, "retentionInDays is 0, must be a number of days (never-ending is none)"
            ),
            absent(
                "retentionInDays",
                "retentionInDays is absent, must be a number of days (never-ending is none)",
            ),
            unknown("retentionInDays"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "load-balancer-access-logs",
        "lb",
        [
            Node("aws:s3/bucket:Bucket", "logs"),
            Node(LB, "lb", {"accessLogs": {"enabled": True, "bucket": Ref("logs")}}),
        ],
        [
            off("accessLogs.enabled", False, "accessLogs.enabled is false, must be true"),
            absent(
                "accessLogs",
                "accessLogs.enabled is absent, must be true",
                "accessLogs.bucket is absent, must be a log bucket",
            ),
            absent("accessLogs.bucket", "accessLogs.bucket is absent, must be a log bucket"),
            unknown("accessLogs.enabled"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cluster-container-insights",
        "cluster",
        [Node(CLUSTER, "cluster", {"settings": [{"name": "containerInsights", "value": "enabled"}]})],
        [
            off(
                "settings.0.value",
                "disabled",
                'setting containerInsights is "disabled", must be enabled or enhanced',
            ),
            absent("settings", "setting containerInsights is absent, must be enabled or enhanced"),
            unknown("settings"),
            unknown("settings.0.value", "settings.containerInsights"),
            fine("settings.0.value", "enhanced"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "exec-sessions-logged",
        "api",
        [
            Node(
                CLUSTER,
                "cluster",
                {"configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE"}}},
            ),
            Node(SERVICE, "api", {"cluster": Ref("cluster", "arn"), "enableExecuteCommand": True}),
        ],
        [
            off(
                EXEC,
                "NONE",
                f'{EXEC} of cluster cluster is "NONE", must be OVERRIDE or DEFAULT',
                on="cluster",
            ),
            absent(
                "configuration",
                f"{EXEC} of cluster cluster is absent, must be OVERRIDE or DEFAULT",
                on="cluster",
            ),
            unknown("enableExecuteCommand"),
            unknown("configuration", f"cluster.{EXEC}", on="cluster"),
        ],
        not_about=[Node(SERVICE, "quiet")],
    ),
    Case(
        "database-logs-exported",
        "db",
        [Node(DB, "db", {"engine": "postgres", "enabledCloudwatchLogsExports": ["postgresql", "upgrade"]})],
        [
            off(
                "enabledCloudwatchLogsExports",
                ["upgrade"],
                'enabledCloudwatchLogsExports is ["upgrade"], must be postgresql',
            ),
            absent(
                "enabledCloudwatchLogsExports", "enabledCloudwatchLogsExports is absent, must be postgresql"
            ),
            unknown("enabledCloudwatchLogsExports"),
        ],
        not_about=[Node(DB, "other", {"engine": "db2-se"})],
    ),
]
