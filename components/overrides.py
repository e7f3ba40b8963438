"""Arguments of single resources that no setting covers, from `groundwork:overrides`."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import pulumi
from pulumi.runtime import register_stack_transformation


class Overrides:
    """Replaces arguments of resources by logical name, and refuses what meets none or more than one.

    A component gives its own name to several of its resources: then the one that has the argument takes
    it, and where several have it, the type says which: `ec2/securityGroup::db`. On the way from phase to
    phase (`partly`) a resource may not be there yet, or not any more.

        overrides = Overrides(settings.overrides)
        ...                 # the components
        overrides.finish()  # refuses what met no resource
    """

    def __init__(self, overrides: Mapping[str, Mapping[str, Any]], *, partly: bool = False) -> None:
        self._overrides = overrides
        self._partly = partly
        self._met: dict[str, dict[str, pulumi.ResourceTransformationArgs]] = {}
        """By name of the settings: resources of that name, by type and name."""
        self._taken: dict[tuple[str, str], list[str]] = {}
        """By name and argument of the settings: the resources that took it."""
        self._names: set[str] = set()
        if overrides:
            register_stack_transformation(self._apply)

    def _apply(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        resource: Any = args.resource
        if not isinstance(resource, pulumi.CustomResource) or isinstance(resource, pulumi.ProviderResource):
            return None
        exact = f"{args.type_.split(':')[1]}::{args.name}"
        self._names.add(args.name)
        props = dict(args.props)
        for name in {args.name, exact} & self._overrides.keys():
            self._met.setdefault(name, {})[exact] = args
            for argument, value in self._overrides[name].items():
                own = argument if argument in props else _snake(argument)
                if own in props:
                    self._taken.setdefault((name, argument), []).append(exact)
                    props[own] = value
        return pulumi.ResourceTransformationResult(props=props, opts=args.opts)

    def finish(self) -> None:
        """Raises RunError with every override that met no resource or argument, or more than one."""
        problems = [
            f"groundwork:overrides.{where}: {problem}"
            for name, arguments in self._overrides.items()
            for where, problem in self._problems(name, arguments)
        ]
        if problems:
            raise pulumi.RunError("\n".join(sorted(problems)))

    def _problems(self, name: str, arguments: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        met = self._met.get(name)
        if met is None and self._partly:
            return
        if met is None:
            yield name, f"no resource has this name{_nearest(name, self._names)}"
            return
        for argument in arguments:
            taken = self._taken.get((name, argument), [])
            if not taken:
                types = " and ".join(sorted({args.type_ for args in met.values()}))
                known = {own for args in met.values() for own in args.props}
                verb = "has" if len(met) == 1 else "have"
                hint = _nearest(_snake(argument), known)
                yield f"{name}.{argument}", f"{types} {verb} no such argument{hint}"
            elif len(taken) > 1:
                kinds = ", ".join(sorted(taken))
                yield (
                    f"{name}.{argument}",
                    f"{len(taken)} resources have this name and argument; say which: {kinds}",
                )


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _snake(camel: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in camel)
