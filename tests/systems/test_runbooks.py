"""Runbooks hold what the sheets ask for, in the names of the stacks as they are."""

import re

import pytest
import typer

from deploy.cli import app
from tests.harness import ROOT, Graph, config_of, graph_of
from tests.systems.documents import commands, section, text

PYSHOP, SKYHIGH = "docs/runbooks/pyshop.md", "docs/runbooks/skyhigh.md"

RUNBOOKS = [
    pytest.param(path, heading, asked, marks=pytest.mark.spec(*ids), id=f"{ids[0]}-{heading}")
    for ids, path, heading, asked in [
        (
            ("PYS-OPS-01",),
            PYSHOP,
            "Weekly: dashboard and alarms",
            [
                "aws cloudwatch describe-alarms --alarm-name-prefix pyshop-prod-",
                "aws cloudwatch describe-alarm-history",
            ],
        ),
        (
            ("PYS-OPS-02",),
            PYSHOP,
            "Monthly: savings",
            ["aws ce get-cost-and-usage", "--metric-name CPUUtilization"],
        ),
        (
            ("PYS-OPS-03",),
            PYSHOP,
            "Quarterly: updates",
            ["make lock", "groundwork check --all", "groundwork up pyshop/prod"],
        ),
        (
            ("PYS-OPS-04", "PYS-SEC-07"),
            PYSHOP,
            "Rotate a secret",
            [
                "groundwork rotate pyshop/prod db",
                "groundwork rotate pyshop/prod secret-key",
                "--force-new-deployment",
            ],
        ),
        (
            ("PYS-OPS-05", "PYS-REC-02"),
            PYSHOP,
            "Before a major change: snapshot",
            [
                "groundwork snapshot pyshop/prod db",
                "aws rds create-db-snapshot --db-instance-identifier pyshop-prod-db",
                "aws rds wait db-snapshot-available --db-instance-identifier pyshop-prod-db",
            ],
        ),
        (
            ("PYS-DEL-02",),
            PYSHOP,
            "Migrations",
            [
                "groundwork run pyshop/prod api -- ",
                "aws ecs run-task --cluster pyshop-prod-cluster",
                "exitCode",
            ],
        ),
        (
            ("SKY-OPS-04",),
            SKYHIGH,
            "Troubleshooting",
            [
                "aws ecs describe-services --cluster sky-high-booker-cluster --services sky-high-booker",
                "aws logs tail /ecs/sky-high-booker --follow",
                "aws elbv2 describe-target-health --target-group-arn",
                "aws ecr get-login-password --region us-east-1 | docker login --username AWS",
            ],
        ),
        (
            ("SKY-REC-05",),
            SKYHIGH,
            "Service failure",
            ["aws ecs describe-services --cluster sky-high-booker-cluster", "aws ecs wait services-stable"],
        ),
        (
            ("SKY-REC-06", "SKY-REC-03", "SKY-REC-01"),
            SKYHIGH,
            "Infrastructure failure",
            [
                "groundwork refresh skyhigh/prod",
                "groundwork up skyhigh/prod",
                "aws s3api list-object-versions",
            ],
        ),
        (
            ("SKY-REC-08",),
            SKYHIGH,
            "Region failure",
            [
                "groundwork bootstrap --region us-west-2",
                "pulumi stack init skyhigh-west",
                "groundwork release skyhigh/west app",
            ],
        ),
        (
            ("SKY-CST-02",),
            SKYHIGH,
            "Spot shortage",
            ["--capacity-provider-strategy capacityProvider=FARGATE,weight=1,base=1 --force-new-deployment"],
        ),
        (("SKY-DEL-02",), SKYHIGH, "Application release", ["groundwork release skyhigh/prod app --tag"]),
        (
            ("SKY-REC-02",),
            SKYHIGH,
            "Put back an earlier image",
            ["aws ecr describe-images --repository-name sky-high-booker", "--existing"],
        ),
        (
            ("SKY-OPS-02", "SKY-OPS-03", "SKY-CST-03"),
            SKYHIGH,
            "Maintenance",
            [
                "aws ecs describe-services --cluster sky-high-booker-cluster",
                "aws ecr describe-repositories --repository-names sky-high-booker",
                "make lock",
                "groundwork preview skyhigh/prod",
                "groundwork up skyhigh/prod",
            ],
        ),
    ]
]


@pytest.mark.parametrize(("path", "heading", "asked"), RUNBOOKS)
def test_the_runbook_has_the_commands(path: str, heading: str, asked: list[str]) -> None:
    found = commands(section(path, heading))
    assert [command for command in asked if command not in found] == []


@pytest.mark.spec("SKY-REC-07", "SKY-DAT-01")
def test_the_runbook_of_data_loss_leaves_the_restore_to_supabase() -> None:
    found = section(SKYHIGH, "Data loss")
    assert "Supabase" in found
    assert "restore" in found
    assert "```" not in found


@pytest.mark.spec("SKY-OPS-01", "SKY-DEL-01")
@pytest.mark.parametrize(
    ("what", "command", "plain"),
    [
        ("initialise", "groundwork bootstrap skyhigh/prod", "pulumi stack init skyhigh-prod"),
        ("plan", "groundwork preview skyhigh/prod", "pulumi preview --stack skyhigh-prod"),
        ("apply", "groundwork up skyhigh/prod", "pulumi up --stack skyhigh-prod"),
        ("show the outputs", "groundwork up skyhigh/prod", "pulumi stack output --stack skyhigh-prod"),
        (
            "list the resources of the state",
            "groundwork state skyhigh/prod",
            "pulumi stack --stack skyhigh-prod",
        ),
        (
            "show one of them, by its logical name or URN",
            "groundwork state skyhigh/prod vpc",
            "pulumi stack export",
        ),
        ("import what exists", "groundwork import skyhigh/prod aws:s3/bucket:Bucket", "pulumi import"),
    ],
)
def test_each_command_of_the_source_has_a_counterpart(what: str, command: str, plain: str) -> None:
    (row,) = re.findall(
        rf"^\| {re.escape(what)} \|(.*)\|(.*)\|$", section(SKYHIGH, "Infrastructure commands"), re.MULTILINE
    )
    assert command in row[0]
    assert plain in row[1]


