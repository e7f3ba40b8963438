"""What holds for the models as such: frozen, camelCase, rules kept, and what reading them costs."""

import subprocess
import sys
import time
from typing import Any

import pytest
from pydantic import ValidationError

import settings.base
from settings import Settings, parse
from settings.base import UnreadError
from settings.compute import Compute, TaskSize
from settings.images import RepositoryImage
from settings.loader import breaches
from settings.network import Network
from settings.postgres import PostgresInstance
from settings.salvage import Faults, salvage
from settings.shape import of
from settings.tables import REGIONS
from tests.settings.given import given, problems


def read(changes: dict[str, Any] | None = None) -> Settings:
    return parse(given(changes), secret_keys={"secretValues"})


def test_settings_are_frozen():
    settings = read()
    with pytest.raises(ValidationError, match="frozen"):
        settings.system.name = "other"  # ty: ignore[invalid-assignment]


def test_python_names_are_refused_in_a_stack_file():
    assert problems({"network.data_tier": True}) == [
        "groundwork:network.data_tier: is not a setting; did you mean `dataTier`?"
    ]


def test_the_least_settings():
    settings = parse({"system": {"name": "shop", "environment": "dev", "region": "eu-west-1"}})
    assert settings.network.nat.kind == "perZone"
    assert settings.security.encryption.kind == "customer"
    assert settings.compute.services == {}
    assert settings.edge is None
    assert settings.system.prefix == "shop-dev"


@pytest.mark.parametrize("region", REGIONS)
def test_the_default_zones_are_there_in_every_region(region: str):
    zones = {"network": {"zones": list(REGIONS[region])}}
    assert parse({"system": {"name": "shop", "environment": "dev", "region": region}} | zones)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"network.nat": {}}, ("network", "nat", "perZone")),
        ({"security.encryption": {"deletionWindowDays": 7}}, ("security", "encryption", "customer")),
    ],
)
def test_a_kind_that_is_the_default_may_be_left_out(changes: dict[str, Any], kind: tuple[str, str, str]):
    area, field, expected = kind
    changes |= {"network.subnets": {}}
    assert getattr(getattr(read(changes), area), field).kind == expected


def test_other_kinds_that_may_be_left_out():
    settings = read(
        {
            "security.secrets.session-key": {"length": 32},
            "compute.services.api.image": {"repository": "api", "tag": "1.4.2"},
            "compute.services.api.capacity": {},
        }
    )
    assert settings.security.secrets["session-key"].kind == "generated"
    assert settings.compute.tasks["api"].image.kind == "repository"
    assert settings.compute.tasks["api"].capacity is not None
    assert settings.compute.tasks["api"].capacity.kind == "onDemand"


def test_whole_numbers_become_text_where_text_is_asked_for():
    settings = read(
        {
            "compute.services.worker.environment": {"PORT": 8000},
            "data.db.engineVersion": 17,
            "system.costCenter": 4711,
            "compute.services.worker.image.tag": 20261121,
        }
    )
    assert settings.compute.services["worker"].environment == {"PORT": "8000"}
    database = settings.data["db"]
    assert isinstance(database, PostgresInstance)
    assert database.engine_version == "17"
    assert settings.system.cost_center == "4711"


def test_a_model_made_in_python_keeps_its_rules():
    with pytest.raises(ValidationError, match="4096 MiB do not go with 256 CPU units") as caught:
        TaskSize(cpu=256, memory=4096)
    assert caught.value.errors()[0]["loc"] == ("memory",)
    with pytest.raises(ValidationError, match="neither is given"):
        RepositoryImage(repository="api")


def test_rules_of_sound_settings_read_nothing_that_is_not_there(monkeypatch: pytest.MonkeyPatch):
    """A rule that asks for a field by a wrong name would else end in silence."""
    monkeypatch.setattr(settings.base, "collect", lambda function, *arguments: function(*arguments))
    assert list(breaches(read())) == []
    with pytest.raises(UnreadError):
        list(breaches(partial({"system": {}})))


def partial(raw: dict[str, Any]) -> Any:
    faults = Faults()
    faults.add(("system", "region"))
    return salvage(of(Settings), raw, faults)


def test_a_partial_model_has_no_defaults_for_what_could_not_be_understood():
    system = partial({"system": {"name": "shop", "region": "nowhere"}}).system
    assert system.name == "shop"
    assert system.owner == "platform"
    with pytest.raises(UnreadError, match="region"):
        _ = system.region
    with pytest.raises(UnreadError, match="production"):
        _ = system.production
    with pytest.raises(AttributeError, match="nonesuch") as caught:
        _ = system.nonesuch
    assert not isinstance(caught.value, UnreadError)


def test_independent_rules_report_beside_wrong_values():
    lines = problems(
        {
            "system.region": "nowhere",
            "compute.services.api.port": "x",
            "compute.services.api.uses": ["nothing"],
            "compute.services.worker": 5,
            "data.db.backupWindow": "x",
            "data.db.maxAllocatedStorage": 21,
            "data.db.allocatedStorage": 20,
            "data.cache": {"kind": "redis"},
            "network.subnets.private.b": "10.9.0.0/24",
            "edge.tls": {"kind": "issued"},
            "observability.alarms": {"api-cpuu": {}},
        }
    )
    assert [line.split(":")[1].split(": ")[0] for line in lines] == [
        "compute.services.api.port",
        "compute.services.api.uses[0]",
        "compute.services.worker",
        "data.cache.nodeType",
        "data.db.backupWindow",
        "data.db.maxAllocatedStorage",
        "edge.tls.domain",
        "network.subnets.private.b",
        "system.region",
    ]


