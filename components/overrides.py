"""Arguments of single resources that no setting covers, from `groundwork:overrides`."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import pulumi
from pulumi.runtime import register_stack_transformation


class Overrides:
    """Replaces arguments of resources by logical name, and refuses names and arguments that there are not.

    overrides = Overrides(settings.overrides)
    ...                 # the components
    overrides.finish()  # refuses what met no resource
    """

    def __init__(self, overrides: Mapping[str, Mapping[str, Any]]) -> None:
        self._pending = {name: dict(arguments) for name, arguments in overrides.items()}
        self._seen: set[str] = set()
        self._problems: list[str] = []
        if overrides:
            register_stack_transformation(self._apply)

    def _apply(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        resource: Any = args.resource
        if not isinstance(resource, pulumi.CustomResource) or isinstance(resource, pulumi.ProviderResource):
            return None
        name = args.name
        self._seen.add(name)
        if name not in self._pending:
            return None
        props = dict(args.props)
        for argument, value in self._pending[name].items():
            own = resource.translate_input_property(argument) if argument in props else _snake(argument)
            if own not in props:
                near = get_close_matches(own, props, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                self._problems.append(
                    f"groundwork:overrides.{name}.{argument}: {args.type_} has no such argument{hint}"
                )
                continue
            props[own] = value
        return pulumi.ResourceTransformationResult(props=props, opts=args.opts)

    def finish(self) -> None:
        """Raises RunError for every override that met no resource, or an argument that it does not have."""
        for name in self._pending.keys() - self._seen:
            near = get_close_matches(name, self._seen, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            self._problems.append(f"groundwork:overrides.{name}: no resource has this name{hint}")
        if self._problems:
            raise pulumi.RunError("\n".join(sorted(self._problems)))


def _snake(camel: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in camel)
