"""Runbooks and tutorial: the steps that the requirement sheets ask for, in order, with real names."""

import re

import pytest

from tests.docs.pages import page, section
from tests.harness import graph_of

PYSHOP = "docs/runbooks/pyshop.md"
SKYHIGH = "docs/runbooks/skyhigh.md"
DOCKERFILE = "docs/runbooks/dockerfile.md"
TUTORIAL = "docs/tutorial.md"

SEVEN_STEPS = [
    "Step 1: review the stack's config",
    "Step 2: build the image, and push it",
    "Step 3: initialise and apply",
    "Step 4: DNS, if a custom domain is used",
    "Step 5: alerts",
    "Step 6: database migrations",
    "Step 7: test the deployment",
]


def in_order(text: str, *parts: str) -> None:
    """Every part stands in the text, each after the one before."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"'{part}' does not come (in this place)"
        at = found + len(part)


@pytest.mark.spec("PYS-DEL-01")
def test_the_seven_first_steps_in_their_order() -> None:
    assert [heading for heading in page(TUTORIAL).headings if heading.startswith("Step")] == SEVEN_STEPS
    in_order(
        section(TUTORIAL, SEVEN_STEPS[1]), "repository", "groundwork release pyshop/domain api --tag 1.0.0"
    )


@pytest.mark.spec("PYS-DEL-02")
def test_migrations_run_as_a_task_of_the_deployed_definition() -> None:
    in_order(
        section(PYSHOP, "Migrations"), "exit status", "groundwork run pyshop/prod api -- alembic upgrade head"
    )


@pytest.mark.spec("PYS-OPS-01")
def test_weekly() -> None:
    in_order(section(PYSHOP, "Weekly: dashboard and alarms"), "dashboard `pyshop-prod`", "describe-alarms")


@pytest.mark.spec("PYS-OPS-02", "PYS-CST-03")
def test_monthly_with_the_five_levers() -> None:
    text = section(PYSHOP, "Monthly: savings")
    in_order(
        text, "get-cost-and-usage", "instance sizes", "NAT gateways", "single-AZ", "log retention", "Spot"
    )


@pytest.mark.spec("PYS-OPS-03")
def test_quarterly() -> None:
    in_order(
        section(PYSHOP, "Quarterly: updates"),
        "make lock",
        "groundwork check --all",
        "groundwork up pyshop/prod",
    )


@pytest.mark.spec("PYS-SEC-07", "PYS-OPS-04")
def test_rotation_changes_three_things_together() -> None:
    text = section(PYSHOP, "Rotate a secret")
    in_order(
        text,
        "password in the database",
        "connection\nstring",
        "running tasks",
        "groundwork rotate pyshop/prod db",
    )


@pytest.mark.spec("PYS-REC-02", "PYS-OPS-05")
def test_a_snapshot_before_a_major_change() -> None:
    text = section(PYSHOP, "Before a major change: snapshot")
    in_order(text, "groundwork snapshot pyshop/prod db --name before-schema-7", "aws rds create-db-snapshot")


@pytest.mark.spec("SKY-DEL-01")
def test_the_order_of_an_infrastructure_deployment() -> None:
    in_order(
        section(TUTORIAL, "3. Sky High Booker"),
        "groundwork bootstrap skyhigh/prod",
        "pulumi stack init skyhigh-prod",
        "groundwork preview skyhigh/prod",
        "groundwork release skyhigh/prod app",
        "pulumi stack output",
    )


@pytest.mark.spec("SKY-REC-05")
def test_service_failure() -> None:
    in_order(section(SKYHIGH, "Service failure"), "ECS replaces what fails", "--force-new-deployment")


@pytest.mark.spec("SKY-REC-03", "SKY-REC-06")
def test_infrastructure_failure() -> None:
    in_order(
        section(SKYHIGH, "Infrastructure failure"),
        "rebuilt from code",
        "groundwork refresh skyhigh/prod",
        "groundwork up skyhigh/prod",
    )


@pytest.mark.spec("SKY-REC-07")
def test_data_loss() -> None:
    in_order(section(SKYHIGH, "Data loss"), "Supabase", "Backups", "restore")


@pytest.mark.spec("SKY-REC-08")
def test_region_failure() -> None:
    in_order(
        section(SKYHIGH, "Region failure"),
        "acm request-certificate --region us-west-2",
        "groundwork bootstrap --region us-west-2",
        "`groundwork:system.region`",
        "`groundwork:edge.tls.certificateArn`",
        "groundwork release skyhigh/west app",
        "Point the host name at the new load balancer",
    )


@pytest.mark.spec("SKY-REC-08")
def test_the_stack_of_the_other_region_is_sound() -> None:
    changes = {
        "groundwork:system.region": "us-west-2",
        "groundwork:system.namePrefix": "sky-high-booker-west",
        "groundwork:storage.logBucket.name": "sky-high-booker-west-alb-access-logs",
        "groundwork:compute.services.app.executionRoleName": "sky-high-booker-west-ecs-task-execution",
        "groundwork:edge.tls.certificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/"
        "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d",
    }
    text = section(SKYHIGH, "Region failure")
    assert [path for path in changes if f"`{path}`" not in text] == []
    graph = graph_of("skyhigh/prod", changes)
    assert "us-east-1" not in str([resource.inputs for resource in graph.resources])


@pytest.mark.spec("SKY-CST-02")
def test_spot_shortage() -> None:
    in_order(
        section(SKYHIGH, "Spot shortage"),
        "SERVICE_TASK_PLACEMENT_FAILURE",
        "kind: onDemand",
        "groundwork up skyhigh/prod",
        "--capacity-provider-strategy capacityProvider=FARGATE,weight=1,base=1 --force-new-deployment",
        "undo the change in the stack file",
    )


@pytest.mark.spec("SKY-DEL-02")
def test_application_release() -> None:
    in_order(
        section(SKYHIGH, "Application release"), "build, log in, push", "groundwork release skyhigh/prod app"
    )


@pytest.mark.spec("SKY-REC-02")
def test_an_earlier_image_is_put_back() -> None:
    in_order(section(SKYHIGH, "Put back an earlier image"), "last 10 images", "describe-images", "--existing")


@pytest.mark.spec("SKY-OPS-01")
def test_infrastructure_commands() -> None:
    in_order(
        section(SKYHIGH, "Infrastructure commands"),
        *(
            "| initialise |",
            "| plan |",
            "| apply |",
            "| show the outputs |",
            "| list the resources",
            "| import",
        ),
    )


@pytest.mark.spec("SKY-OPS-02", "SKY-OPS-03")
def test_maintenance() -> None:
    in_order(
        section(SKYHIGH, "Maintenance"),
        "aws ecs describe-services --cluster sky-high-booker-cluster",
        "aws ecr describe-repositories --repository-names sky-high-booker",
        "make lock",
        "groundwork preview skyhigh/prod",
        "groundwork up skyhigh/prod",
    )


@pytest.mark.spec("SKY-OPS-04", "SKY-OPS-05")
def test_troubleshooting() -> None:
    in_order(
        section(SKYHIGH, "Troubleshooting"),
        "aws ecs describe-services --cluster sky-high-booker-cluster --services sky-high-booker\n",
        "aws logs tail /ecs/sky-high-booker --follow\n",
        "aws elbv2 describe-target-health --target-group-arn",
        "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin",
    )


@pytest.mark.spec("SKY-SEC-05", "SKY-CMP-18", "SKY-EDG-09")
def test_rules_for_images() -> None:
    text = page(DOCKERFILE).text
    in_order(section(DOCKERFILE, "The rules"), "multi-stage build", "minimal base image", "not root")
    assert re.findall(r"^FROM .*$", text, re.MULTILINE) == [
        "FROM node:22.11-alpine AS build",
        "FROM nginx:1.29.3-alpine-slim",
    ]
    (container,) = graph_of("skyhigh/prod").containers()
    assert f"USER {container['user']}\n" in text
    in_order(text, "max-age=31536000, immutable", "no-cache")


def names(stack: str) -> set[str]:
    """Physical names of a stack."""
    keys = ("name", "identifier", "bucket", "dashboardName")
    return {
        str(resource.inputs[key])
        for resource in graph_of(stack).resources
        for key in keys
        if key in resource.inputs
    }


@pytest.mark.spec("SKY-OPS-05")
@pytest.mark.parametrize(
    ("name", "stack", "prefix"),
    [(PYSHOP, "pyshop/prod", "pyshop-prod"), (SKYHIGH, "skyhigh/prod", "sky-high-booker")],
)
def test_names_are_those_of_the_stack(name: str, stack: str, prefix: str) -> None:
    used = set(re.findall(rf"(?<![\w./-])(?:/[a-z/]+/)?{prefix}[\w-]*(?:/[a-z-]+)?", page(name).text))
    invented = re.compile(r"-(restored|west.*|ACCOUNT)$|^pyshop-prod-$|/api$")
    known = names(stack) | {prefix, f"{prefix}-alb-access-logs-"}
    suspects = {each for each in used if each not in known and not invented.search(each)}
    assert suspects == set()
