"""FoodBeGood's server in phase 1."""

import json
from typing import Any

import pytest

from components.compute.ec2 import fetch_secrets
from components.compute.ec2.host import architecture
from tests.harness import Graph, config_of, graph_of
from tests.systems.questions import allowed, attached, plain_places, trusts

APP = "groundwork:compute.services.app"
SSM_CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def files(cloud_config: dict[str, Any]) -> dict[str, str]:
    return {each["path"]: each["content"] for each in cloud_config["write_files"]}


@pytest.mark.spec("FBG-CMP-01", "FBG-CMP-06", "FBG-D-01", "FBG-S-01")
def test_one_small_server_that_a_new_image_does_not_replace(graph: Graph) -> None:
    server = graph.one("ec2/instance")
    assert server.inputs["instanceType"] == "t3.micro"
    assert server.inputs["subnetId"] == graph.one("ec2/subnet", "public-a").id
    assert server.state["ignoreChanges"] == ["ami"]
    assert server.inputs["keyName"] == "foodbegood"
    assert server.inputs["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpPutResponseHopLimit": 1,
        "httpTokens": "required",
    }


@pytest.mark.spec("FBG-CMP-01", "FBG-CST-07")
def test_graviton_takes_an_image_for_its_processor(graph: Graph) -> None:
    arm = graph_of("foodbegood/phase1", {f"{APP}.instanceType": "t4g.micro"})
    assert arm.one("ec2/instance").inputs["ami"] != graph.one("ec2/instance").inputs["ami"]


@pytest.mark.parametrize(
    ("instance_type", "expected"),
    [
        ("t3.micro", "x86_64"),
        ("g5.xlarge", "x86_64"),
        ("m7i-flex.large", "x86_64"),
        ("t4g.micro", "arm64"),
        ("c7gn.large", "arm64"),
        ("a1.medium", "arm64"),
    ],
)
def test_the_processor_follows_the_family(instance_type: str, expected: str) -> None:
    assert architecture(instance_type) == expected


@pytest.mark.spec("FBG-CMP-02", "FBG-C-01")
def test_20_gb_of_encrypted_gp3(graph: Graph) -> None:
    assert graph.one("ec2/instance").inputs["rootBlockDevice"] == {
        "encrypted": True,
        "kmsKeyId": graph.one("kms/key").arn,
        "volumeSize": 20,
        "volumeType": "gp3",
    }


@pytest.mark.spec("FBG-CMP-03", "FBG-CMP-05", "FBG-CMP-72")
def test_the_first_boot_installs_the_server(cloud_config: dict[str, Any]) -> None:
    assert cloud_config["package_upgrade"] is True
    assert cloud_config["packages"] == [
        *("amazon-cloudwatch-agent", "docker", "nginx", "nodejs24", "nodejs24-npm"),
    ]
    commands = [" ".join(command) for command in cloud_config["runcmd"]]
    assert commands[:4] == [
        "systemctl enable --now docker",
        "usermod --append --groups docker ec2-user",
        "npm install --global pm2",
        "docker run --detach --name redis --restart unless-stopped "
        "--publish 127.0.0.1:6379:6379 redis:7-alpine",
    ]
    assert "proxy_pass http://127.0.0.1:3000;" in files(cloud_config)["/etc/nginx/conf.d/application.conf"]


