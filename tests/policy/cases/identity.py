"""Cases of identity and permissions."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Json, Node, Ref

POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
READ = {
    "Effect": "Allow",
    "Action": ["secretsmanager:GetSecretValue", "ecr:GetAuthorizationToken"],
    "Resource": "arn:aws:secretsmanager:us-east-1:123456789012:secret:pyshop-AbCdEf",
}
TOKEN = {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}


def grants(*statements: object) -> Node:
    return Node(POLICY, "policy", {"policy": Json({"Statement": list(statements)})})


def trusts(name: str, principal: object, **condition: object) -> Node:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return Node(ROLE, name, {"assumeRolePolicy": Json({"Statement": [statement]})})


TASKS = {"Service": "ecs-tasks.amazonaws.com"}
DOCUMENT = [
    off("policy", "no JSON", "policy is not a JSON document, must be a policy"),
    absent("policy", "policy is absent, must be a policy"),
    unknown("policy"),
]

CASES = [
    Case(
        "ecs-task-roles",
        "task",
        [
            trusts("execution", TASKS),
            trusts("own", TASKS),
            Node(
                TASK, "task", {"executionRoleArn": Ref("execution", "arn"), "taskRoleArn": Ref("own", "arn")}
            ),
        ],
        [
            absent("taskRoleArn", "taskRoleArn is absent, must be a role of its own"),
            absent("executionRoleArn", "executionRoleArn is absent, must be a role of its own"),
            off(
                "taskRoleArn",
                Ref("execution", "arn"),
                "taskRoleArn and executionRoleArn are the same role, must be two",
            ),
            off(
                "assumeRolePolicy.Statement.0.Principal",
                {"Service": ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]},
                'role own trusts ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"], '
                "must trust ecs-tasks.amazonaws.com only",
                on="own",
            ),
            absent("assumeRolePolicy", "own.assumeRolePolicy is absent, must be a policy", on="own"),
            unknown("assumeRolePolicy", "own.assumeRolePolicy", on="own"),
            unknown("taskRoleArn"),
            fine("taskRoleArn", "arn:aws:iam::123456789012:role/of-another-stack"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "iam-no-wildcard-actions",
        "policy",
        [grants(READ)],
        [
            off("policy.Statement.0.Action", "*", "statement 1 allows *, must list the actions it allows"),
            off(
                "policy.Statement.0.Action",
                ["s3:GetObject", "s3:*"],
                "statement 1 allows s3:*, must list the actions it allows",
            ),
            off(
                "policy.Statement.0",
                {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
                "statement 1 allows everything but NotAction, must list the actions it allows",
            ),
            fine("policy.Statement.0.Action", "s3:Get*"),
            fine("policy.Statement.0", {"Effect": "Deny", "Action": "*", "Resource": "*"}),
            *DOCUMENT,
        ],
        not_about=[Node(ROLE, "role")],
    ),
    Case(
        "iam-no-wildcard-actions",
        "role",
        [Node(ROLE, "role", {"inlinePolicies": [{"policy": Json({"Statement": [READ]})}]})],
        [
            off(
                "inlinePolicies.0.policy.Statement.0.Action",
                "s3:*",
                "statement 1 allows s3:*, must list the actions it allows",
            ),
            unknown("inlinePolicies.0.policy", "inlinePolicies[0].policy"),
        ],
    ),
    Case(
        "iam-no-wildcard-resources",
        "policy",
        [grants(READ, TOKEN)],
        [
            off(
                "policy.Statement.0.Resource",
                "*",
                "statement 1 allows secretsmanager:GetSecretValue on *, must name the ARNs it is for",
            ),
            off(
                "policy.Statement.0.Resource",
                ["arn:aws:secretsmanager:*:*:secret:*"],
                "statement 1 allows secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:*, "
                "must name the ARNs it is for",
            ),
            off(
                "policy.Statement.1.Action",
                "s3:GetObject",
                "statement 2 allows s3:GetObject on *, must name the ARNs it is for",
            ),
            off(
                "policy.Statement.0",
                {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "x"},
                "statement 1 allows all but NotResource, must name the ARNs it is for",
            ),
            fine("policy.Statement.0.Resource", "arn:aws:s3:::bucket/*"),
            fine("policy.Statement.0.Resource", "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/api:*"),
            *DOCUMENT,
        ],
        not_about=NOTHING,
    ),
    Case(
        "iam-pass-role-scoped",
        "policy",
        [
            grants(
                {
                    "Effect": "Allow",
                    "Action": "iam:PassRole",
                    "Resource": "arn:x",
                    "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                }
            )
        ],
        [
            absent(
                "policy.Statement.0.Condition",
                "statement 1 allows iam:PassRole to any service, must have a condition iam:PassedToService",
            ),
            *DOCUMENT,
        ],
        not_about=NOTHING,
    ),
    Case(
        "iam-no-admin-policies",
        "attachment",
        [
            Node(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                "attachment",
                {"policyArn": "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"},
            )
        ],
        [
            off(
                "policyArn",
                "arn:aws:iam::aws:policy/AdministratorAccess",
                "policyArn is arn:aws:iam::aws:policy/AdministratorAccess, must be a policy of the "
                "permissions needed",
            ),
            unknown("policyArn"),
        ],
        not_about=[Node(ROLE, "role")],
    ),
    Case(
        "iam-no-admin-policies",
        "role",
        [Node(ROLE, "role", {"managedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]})],
        [
            off(
                "managedPolicyArns.0",
                "arn:aws:iam::aws:policy/PowerUserAccess",
                "managedPolicyArns is arn:aws:iam::aws:policy/PowerUserAccess, must be a policy of the "
                "permissions needed",
            )
        ],
    ),
    Case(
        "iam-trust-narrow",
        "role",
        [trusts("role", TASKS)],
        [
            off(
                "assumeRolePolicy.Statement.0.Principal", "*", "statement 1 trusts everybody, must name whom"
            ),
            off(
                "assumeRolePolicy.Statement.0.Principal",
                {"AWS": ["*"]},
                "statement 1 trusts everybody, must name whom",
            ),
            off(
                "assumeRolePolicy.Statement.0.Principal",
                {"AWS": "arn:aws:iam::999999999999:root"},
                "statement 1 trusts the whole account arn:aws:iam::999999999999:root without a condition, "
                "must have "
                "sts:ExternalId, aws:PrincipalOrgID or aws:PrincipalArn",
            ),
            off(
                "assumeRolePolicy.Statement.0.Principal",
                {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},
                "statement 1 trusts arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com "
                "without a "
                "condition on its sub, must name the subject",
            ),
            absent("assumeRolePolicy", "assumeRolePolicy is absent, must be a policy"),
            unknown("assumeRolePolicy"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "iam-trust-narrow",
        "role",
        [
            trusts(
                "role",
                {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},
                StringLike={"token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main"},
            )
        ],
        [
            off(
                "assumeRolePolicy.Statement.0.Condition.StringLike",
                {"token.actions.githubusercontent.com:sub": "*"},
                "statement 1 trusts arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com "
                "without a "
                "condition on its sub, must name the subject",
            )
        ],
    ),
    Case(
        "iam-resource-policy-narrow",
        "policy",
        [
            Node(
                "aws:sns/topicPolicy:TopicPolicy",
                "policy",
                {
                    "policy": Json(
                        {
                            "Statement": [
                                {
                                    "Effect": "Allow",
                                    "Principal": "*",
                                    "Action": "sns:Publish",
                                    "Resource": "*",
                                    "Condition": {"StringEquals": {"aws:SourceAccount": "1"}},
                                }
                            ]
                        }
                    )
                },
            )
        ],
        [
            absent(
                "policy.Statement.0.Condition", "statement 1 allows sns:Publish to everybody, must name whom"
            ),
            off(
                "policy.Statement.0.Condition",
                {"StringLike": {"aws:SourceAccount": "*"}},
                "statement 1 allows sns:Publish to everybody, must name whom",
            ),
            off(
                "policy.Statement.0.Condition",
                {"StringNotEquals": {"aws:SourceAccount": "1"}},
                "statement 1 allows sns:Publish to everybody, must name whom",
            ),
            *DOCUMENT,
        ],
        not_about=[Node("aws:kms/key:Key", "key")],
    ),
    Case(
        "iam-resource-policy-narrow",
        "permission",
        [
            Node(
                "aws:lambda/permission:Permission",
                "permission",
                {"principal": "events.amazonaws.com", "sourceArn": "arn:x"},
            )
        ],
        [
            absent(
                "sourceArn",
                "principal is events.amazonaws.com without sourceArn, must be narrowed by sourceArn",
            ),
            unknown("principal"),
        ],
    ),
]