@pytest.mark.spec("SKY-OPS-01", "PYS-DEL-01", "SKY-DEL-02")
def test_every_groundwork_command_of_the_documents_exists() -> None:
    known = set(typer.main.get_command(app).commands)  # ty: ignore[missing-attribute]  # a group
    pages = [*ROOT.glob("docs/runbooks/*.md"), *ROOT.glob("docs/systems/*.md"), ROOT / "docs/tutorial.md"]
    used = {
        name for page in pages for name in re.findall(r"(?m)(?:`|^ *)groundwork ([a-z]+)", page.read_text())
    }
    assert used - known == set()
    assert used >= {
        "preview",
        "check",
        "up",
        "release",
        "run",
        "rotate",
        "snapshot",
        "bootstrap",
        "doctor",
        "state",
        "import",
    }


@pytest.mark.spec("SKY-OPS-05", "PYS-OPS-01")
@pytest.mark.parametrize(("path", "stack"), [(PYSHOP, "pyshop/prod"), (SKYHIGH, "skyhigh/prod")])
def test_the_names_in_the_commands_are_those_of_the_stack(path: str, stack: str) -> None:
    graph, found = graph_of(stack), commands(text(path))

    def used(option: str) -> set[str]:
        return {name for name in re.findall(rf"{option} ([a-z/][\w./-]*)", found) if "restored" not in name}

    def names(token: str, key: str = "name") -> set[str]:
        return {each.inputs[key] for each in graph.all(token)}

    assert used("--cluster") == names("ecs/cluster")
    assert used("--services?") | used("--service-name") == names("ecs/service")
    assert used("--repository-names?") == names("ecr/repository")
    assert used("aws logs tail") <= names("cloudwatch/logGroup")
    assert used("--db-instance-identifier") <= names("rds/instance", "identifier")
    assert used("--db-subnet-group-name") <= names("rds/subnetGroup")
    assert used("--load-balancer-names|describe-load-balancers --names") <= names("lb/loadBalancer")
    assert used("--container") <= {container["name"] for container in graph.containers()}
    assert used("--resource-id") <= {each.inputs["resourceId"] for each in graph.all("appautoscaling/target")}


@pytest.mark.spec("PYS-OBS-12", "PYS-OPS-01")
def test_the_runbook_says_what_to_do_about_each_alarm_at_its_threshold() -> None:
    graph = graph_of("pyshop/prod")
    table = dict(
        re.findall(
            r"^\| `(pyshop-prod-[^`]+)` \| ([^|]+) \|", section(PYSHOP, "When an alarm comes"), re.MULTILINE
        )
    )
    alarms = {each.inputs["name"]: each.inputs for each in graph.all("cloudwatch/metricAlarm")}
    assert table.keys() == alarms.keys()
    for name, words in table.items():
        threshold = alarms[name]["threshold"]
        shown = f"{threshold // 1024**3} GiB" if threshold > 1024**3 else str(threshold)
        assert re.search(rf"\b{shown}\b", words), (name, words)
        minutes = alarms[name]["period"] * alarms[name]["evaluationPeriods"] // 60
        assert f"{minutes} minutes" in words, (name, words)


def global_names(graph: Graph) -> set[str]:
    """Names of a graph that no other stack of the account may have, in whichever region."""
    buckets = {each.inputs["bucket"] for each in graph.all("s3/bucket")}
    return buckets | {each.inputs["name"] for each in graph.all("iam/role") if "name" in each.inputs}


@pytest.mark.spec("SKY-REC-08")
def test_the_settings_of_the_region_runbook_stand_beside_the_first_region() -> None:
    table = re.findall(
        r"^ *\| `(groundwork:[^`]+)` \| `([^`]+)`", section(SKYHIGH, "Region failure"), re.MULTILINE
    )
    certificate = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-1111-4222-8333-444444444444"
    graph = graph_of("skyhigh/prod", {**dict(table), "groundwork:edge.tls.certificateArn": certificate})
    assert len(table) == 4
    assert {each.inputs["availabilityZone"] for each in graph.all("ec2/subnet")} == {
        "us-west-2a",
        "us-west-2b",
    }
    autonamed = re.compile(r".*-[0-9a-f]{7}")
    shared = global_names(graph) & global_names(graph_of("skyhigh/prod"))
    assert {name for name in shared if not autonamed.fullmatch(name)} == set()


@pytest.mark.spec("PYS-CST-03", "PYS-OPS-02")
def test_the_five_levers_of_the_runbook_are_settings_that_there_are() -> None:
    table = re.findall(r"^ *\| ([^|`]+) \| (.*`.*) \|$", section(PYSHOP, "Monthly: savings"), re.MULTILINE)
    levers = dict(table)
    assert levers.keys() == {
        "instance sizes",
        "NAT gateways",
        "single-AZ database (not in production)",
        "log retention",
        "Spot",
    }
    paths = re.findall(r"`(groundwork:[\w.]+)", " ".join(levers.values()))
    config = config_of("pyshop/dev")
    for path in paths:
        area, *keys = path.split(".")
        assert area in config
        if keys[-1] != "capacity":  # off, so it is in no stack file
            at = config[area]
            for key in keys:
                at = at[key]