def test_a_wrong_entry_of_a_map_does_not_hide_what_is_wrong_with_those_after_it():
    lines = problems({"compute.services.worker.environment": {"A_SECRET": 0.5, "API_TOKEN": "hush"}})
    assert [line.split(": ")[0].rpartition(".")[2] for line in lines] == ["API_TOKEN", "A_SECRET"]


def test_every_circle_of_uses_is_told():
    service = given()["compute"]["services"]["worker"] | {"port": 80}
    names = {"a": "b", "b": "a", "c": "d", "d": "e", "e": "c"}
    lines = problems({f"compute.services.{name}": service | {"uses": [used]} for name, used in names.items()})
    assert [line.split(": ")[2].partition(";")[0] for line in lines] == ["a → b → a", "c → d → e → c"]


@pytest.mark.spec("PYS-NET-02", "PYS-NET-03")
def test_subnets_as_given():
    network = read().network
    assert network.subnet_plan() == {
        "public": {"a": "10.0.1.0/24", "b": "10.0.2.0/24"},
        "private": {"a": "10.0.64.0/24", "b": "10.0.65.0/24"},
    }


def test_subnets_as_derived_do_not_move_when_a_zone_or_a_tier_is_added():
    two = Network(zones=("a", "b")).subnet_plan()
    three = Network(zones=("a", "b", "c"), dataTier=True).subnet_plan()  # ty: ignore[unknown-argument]
    assert two == {
        "public": {"a": "10.0.0.0/24", "b": "10.0.1.0/24"},
        "private": {"a": "10.0.64.0/20", "b": "10.0.80.0/20"},
    }
    assert {tier: {zone: three[tier][zone] for zone in zones} for tier, zones in two.items()} == two
    assert three["data"] == {"a": "10.0.16.0/24", "b": "10.0.17.0/24", "c": "10.0.18.0/24"}


@pytest.mark.spec("SKY-CMP-02")
@pytest.mark.parametrize(("base", "wrong"), [(0, False), (1, False), (2, False), (3, True), (20, True)])
def test_base_of_spot_up_to_the_minimum(base: int, wrong: bool):
    lines = problems({"compute.services.api.capacity": {"kind": "spot", "base": base}})
    assert bool(lines) is wrong


@pytest.mark.spec("PYS-CMP-16", "SKY-CMP-08")
@pytest.mark.parametrize(
    ("tag", "wrong"), [("1.0.0", False), ("3f2a9c1", False), ("latest", True), ("LATEST", True)]
)
def test_image_by_a_tag_that_stays(tag: str, wrong: bool):
    assert bool(problems({"compute.services.api.image.tag": tag})) is wrong


@pytest.mark.spec("PYS-EDG-04")
@pytest.mark.parametrize(
    ("environment", "edge", "wrong"),
    [
        ("dev", {"tls": {"kind": "none"}}, False),
        ("staging", {"tls": {"kind": "none"}}, False),
        ("production", {"tls": {"kind": "none"}}, True),
        ("production", {"tls": {"kind": "none"}, "cloudfront": {}}, False),
    ],
)
def test_plain_http_outside_of_production(environment: str, edge: dict[str, Any], wrong: bool):
    assert bool(problems({"system.environment": environment, "edge": edge})) is wrong


def test_services_may_use_each_other_without_a_circle():
    assert problems({"compute.services.api.uses": ["db"], "compute.services.worker.uses": ["api"]}) == []


def test_a_secret_that_is_injected_under_another_name_leaves_its_own_free():
    own = {"compute.services.api.environment": {"SESSION_KEY": ""}}
    assert problems(own) == [
        "groundwork:compute.services.api.environment.SESSION_KEY: the variable SESSION_KEY is set by "
        "environment and using session-key; leave it out there, or choose another name"
    ]
    assert problems(own | {"compute.services.api.injectSecrets": {"SIGNING_KEY": "session-key"}}) == []


def test_importing_the_settings_takes_nothing_heavy():
    heavy = (
        "pulumi_aws",
        "pulumi_awsx",
        "pulumi_policy",
        "networkx",
        "boto3",
        "cfnlint",
        "components",
        "simulator",
    )
    program = (
        f"import sys, settings, settings.schema; print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_reading_takes_little_time():
    raw = given()
    service = raw["compute"]["services"]["worker"]
    raw["compute"]["services"] |= {f"worker-{number}": service for number in range(20)}
    took = []
    for _ in range(5):
        started = time.process_time()
        parse(raw, secret_keys={"secretValues"})
        took.append(time.process_time() - started)
    assert min(took) < 0.05


def test_a_model_says_which_service_is_wrong():
    with pytest.raises(ValidationError) as caught:
        Compute.model_validate({"services": {"api": {"kind": "ecs", "size": "small", "image": {"tag": "1"}}}})
    assert caught.value.errors()[0]["loc"] == (
        *("services", "api", "ecs", "image", "repository", "repository"),
    )
