"""Cases of secrets."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import STACK_TYPE, Json, Node, Secret

TASK = "aws:ecs/taskDefinition:TaskDefinition"
LAMBDA = "aws:lambda/function:Function"
DB = "aws:rds/instance:Instance"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pyshop-AbCdEf"
CONTAINER = {
    "name": "api",
    "environment": [
        {"name": "ENVIRONMENT", "value": "production"},
        {"name": "ACCESS_TOKEN_EXPIRE_MINUTES", "value": "30"},
    ],
    "secrets": [
        {"name": "SECRET_KEY", "valueFrom": ARN},
        {"name": "DATABASE_URL", "valueFrom": f"{ARN}:url::"},
    ],
}
TASKS = [Node(TASK, "task", {"containerDefinitions": Json([CONTAINER])})]
UNREADABLE = [
    off("containerDefinitions", "no JSON", "containerDefinitions is not a JSON list of containers"),
    absent("containerDefinitions", "containerDefinitions is absent"),
    unknown("containerDefinitions"),
]
ENV = "containerDefinitions.0.environment.0"

CASES = [
    Case(
        "secrets-injected",
        "task",
        TASKS,
        [
            off(
                "containerDefinitions.0.secrets.0.name",
                "OTHER",
                "SECRET_KEY is not an injected secret, must come from Secrets Manager",
            ),
            off(
                "containerDefinitions.0.secrets.1.valueFrom",
                "arn:aws:ssm:x:1:parameter/url",
                "DATABASE_URL does not come from Secrets Manager, must do so",
            ),
            off(
                f"{ENV}.name",
                "SECRET_KEY",
                "SECRET_KEY is a plain variable of container api, must be an injected secret",
            ),
            absent(
                "containerDefinitions.0.secrets",
                "SECRET_KEY is not an injected secret, must come from Secrets Manager",
                "DATABASE_URL is not an injected secret, must come from Secrets Manager",
            ),
            *UNREADABLE,
        ],
        not_about=NOTHING,
        system="pyshop",
    ),
    Case(
        "secrets-not-in-environment",
        "task",
        TASKS,
        [
            off(
                f"{ENV}.name",
                "DB_PASSWORD",
                "plain variable DB_PASSWORD of container api has the name of a credential, must be an "
                "injected secret",
            ),
            off(
                f"{ENV}.name",
                "dbPassword",
                "plain variable dbPassword of container api has the name of a credential, must be an "
                "injected secret",
            ),
            off(
                f"{ENV}.value",
                "postgresql://shop:hunter2@db/shop",
                "plain variable ENVIRONMENT of container api holds a password in a URL, must be an "
                "injected secret",
            ),
            off(
                f"{ENV}.value",
                "AKIAIOSFODNN7EXAMPLE",
                "plain variable ENVIRONMENT of container api holds an AWS access key, must be an injected "
                "secret",
            ),
            off(
                f"{ENV}.value",
                "-----BEGIN RSA PRIVATE KEY-----",
                "plain variable ENVIRONMENT of container api holds a private key, must be an injected secret",
            ),
            fine(f"{ENV}", {"name": "DB_PASSWORD", "value": ARN}),
            fine(f"{ENV}", {"name": "SECRET_NAME", "value": "pyshop"}),
            fine(f"{ENV}", {"name": "URL", "value": "https://example.com:8443/x@y"}),
            *UNREADABLE,
        ],
        not_about=[Node(LAMBDA, "plain")],
    ),
    Case(
        "secrets-not-in-environment",
        "function",
        [Node(LAMBDA, "function", {"environment": {"variables": {"STAGE": "production"}}})],
        [
            off(
                "environment.variables.API_KEY",
                "abc",
                "variable API_KEY has the name of a credential, must be read from Secrets Manager at run "
                "time",
            ),
            unknown("environment.variables"),
        ],
    ),
    Case(
        "secrets-not-in-user-data",
        "host",
        [
            Node(
                "aws:ec2/instance:Instance",
                "host",
                {
                    "userData": "#!/bin/sh\nexport STAGE=production\nexport DB_PASSWORD=$(aws "
                    "secretsmanager get-secret-value)\n"
                },
            )
        ],
        [
            off(
                "userData",
                "#!/bin/sh\nexport DB_PASSWORD=hunter2\n",
                "userData contains DB_PASSWORD, which has the name of a credential, must be read from "
                "Secrets Manager at start",
            ),
            off(
                "userData",
                "aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE",
                "userData contains an AWS access key, must be read from Secrets Manager at start",
            ),
            off(
                "userData",
                Secret("#!/bin/sh"),
                "userData contains a Pulumi secret, must be read from Secrets Manager at start",
            ),
            unknown("userData"),
        ],
        not_about=[Node("aws:ec2/instance:Instance", "bare")],
    ),
    Case(
        "secrets-not-in-outputs",
        "groundwork-test",
        [
            Node(
                STACK_TYPE,
                "groundwork-test",
                {"url": "https://example.com", "databaseSecret": ARN, "service": {"name": "api"}},
            )
        ],
        [
            off("url", Secret("https://example.com"), "output url is a secret, must be the ARN of one"),
            off(
                "databaseSecret",
                "hunter2",
                "output databaseSecret has the name of a credential, must be the ARN of a secret",
            ),
            off("service.name", Secret("x"), "output service.name is a secret, must be the ARN of a secret"),
            off(
                "service.name",
                "postgres://a:b@c",
                "output service.name holds a password in a URL, must be the ARN of a secret",
            ),
        ],
        not_about=NOTHING,
    ),
    Case(
        "database-password-secret",
        "db",
        [Node(DB, "db", {"password": Secret("hunter2")})],
        [
            off("password", "hunter2", "password is in plain text, must be a Pulumi secret"),
            absent(
                "password",
                "password and manageMasterUserPassword are absent, must be a Pulumi secret or true",
            ),
            fine("manageMasterUserPassword", True),
        ],
        not_about=[Node(DB, "replica", {"replicateSourceDb": "db"})],
    ),
]
