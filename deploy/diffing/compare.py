"""Two graphs of a stack compared: which resource is which, what changed, what that replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from deploy.diffing.model import MISSING, Change, Diff, Leaf, Op, Property
from deploy.diffing.references import References, auto_name, comparable, is_auto_name, key_of
from deploy.diffing.values import clean, keep_old, leaves, opened, plain_same
from deploy.graph import UNKNOWN, Graph, State, name_of


@dataclass
class Pair:
    """One resource on both sides."""

    old: State
    new: State
    properties: dict[str, Property]
    refused: tuple[str, ...] = ()
    stepwise: tuple[str, ...] = ()

    @property
    def replaced(self) -> bool:
        """Whether anything replaces it."""
        return any(each.replaces for each in self.properties.values())


class Comparison:
    """Compares two graphs.

    `exact` is for two previews under one stack name, whose ids agree: what differs there differs. Otherwise
    ids, ARNs and addresses are compared by the resource that they belong to.
    """

    def __init__(self, before: Graph, after: Graph, *, exact: bool) -> None:
        self.exact = exact
        self.before = before
        self.after = after
        self.pairs: dict[str, Pair] = {}
        self.created: list[State] = []
        self._match()
        keys = {key: key_of(key) for key in after.by_urn}
        self.news = References(after, keys)
        self.olds = References(before, {p.old["urn"]: key_of(urn) for urn, p in self.pairs.items()})
        for pair in self.pairs.values():
            self._compare(pair)
        self._cascade()

    def _match(self) -> None:
        olds = {key_of(state["urn"]): state for state in comparable(self.before)}
        news = comparable(self.after)
        own = {key_of(state["urn"]) for state in news}
        for state in news:
            names = [key_of(state["urn"])]
            # An alias names what has no other claimant.
            names += [key for key in map(key_of, state.get("aliases") or ()) if key not in own]
            old = next((olds.pop(key) for key in names if key in olds), None)
            if old is None:
                self.created.append(state)
            else:
                self.pairs[state["urn"]] = Pair(old, state, {})
        self.deleted = list(olds.values())

    # -- one resource ------------------------------------------------------------------------------

    def _compare(self, pair: Pair) -> None:
        from simulator import provider, registry, replacement

        old, new = pair.old, pair.new
        olds, news = clean(old.get("inputs") or {}), clean(new.get("inputs") or {})
        for path in new.get("ignoreChanges") or ():
            news = keep_old(news, olds, path)
        found = {name: self._leaves(pair, name, olds, news) for name in [*olds, *news]}
        # The provider's Diff is asked with what is the same made equal, so that only changes are changes.
        plain_olds, plain_news = opened(olds), opened(news)
        told = {
            **{name: value for name, value in plain_news.items() if found[name]},
            **{name: value for name, value in plain_olds.items() if not found[name]},
        }
        result = provider.difference(new["type"], plain_olds, told)
        for failure in replacement.refused(new["type"], plain_olds, told):
            text = f"{failure.property}: {failure.reason}"
            if isinstance(failure, registry.Stepwise):
                pair.stepwise += (text,)
            else:
                pair.refused += (text,)
        always = {path.partition(".")[0].partition("[")[0] for path in new.get("replaceOnChanges") or ()}
        for name in result.changed:
            forced = name in result.replaces or bool(always & {name, "*"})
            pair.properties[name] = Property(name, tuple(found[name]), forced)
        self._settings(pair)
        if old["type"] != new["type"] and key_of(new["urn"]) == key_of(old["urn"]):
            pair.properties["type"] = Property("type", (Leaf("", old["type"], new["type"]),), True)

    def _leaves(self, pair: Pair, name: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[Leaf]:
        before, after = olds.get(name, MISSING), news.get(name, MISSING)
        if name in olds and name not in news and name in _defaults(pair.old):
            return []  # the provider put it in, and will again
        if self._named_alike(pair, before, after):
            return []
        return list(leaves(before, after, self._same(pair, name)))

    def _named_alike(self, pair: Pair, before: Any, after: Any) -> bool:
        """Whether both names are the provider's own: the digits are drawn once and kept."""
        made = auto_name(pair.new)
        if made is None or after != made or not isinstance(before, str):
            return False
        return is_auto_name(before, name_of(pair.old["urn"])) or before == auto_name(pair.old)

    def _same(self, pair: Pair, name: str) -> Any:
        olds, news = self.olds.sources(pair.old, name), self.news.sources(pair.new, name)

        @cache
        def origins() -> tuple[list[str], list[str]]:
            return self.olds.origins(pair.old, name), self.news.origins(pair.new, name)

        def same(before: Any, after: Any) -> bool:
            if plain_same(before, after):
                return True
            if UNKNOWN in (before, after):
                return {self._key(urn) for urn in olds} == {key_of(urn) for urn in news} and bool(news)
            if self.exact or not isinstance(before, str) or not isinstance(after, str):
                return False
            old, new = origins()
            return self.olds.symbolic(before, old, self.news.account) == self.news.symbolic(
                after, new, self.olds.account
            )

        return same

    def _key(self, old_urn: str) -> str:
        return self.olds._keys.get(old_urn, key_of(old_urn))

    def _settings(self, pair: Pair) -> None:
        """What changes because the provider's settings did: default tags, and its region."""
        old, new = (state.get("outputs") or {} for state in (pair.old, pair.new))
        for name, forced in (("tagsAll", False), ("region", True)):
            before, after = old.get(name), new.get(name)
            if before is None or after is None or name in pair.properties:
                continue
            found = tuple(leaves(before, after, plain_same))
            if found:
                pair.properties[name] = Property(name, found, forced)

    # -- what follows from a replacement -----------------------------------------------------------

    def _cascade(self) -> None:
        """What holds the id of a replaced resource changes with it, and may be replaced in its turn."""
        waiting = [urn for urn, pair in self.pairs.items() if pair.replaced]
        done: set[str] = set()
        while waiting:
            root = waiting.pop(0)
            if root in done:
                continue
            done.add(root)
            for urn, pair in self.pairs.items():
                before = pair.replaced
                self._follow(root, pair)
                if pair.replaced and not before:
                    waiting.append(urn)

    def _follow(self, root: str, pair: Pair) -> None:
        from simulator.replacement import replaces

        new = pair.new
        name = name_of(root)
        first = self.pairs[root].new.get("deleteBeforeReplace")
        always = replaces(new["type"])
        ignored = set(new.get("ignoreChanges") or ())
        inputs = clean(new.get("inputs") or {})
        for key in inputs:
            if key in ignored or root not in self.news.origins(new, key):
                continue
            # What is deleted first takes along what could not do without it, whatever value it holds.
            taken = first and key in always and root in self.news.sources(new, key)
            if not (taken or self.news.holds(inputs[key], root)):
                continue
            known = pair.properties.get(key) or Property(key, ())
            pair.properties[key] = replace(
                known, replaces=known.replaces or key in always, because=known.because or name
            )
        gone_with = first and new.get("deletedWith") == root
        if root in (new.get("replaceWith") or ()) or gone_with:
            key = "deletedWith" if gone_with else "replaceWith"
            pair.properties.setdefault(key, Property(key, (), True, name))

    # -- the result --------------------------------------------------------------------------------

    def result(self, before: str, after: str, notes: tuple[str, ...] = ()) -> Diff:
        """Every change, in the order of the second graph."""
        changes: list[Change] = []
        created = {state["urn"] for state in self.created}
        for state in comparable(self.after):
            urn = state["urn"]
            if urn in created:
                changes.append(self._change(Op.create, state, self.after))
            elif self.pairs[urn].properties:
                changes.append(self._changed(self.pairs[urn]))
        changes += [self._change(Op.delete, state, self.before) for state in self.deleted]
        unchanged = sum(1 for pair in self.pairs.values() if not pair.properties)
        return Diff(before, after, tuple(changes), unchanged, notes)

    def _changed(self, pair: Pair) -> Change:
        op = Op.replace if pair.replaced else Op.update
        change = self._change(op, pair.new, self.after)
        properties = sorted(pair.properties.values(), key=lambda each: (not each.replaces, each.name))
        was = pair.old["urn"] if key_of(pair.old["urn"]) != key_of(pair.new["urn"]) else ""
        # Whether the engine may touch the old resource is what the state says of it.
        protected = bool(pair.old.get("protect"))
        return replace(
            change,
            holds_data=_held(pair.old),
            properties=tuple(properties),
            was=was,
            refused=() if op is Op.replace else pair.refused,
            stepwise=() if op is Op.replace else pair.stepwise,
            protected=protected,
            retained=bool(pair.old.get("retainOnDelete")),
        )

    def _change(self, op: Op, state: State, graph: Graph) -> Change:
        owner = graph.owner(state["urn"])
        return Change(
            op,
            state["urn"],
            state["type"],
            name_of(state["urn"]),
            f"{name_of(owner['urn'])} ({owner['type']})" if owner else "",
            holds_data=_held(state),
            protected=bool(state.get("protect")),
            retained=bool(state.get("retainOnDelete")),
        )


def _held(state: State) -> str:
    """What is lost with a resource; empty where it holds nothing that cannot be made again."""
    from settings.stateful import HOLDS_DATA, holds_data

    kept = holds_data(state["type"], state.get("ignoreChanges") or ())
    return HOLDS_DATA[state["type"]] if kept else ""


def _defaults(state: State) -> list[str]:
    """Inputs that the provider's bridge filled in by itself."""
    return (state.get("inputs") or {}).get("__defaults") or []
