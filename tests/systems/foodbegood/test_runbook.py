"""FoodBeGood's runbook: moves, recovery and rotation, in the names of the stacks as they are."""

import re

import pytest

from tests.harness import DELETED, graph_of
from tests.systems.documents import commands, section, text

RUNBOOK = "docs/runbooks/foodbegood.md"


def steps(heading: str) -> list[str]:
    """What is made or changed in each numbered step of a move, in order."""
    table = re.findall(r"^\| (\d) \| ([^|]+) \|", section(RUNBOOK, heading), re.MULTILINE)
    assert [int(number) for number, _ in table] == list(range(1, len(table) + 1))
    return [what for _, what in table]


@pytest.mark.spec("FBG-OPS-11")
def test_from_the_server_to_ecs_in_the_steps_of_the_sheet() -> None:
    heading = "From phase 1 to phase 2"
    words = ["repository", "cluster", "load balancer", "leads to the load balancer", "Multi-AZ", "the server"]
    assert [word for word, what in zip(words, steps(heading), strict=True) if word not in what] == []
    found = commands(section(RUNBOOK, heading))
    asked = [
        "groundwork migrate foodbegood/production --to systems/foodbegood/Pulumi.phase2.yaml",
        'docker push "$REPOSITORY:1.0.0"',
        "pulumi stack output nameServers --stack foodbegood-production",
        'aws s3 sync "$FOLDER" "s3://$BUCKET/uploads/"',
        "redis-cli save",
    ]
    assert [command for command in asked if command not in found] == []


@pytest.mark.spec("FBG-OPS-12")
def test_from_one_service_to_several_in_the_steps_of_the_sheet() -> None:
    heading = "From phase 2 to phase 3"
    words = ["tasks", "db.t3.medium", "Redis", "CloudFront", "queue", "function"]
    assert [word for word, what in zip(words, steps(heading), strict=True) if word not in what] == []
    found = commands(section(RUNBOOK, heading))
    assert "groundwork migrate foodbegood/production --to systems/foodbegood/Pulumi.phase3.yaml" in found


@pytest.mark.spec("FBG-OPS-12")
def test_the_client_speaks_the_cluster_protocol_before_cluster_mode() -> None:
    found = " ".join(section(RUNBOOK, "Redis to cluster mode").split())
    places = [found.index(word) for word in ("replica and failover", "`compatible`", "`enabled`")]
    assert places == sorted(places)
    assert re.search(r"\*\*Between the second and the third, a release .* cluster protocol", found)


@pytest.mark.spec("FBG-OPS-13")
def test_the_move_to_phase_4_is_not_claimed() -> None:
    assert "Phase 4 is not built yet" in section(RUNBOOK, "From phase 3 to phase 4")


@pytest.mark.spec("FBG-REC-07")
@pytest.mark.parametrize(
    ("heading", "goals", "asked"),
    [
        pytest.param(
            "Restore the database to a point in time",
            "RTO 4\nhours",
            ["aws rds restore-db-instance-to-point-in-time", "pg_restore"],
            marks=pytest.mark.spec("FBG-REC-01"),
        ),
        pytest.param(
            "Phase 2: restore in eu-central-1",
            "RTO 2 hours, RPO 4 hours",
            ["--source-db-instance-automated-backups-arn", "export AWS_REGION=eu-central-1"],
            marks=pytest.mark.spec("FBG-REC-02"),
        ),
        pytest.param(
            "Phase 3: promote the replica and switch DNS",
            "RTO 30 minutes, RPO 1 hour",
            ["--metric-name ReplicaLag", "aws rds promote-read-replica"],
            marks=pytest.mark.spec("FBG-REC-03"),
        ),
    ],
)
def test_each_phase_has_a_recovery_with_its_goals(heading: str, goals: str, asked: list[str]) -> None:
    found = section(RUNBOOK, heading)
    assert " ".join(goals.split()) in " ".join(found.split())
    assert [command for command in asked if command not in commands(found)] == []


