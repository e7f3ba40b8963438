"""Controls on who reaches whom through security groups, over the whole graph."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from policy.aws.security_groups import DATA_TIER, Groups, Rule, groups_of, ingress_rules
from policy.aws.types import (
    CACHE_CLUSTER,
    DEFAULT_SECURITY_GROUP,
    ECS_SERVICE,
    FLOW_LOG,
    INSTANCE,
    KEY_PAIR,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
    VPC,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN

WEB = (80, 443)


def _ranges(rule: Rule) -> str:
    return ", ".join(str(value) for value in (*rule.ranges, *rule.prefix_lists))


def _unresolved(rule: Rule) -> Undetermined:
    return Undetermined(f"{rule.source.name}.{rule.root}")


@on_graph("network-public-ingress-only-load-balancers", SECURITY_GROUP)
def only_load_balancers(group: Resource, scope: Scope) -> Iterator[Outcome]:
    """Address ranges are admitted by the groups of load balancers alone, and only on 80 and 443."""
    groups = groups_of(scope.graph)
    for rule in groups.rules[group.urn]:
        if UNKNOWN in rule.ranges:
            yield _unresolved(rule)
        elif not rule.ranges and not rule.prefix_lists:
            continue
        elif not groups.is_load_balancers(group.urn):
            yield Violation(
                f"{group.name} admits the address range {_ranges(rule)} on {rule.ports}, must admit security "
                "groups only: it is not the group of a load balancer alone"
            )
        elif rule.all_ports or rule.from_port != rule.to_port or rule.from_port not in WEB:
            yield Violation(f"{group.name} admits {_ranges(rule)} on {rule.ports}, must be 80 and 443 only")


@on_graph("network-task-ingress-only-load-balancer", ECS_SERVICE)
def task_ingress(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """The group of a service's tasks admits the load balancer's group and nothing else."""
    groups = groups_of(scope.graph)
    linked = scope.graph.links(service, "networkConfiguration.securityGroups", SECURITY_GROUP)
    if linked.unknown:
        yield Undetermined("networkConfiguration.securityGroups")
    if not linked.resources and not linked.unknown:
        yield Violation("networkConfiguration.securityGroups is absent, must be a group of the service's own")
    for group in linked.resources:
        for rule in groups.rules[group.urn]:
            sources = groups.sources(rule)
            if rule.ranges or rule.prefix_lists:
                yield Violation(
                    f"{group.name} admits {_ranges(rule)}, must admit the load balancer's group only"
                )
            if sources.unknown:
                yield _unresolved(rule)
            for source in sources.resources:
                if source.urn != group.urn and not groups.is_load_balancers(source.urn):
                    yield Violation(
                        f"{group.name} admits {source.name}, must admit the load balancer's group only"
                    )


@on_graph("network-data-unreachable", *DATA_TIER)
def data_unreachable(store: Resource, scope: Scope) -> Iterator[Outcome]:
    """No path of security groups leads from the internet to a store except through a load balancer."""
    if store.type == CACHE_CLUSTER and store.get("replicationGroupId"):
        raise NotApplicable("its replication group is judged")
    groups = groups_of(scope.graph)
    path = DATA_TIER[store.type]
    linked = scope.graph.links(store.registered, path, SECURITY_GROUP)
    if linked.unknown:
        yield Undetermined(path)
    elif linked.literals:
        yield Undetermined(f"{path} ({', '.join(linked.literals)}, of another stack)")
    elif not linked.resources:
        yield Violation(
            f"{path} is absent, so the VPC's default group holds; must be a group of the store's own"
        )
    for group in linked.resources:
        for rule in groups.rules[group.urn]:
            if UNKNOWN in rule.ranges:
                yield _unresolved(rule)
            elif rule.ranges or rule.prefix_lists:
                yield Violation(
                    f"{group.name} admits the address range {_ranges(rule)} on {rule.ports}, must admit "
                    "security groups only"
                )
        yield from _open_ancestors(groups, group)


def _open_ancestors(groups: Groups, data: Resource) -> Iterator[Outcome]:
    """Groups from which, group by group, the store is reached, and which the internet reaches directly."""
    came_from: dict[str, tuple[Resource, Rule]] = {}
    queue = deque([data])
    while queue:
        group = queue.popleft()
        for rule in groups.rules.get(group.urn, ()):
            sources = groups.sources(rule)
            if sources.unknown or sources.literals:
                yield _unresolved(rule)
            for source in sources.resources:
                if source.urn != data.urn and source.urn not in came_from:
                    came_from[source.urn] = (group, rule)
                    queue.append(source)
    for urn in sorted(came_from):
        if groups.is_load_balancers(urn):
            continue
        for rule in groups.rules.get(urn, ()):
            if rule.world():
                steps = _steps(urn, came_from, groups)
                yield Violation(
                    f"the internet reaches the store without a load balancer: {rule.world()[0]} → {steps}"
                )
            elif UNKNOWN in rule.ranges:
                yield _unresolved(rule)


def _steps(urn: str, came_from: dict[str, tuple[Resource, Rule]], groups: Groups) -> str:
    words = [groups.graph.by_urn[urn].name]
    while urn in came_from:
        group, rule = came_from[urn]
        words.append(f"{group.name} ({rule.ports})")
        urn = group.urn
    return " → ".join(words)


@on_graph("network-default-group-closed", VPC)
def default_group(vpc: Resource, scope: Scope) -> Iterator[Outcome]:
    """The default security group of each VPC is taken over and has no rules."""
    owned = scope.graph.referrers(vpc, DEFAULT_SECURITY_GROUP, "vpcId")
    if not owned:
        yield Violation(f"{vpc.name} leaves its default security group open, must take it over without rules")
    for group in owned:
        apart = [
            rule
            for token in (SECURITY_GROUP_INGRESS, SECURITY_GROUP_EGRESS, SECURITY_GROUP_RULE)
            for rule in scope.graph.referrers(group, token, "securityGroupId")
        ]
        for key in ("ingress", "egress"):
            value = group.get(key)
            if value is UNKNOWN:
                yield Undetermined(f"{group.name}.{key}")
            elif value:
                yield Violation(
                    f"default group {group.name} has {len(group.blocks(key))} {key} rules, must be none"
                )
        for rule in apart:
            yield Violation(f"default group {group.name} has the rule {rule.name}, must have none")


@on_graph("network-flow-logs", VPC)
def flow_logs(vpc: Resource, scope: Scope) -> Iterator[Outcome]:
    """Each VPC has a flow log of all, or of all rejected, traffic."""
    logs = scope.graph.referrers(vpc, FLOW_LOG, "vpcId")
    if not logs:
        yield Violation(f"{vpc.name} has no flow log, must have one of all or rejected traffic")
        return
    kinds = [log.get("trafficType") for log in logs]
    if UNKNOWN in kinds:
        yield Undetermined(f"{logs[0].name}.trafficType")
    elif not any(kind in ("ALL", "REJECT") for kind in kinds):
        shown = ", ".join(str(kind) if kind else "absent" for kind in kinds)
        yield Violation(f"trafficType of the flow log is {shown}, must be ALL or REJECT")


@on_graph("network-flow-logs-all", VPC)
def all_traffic(vpc: Resource, scope: Scope) -> Iterator[Outcome]:
    """A flow log shows all traffic, also what was accepted."""
    logs = scope.graph.referrers(vpc, FLOW_LOG, "vpcId")
    if not logs:
        raise NotApplicable("has no flow log; network-flow-logs judges that")
    kinds = [log.get("trafficType") for log in logs]
    if "ALL" in kinds:
        return
    if UNKNOWN in kinds:
        yield Undetermined(f"{logs[0].name}.trafficType")
    else:
        shown = ", ".join(str(kind) if kind else "absent" for kind in kinds)
        yield Violation(f"trafficType of the flow log is {shown}, must be ALL")


@on_graph("network-no-ssh", SECURITY_GROUP, SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE, INSTANCE, KEY_PAIR)
def no_ssh(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """Nothing admits SSH or RDP from anywhere, and there is no instance or key pair to use it with."""
    if resource.type in (INSTANCE, KEY_PAIR):
        what = "an EC2 instance" if resource.type == INSTANCE else "a key pair"
        yield Violation(f"{resource.name} is {what}, must not be in this stack")
        return
    rules = list(ingress_rules(resource))
    if not rules:
        raise NotApplicable("no ingress")
    for rule in rules:
        for port in scope.parameters["ports"]:
            covered = rule.covers(port)
            if covered is UNKNOWN:
                yield _unresolved(rule)
            elif covered:
                yield Violation(f"{rule.ports} admits port {port}, must admit it from nowhere")
