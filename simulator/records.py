"""What a run records: each registration in full, and the answers given to the SDK."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pulumi.runtime.proto import resource_pb2

from .duration import seconds

__all__ = ["Answer", "InvokeAnswer", "Registration"]


class _Urns:
    """A list of URNs, as the SDK reads it."""

    __slots__ = ("urns",)

    def __init__(self, urns: Iterable[str]) -> None:
        self.urns = list(urns)


class Answer:
    """Answer to a registration or a read: the attributes of the protobuf message that the SDK reads."""

    __slots__ = ("id", "object", "propertyDependencies", "urn")
    result = resource_pb2.Result.SUCCESS
    unknown = False

    def __init__(
        self,
        urn: str,
        identity: str,
        values: dict[str, Any],
        dependencies: dict[str, list[str]] | None = None,
    ) -> None:
        self.urn = urn
        self.id = identity
        self.object = values
        self.propertyDependencies = {k: _Urns(v) for k, v in (dependencies or {}).items()}

    @property
    def properties(self) -> dict[str, Any]:
        """The property map under the name that an answer to a read has."""
        return self.object


class InvokeAnswer:
    """Answer to a look-up."""

    failures = ()
    unknown = False

    def __init__(self, result: dict[str, Any]) -> None:
        setattr(self, "return", result)  # `return` is the field's name, and a keyword


@dataclass(slots=True, eq=False)
class Registration:
    """Everything that the program said when it registered a resource, with what the engine inherits."""

    type: str = ""
    name: str = ""
    custom: bool = False
    remote: bool = False
    urn: str = ""
    parent: str = ""
    provider: str = ""
    providers: dict[str, str] = field(default_factory=dict)
    dependencies: list[str] = field(default_factory=list)
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    protect: bool | None = None
    retain_on_delete: bool | None = None
    deleted_with: str = ""
    replace_with: list[str] = field(default_factory=list)
    ignore_changes: list[str] = field(default_factory=list)
    replace_on_changes: list[str] = field(default_factory=list)
    additional_secret_outputs: list[str] = field(default_factory=list)
    delete_before_replace: bool = False
    import_id: str = ""
    custom_timeouts: dict[str, float] = field(default_factory=dict)
    version: str = ""
    hooks: dict[str, list[str]] = field(default_factory=dict)
    external: bool = False
    outputs_registered: bool = False
    alias_specs: list[Any] = field(default_factory=list, repr=False)
    all_transforms: list[str] = field(default_factory=list, repr=False)

    @classmethod
    def from_request(cls, request: Any) -> Registration:
        """The facts of a RegisterResource request."""
        timeouts = request.customTimeouts if request.HasField("customTimeouts") else None
        specs = list(request.aliases)
        specs.extend(
            resource_pb2.TransformResourceOptions(aliases=[{"urn": u}]).aliases[0] for u in request.aliasURNs
        )
        return cls(
            type=request.type,
            name=request.name,
            custom=request.custom,
            remote=request.remote,
            parent=request.parent,
            provider=request.provider,
            providers=dict(request.providers),
            dependencies=sorted(request.dependencies),
            property_dependencies=_sorted_urns(request.propertyDependencies),
            protect=request.protect if request.HasField("protect") else None,
            retain_on_delete=request.retainOnDelete if request.HasField("retainOnDelete") else None,
            deleted_with=request.deletedWith,
            replace_with=list(request.replace_with),
            ignore_changes=list(request.ignoreChanges),
            replace_on_changes=list(request.replaceOnChanges),
            additional_secret_outputs=list(request.additionalSecretOutputs),
            delete_before_replace=request.deleteBeforeReplace,
            import_id=request.importId,
            custom_timeouts=_timeouts(timeouts),
            version=request.version,
            hooks=_hooks(request.hooks) if request.HasField("hooks") else {},
            alias_specs=specs,
        )

    @classmethod
    def from_read(cls, request: Any) -> Registration:
        """The facts of a ReadResource request."""
        return cls(
            type=request.type,
            name=request.name,
            custom=True,
            parent=request.parent,
            provider=request.provider,
            dependencies=sorted(request.dependencies),
            additional_secret_outputs=list(request.additionalSecretOutputs),
            version=request.version,
            external=True,
        )

    @classmethod
    def from_construct(cls, request: Any) -> Registration:
        """The facts of a Construct request to a provider."""
        return cls(
            type=request.type,
            name=request.name,
            remote=True,
            parent=request.parent,
            providers=dict(request.providers),
            dependencies=sorted(request.dependencies),
            property_dependencies=_sorted_urns(request.inputDependencies),
            protect=request.protect if request.HasField("protect") else None,
            alias_specs=list(request.aliases),
        )

    def inherit(self, parent: Registration) -> None:
        """Take over what the engine hands down from a parent to its children."""
        if self.protect is None:
            self.protect = parent.protect
        if self.retain_on_delete is None:
            self.retain_on_delete = parent.retain_on_delete
        if not self.deleted_with:
            self.deleted_with = parent.deleted_with
        if not self.custom and parent.providers:
            self.providers = {**parent.providers, **self.providers}

    def add_dependencies(self, key: str, urns: Iterable[str]) -> None:
        """Add the URNs that an output value among the inputs named."""
        merged = set(self.property_dependencies.get(key, ())) | set(urns)
        self.property_dependencies[key] = sorted(merged)
        self.dependencies = sorted(merged.union(self.dependencies))

    def options(self) -> Any:
        """The options as a transform receives them."""
        options = resource_pb2.TransformResourceOptions(
            depends_on=self.dependencies,
            ignore_changes=self.ignore_changes,
            replace_on_changes=self.replace_on_changes,
            version=self.version,
            aliases=self.alias_specs,
            provider=self.provider,
            providers=self.providers,
            deleted_with=self.deleted_with,
            additional_secret_outputs=self.additional_secret_outputs,
        )
        if self.protect is not None:
            options.protect = self.protect
        if self.retain_on_delete is not None:
            options.retain_on_delete = self.retain_on_delete
        if self.delete_before_replace:
            options.delete_before_replace = True
        if self.import_id:
            setattr(options, "import", self.import_id)
        return options

    def apply_options(self, options: Any) -> None:
        """Take over the options that a transform answered with."""
        self.dependencies = sorted(options.depends_on)
        self.ignore_changes = list(options.ignore_changes)
        self.replace_on_changes = list(options.replace_on_changes)
        self.alias_specs = list(options.aliases)
        self.provider = options.provider
        self.providers = dict(options.providers)
        self.deleted_with = options.deleted_with
        self.additional_secret_outputs = list(options.additional_secret_outputs)
        self.protect = options.protect if options.HasField("protect") else None
        self.retain_on_delete = options.retain_on_delete if options.HasField("retain_on_delete") else None
        if options.HasField("delete_before_replace"):
            self.delete_before_replace = options.delete_before_replace

    def state(self, identity: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
        """The resource as `pulumi preview --json` has it under `newState`: empty members are left out."""
        state: dict[str, Any] = {"urn": self.urn, "custom": self.custom}
        if identity:
            state["id"] = identity
        state["type"] = self.type
        if inputs:
            state["inputs"] = inputs
        if outputs:
            state["outputs"] = outputs
        if self.parent:
            state["parent"] = self.parent
        if self.protect:
            state["protect"] = True
        if self.external:
            state["external"] = True
        if self.dependencies:
            state["dependencies"] = self.dependencies
        if self.custom and self.provider:
            state["provider"] = self.provider
        if self.property_dependencies:
            state["propertyDependencies"] = self.property_dependencies
        if self.additional_secret_outputs:
            state["additionalSecretOutputs"] = self.additional_secret_outputs
        if self.aliases:
            state["aliases"] = self.aliases
        if self.custom_timeouts:
            state["customTimeouts"] = self.custom_timeouts
        if self.import_id:
            state["importID"] = self.import_id
        if self.retain_on_delete:
            state["retainOnDelete"] = True
        if self.deleted_with:
            state["deletedWith"] = self.deleted_with
        if self.replace_with:
            state["replaceWith"] = self.replace_with
        if self.ignore_changes:
            state["ignoreChanges"] = self.ignore_changes
        if self.replace_on_changes:
            state["replaceOnChanges"] = self.replace_on_changes
        if self.delete_before_replace:
            state["deleteBeforeReplace"] = True
        if self.hooks:
            state["resourceHooks"] = self.hooks
        return state


def _sorted_urns(dependencies: Any) -> dict[str, list[str]]:
    """Dependencies by property in a fixed order; that of a protobuf map and of the SDK's sets is not."""
    return {key: sorted(dependencies[key].urns) for key in sorted(dependencies)}


def _timeouts(timeouts: Any) -> dict[str, float]:
    if timeouts is None:
        return {}
    named = {name: getattr(timeouts, name) for name in ("create", "update", "delete", "read")}
    return {name: seconds(text) for name, text in named.items() if text}


def _hooks(binding: Any) -> dict[str, list[str]]:
    names = {
        "BeforeCreate": binding.before_create,
        "AfterCreate": binding.after_create,
        "BeforeUpdate": binding.before_update,
        "AfterUpdate": binding.after_update,
        "BeforeDelete": binding.before_delete,
        "AfterDelete": binding.after_delete,
        "OnError": binding.on_error,
    }
    return {kind: list(hooks) for kind, hooks in names.items() if hooks}