@pytest.mark.spec("FBG-REC-07", "FBG-REC-03")
def test_dns_is_switched_by_the_record_that_is_there() -> None:
    found = section(RUNBOOK, "Switch DNS to eu-central-1")
    assert "aws route53 change-resource-record-sets" in commands(found)
    named = set(re.findall(r"`(loadBalancer|cloudfront)` in\s+phase (\d)", found))
    assert named == {("loadBalancer", "2"), ("cloudfront", "3")}
    for key, phase in named:
        records = graph_of(f"foodbegood/phase{phase}").all("route53/record")
        weighted = [each.inputs for each in records if each.inputs.get("setIdentifier")]
        assert (key, "api.foodbegood.app") in {(each["setIdentifier"], each["name"]) for each in weighted}


@pytest.mark.spec("FBG-REC-02", "FBG-REC-07")
def test_the_stack_in_the_other_region_is_sound() -> None:
    rows = section(RUNBOOK, "Phase 2: restore in eu-central-1")
    table = re.findall(r"^ *\| (`groundwork:.*`) \| (.+) \|$", rows, re.MULTILINE)
    certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-1111-4222-8333-444444444444"
    tls = {"kind": "certificate", "certificateArn": certificate, "domain": "api.foodbegood.app"}
    changes: dict[str, object] = {"groundwork:edge.tls": tls}
    for names, value in table:
        for name in re.findall(r"`([^`]+)`", names):
            if value.startswith("leave out"):
                changes[name] = DELETED
            elif name not in changes:
                changes[name] = value.strip("`")
    graph = graph_of("foodbegood/phase2", changes)
    assert "eu-west-1" not in str([each.inputs for each in graph.resources])
    roles = {each.inputs["name"] for each in graph.all("iam/role")}
    first = {each.inputs["name"] for each in graph_of("foodbegood/phase2").all("iam/role")}
    autonamed = re.compile(r".*-[0-9a-f]{7}")
    assert {name for name in roles & first if not autonamed.fullmatch(name)} == set()


@pytest.mark.spec("FBG-SEC-06")
def test_the_password_is_rotated_by_one_command_and_the_services_follow() -> None:
    found = commands(section(RUNBOOK, "Rotate the database password"))
    assert "aws secretsmanager rotate-secret --secret-id foodbegood/production/db-password" in found
    assert (
        "aws ecs wait services-stable --cluster foodbegood-production-cluster --services api-service" in found
    )


@pytest.mark.spec("FBG-DLV-03", "FBG-DLV-04")
def test_deploy_plan_and_destroy() -> None:
    found = section(RUNBOOK, "Deploy by environment and phase")
    assert "groundwork deploy production phase2" in commands(found)
    assert "`groundwork deploy production phase2 --plan-only`" in found
    assert "`groundwork deploy production phase2 --destroy`" in found


@pytest.mark.spec("FBG-DLV-05")
def test_one_state_for_each_stack_name() -> None:
    found = section(RUNBOOK, "State")
    assert "groundwork bootstrap foodbegood/phase1 --check" in commands(found)
    assert "one state for each stack name" in " ".join(found.split())


@pytest.mark.spec("FBG-CMP-05")
def test_the_certificate_of_the_server_renews_itself() -> None:
    found = commands(section(RUNBOOK, "Certificate of the server"))
    assert "sudo certbot --nginx --domain api.foodbegood.app --redirect" in found
    assert "certbot-renew.timer" in found


@pytest.mark.parametrize(
    ("prefix", "stacks"),
    [
        ("foodbegood-dev", ["foodbegood/phase1"]),
        ("foodbegood-production", ["foodbegood/phase2", "foodbegood/phase3"]),
    ],
)
def test_names_are_those_of_the_stacks(prefix: str, stacks: list[str]) -> None:
    keys = ("name", "identifier", "bucket", "dashboardName", "replicationGroupId")
    known = {prefix, f"{prefix}-uploads-"}  # the stack's name; the bucket's without the account's number
    for stack in stacks:
        for each in graph_of(stack).resources:
            known |= {str(each.inputs[key]) for key in keys if key in each.inputs}
            known.add(str((each.inputs.get("tags") or {}).get("Name")))
    used = set(re.findall(rf"(?<![\w./-])(?:/[a-z0-9/]+/)?{prefix}(?:-[a-z]+)*-?", text(RUNBOOK)))
    assert {each for each in used if each not in known and not each.endswith("-restored")} == set()
