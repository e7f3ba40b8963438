"""Topics, queues and buses of a stack, and what sends to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.base import Context
from components.links import Link
from components.messaging.events import Bus, Rule, Schedule, bus_name, rule_arn
from components.messaging.queue import Queue
from components.messaging.topic import Platform, Topic
from components.observed import Observed
from components.sources import Source
from settings.messaging import Messaging as MessagingSettings


@dataclass(frozen=True)
class Messaging:
    """What of it workloads may use, what can start functions, and what can be watched."""

    links: Mapping[str, Link]
    sources: Mapping[str, Source]
    observed: tuple[Observed, ...]
    queue_urls: Mapping[str, pulumi.Output[str]]
    topic_arns: Mapping[str, pulumi.Output[str]]


def messaging(
    settings: MessagingSettings,
    *,
    context: Context,
    secret_values: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> Messaging:
    """All of `groundwork:messaging`; a push application only if its credential has a value."""
    buses = {key: Bus(key, bus, context=context, opts=opts) for key, bus in settings.buses.items()}
    queues = {
        key: Queue(key, queue, context=context, rule_arns=_rules_to(settings, key, context), opts=opts)
        for key, queue in settings.queues.items()
    }
    topics = {
        key: Topic(key, topic, context=context, events=bool(_rules_to(settings, key, context)), opts=opts)
        for key, topic in settings.topics.items()
    }
    platforms = {
        key: Platform(
            key, platform, context=context, credential=secret_values[platform.credential], opts=opts
        )
        for key, platform in settings.platforms.items()
        if platform.credential in secret_values
    }
    made: Mapping[str, Queue | Topic] = {**queues, **topics}
    fifo = {key for key, queue in settings.queues.items() if queue.fifo}
    sources = {key: each.source for key, each in made.items()}
    rules = {
        key: Rule(
            key,
            rule,
            context=context,
            bus=buses[rule.bus].source if rule.bus else None,
            targets=sources,
            fifo=fifo,
            after=[made[target] for target in rule.targets],
            opts=opts,
        )
        for key, rule in settings.rules.items()
    }
    schedules = {
        key: Schedule(
            key,
            schedule,
            context=context,
            target=sources[schedule.target],
            kind="sqs" if schedule.target in queues else "sns",
            fifo=schedule.target in fifo,
            opts=opts,
        )
        for key, schedule in settings.schedules.items()
    }
    watched: Mapping[str, Queue | Topic | Rule | Schedule] = {**made, **rules, **schedules}
    return Messaging(
        links={
            **{key: Link(name=key) for key in settings.platforms},
            **{key: each.link for group in (made, buses, platforms) for key, each in group.items()},
        },
        sources={**sources, **{key: bus.source for key, bus in buses.items()}},
        observed=tuple(each.observed for each in watched.values()),
        queue_urls={key: queue.url for key, queue in queues.items()},
        topic_arns={key: topic.arn for key, topic in topics.items()},
    )


def _rules_to(settings: MessagingSettings, target: str, context: Context) -> list[pulumi.Output[str]]:
    """ARNs of the rules that send to a queue or topic."""
    return [
        rule_arn(context, key, bus_name(context, rule.bus, settings.buses[rule.bus]) if rule.bus else None)
        for key, rule in settings.rules.items()
        if target in rule.targets
    ]
