"""What the settings know of what components offer to be watched."""

import re
from collections.abc import Sequence
from typing import Any, get_args

import pytest

from components.compute.workloads import WORKLOADS
from components.observability.alarms import Alarms
from components.observed import MetricMath, Observed
from components.usable import STORES
from settings import parse
from settings.offers import OFFERS, Offer, offered
from tests.harness import ROOT, SECRET_KEYS, STACKS, config_of, preview_of


def observed(stack: str, monkeypatch: pytest.MonkeyPatch) -> list[Observed]:
    """What the components of a stack offer to be watched."""
    found: list[Observed] = []
    made = Alarms.__init__

    def init(self: Alarms, *positional: Any, observed: Sequence[Observed], **named: Any) -> None:
        found.extend(observed)
        made(self, *positional, observed=observed, **named)

    monkeypatch.setattr(Alarms, "__init__", init)
    preview_of(stack)
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_the_settings_know_what_components_offer(stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the table with which the settings refuse other names."""
    found: dict[str, Offer] = {}
    for each in observed(stack, monkeypatch):
        prefix = f"{each.key}-"
        assert all(alarm.startswith(prefix) for alarm in each.alarms)
        math = {
            name.removeprefix(prefix)
            for name, spec in each.alarms.items()
            if isinstance(spec.metric, MetricMath)
        }
        alarms = [name.removeprefix(prefix) for name in each.alarms]
        offer = Offer(
            metrics=tuple(each.metrics),
            alarms=tuple(alarm for alarm in alarms if alarm not in math),
            math=tuple(alarm for alarm in alarms if alarm in math),
            off=tuple(name.removeprefix(prefix) for name, spec in each.alarms.items() if not spec.enabled),
            logs=each.log_group is not None,
        )
        found[each.key] = found.get(each.key, Offer()) + offer
    settings = parse(
        {key.removeprefix("groundwork:"): value for key, value in config_of(stack).items()},
        secret_keys=SECRET_KEYS,
    )
    assert found == offered(settings)


def test_every_kind_of_workload_and_store_is_known_to_be_watched() -> None:
    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in (*STORES, *WORKLOADS)}
    assert kinds == {"dynamodb", "ec2", "ecs", "lambda", "postgres", "redis"}
    assert kinds <= set(OFFERS)


def test_the_page_on_stack_files_names_every_metric() -> None:
    page = (ROOT / "docs/stack-files.md").read_text()
    table = page.partition("| component | metrics |")[2].partition("```")[0]
    named = {
        name
        for row in table.splitlines()[2:]
        for name in re.findall(r"`([a-z0-9-]+)`", row[2:].partition("|")[2])
    }
    assert named == {metric for offer in OFFERS.values() for metric in offer.metrics}