@pytest.mark.spec("FBG-CMP-04", "FBG-DAT-07")
def test_plain_variables_stand_in_a_file_and_secrets_only_by_name(
    graph: Graph, cloud_config: dict[str, Any]
) -> None:
    written = files(cloud_config)
    host = graph.one("rds/instance").outputs["address"]
    assert written["/etc/groundwork/server.env"].splitlines() == [
        f'DB_HOST="{host}"',
        'DB_NAME="foodbegood"',
        'DB_PORT="5432"',
        'DB_USER="foodbegood"',
        'NODE_ENV="production"',
        'PORT="3000"',
        'REDIS_HOST="localhost"',
        'REDIS_PORT="6379"',
        'S3_BUCKET="foodbegood-dev-uploads-123456789012"',
    ]
    manifest = json.loads(written["/etc/groundwork/secrets.json"])
    assert [(each["variable"], each["command"][-1], each["key"]) for each in manifest] == [
        ("DB_PASSWORD", "/foodbegood-dev/db", "password"),
        ("JWT_SECRET", "/foodbegood-dev/jwt-secret", None),
    ]
    secrets = config_of("foodbegood/phase1")["groundwork:secretValues"].values()
    assert [place for secret in secrets for place in plain_places(graph, secret)] == []
    assert not any(secret in graph.one("ec2/instance").inputs["userData"] for secret in secrets)
    assert len(graph.one("ec2/instance").inputs["userData"]) < 16384


@pytest.mark.spec("FBG-CMP-04")
def test_the_application_starts_after_its_secrets(cloud_config: dict[str, Any]) -> None:
    written = files(cloud_config)
    drop_in = written["/etc/systemd/system/pm2-ec2-user.service.d/environment.conf"]
    assert "Requires=groundwork-secrets.service" in drop_in
    assert "EnvironmentFile=/run/groundwork/secrets.env" in drop_in
    unit = written["/etc/systemd/system/groundwork-secrets.service"]
    assert (
        "ExecStart=/usr/local/bin/fetch-secrets /etc/groundwork/secrets.json /run/groundwork/secrets.env"
        in unit
    )
    assert "Before=pm2-ec2-user.service" in unit


@pytest.mark.spec("FBG-CMP-04")
def test_what_is_fetched_becomes_variables_that_only_root_reads(tmp_path: Any) -> None:
    manifest = [
        {"variable": "WHOLE", "command": ["echo", 'a"b\\c'], "key": None},
        {"variable": "PART", "command": ["echo", '{"password": "pw"}'], "key": "password"},
    ]
    (tmp_path / "manifest").write_text(json.dumps(manifest))
    fetch_secrets.main(str(tmp_path / "manifest"), str(tmp_path / "out.env"))
    assert (tmp_path / "out.env").read_text() == 'WHOLE="a\\"b\\\\c"\nPART="pw"\n'
    assert (tmp_path / "out.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.spec("FBG-CMP-07", "FBG-SEC-10", "FBG-S-22")
def test_the_role_of_the_server_reads_its_own_and_no_more(graph: Graph) -> None:
    role = graph.one("iam/role", "app")
    assert trusts(role, "ec2.amazonaws.com")
    assert attached(graph, role) == {SSM_CORE}
    assert graph.one("iam/instanceProfile").inputs["role"] == role.outputs["name"]
    rights = allowed(graph, role)
    bucket = graph.one("s3/bucket").arn
    assert rights["ssm:GetParameter"] == {
        graph.one("ssm/parameter", name).arn for name in ("db", "jwt-secret")
    }
    assert rights["s3:PutObject"] == rights["s3:GetObject"] == {f"{bucket}/*"}
    assert rights["kms:Decrypt"] == {graph.one("kms/key").arn}
    assert {action for action, resources in rights.items() if "*" in resources} == {
        "cloudwatch:PutMetricData"
    }
    assert graph.none("iam/user")
    assert graph.none("iam/accessKey")


@pytest.mark.spec("FBG-S-02", "FBG-S-13", "FBG-S-15", "FBG-S-20", "FBG-OPS-04")
@pytest.mark.parametrize(
    "token",
    [
        *("ecs/cluster", "lb/loadBalancer", "cloudfront/distribution", "secretsmanager/secret"),
        *("dynamodb/table", "elasticache/replicationGroup", "eks/cluster", "cognito/userPool"),
    ],
)
def test_what_phase_1_does_not_have(graph: Graph, token: str) -> None:
    assert graph.none(token)
