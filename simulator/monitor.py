"""The resource monitor of an embedded run: what the engine answers to the SDK, without an engine.

Each method stands for the RPC of the same name of the `ResourceMonitor` service. Requests are the
SDK's own protobuf messages; answers are plain objects with the attributes that the SDK reads, whose
property maps are already in the form that the SDK decodes to, so that no answer goes through protobuf.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.sync_await import _sync_await

from . import awsx, provider, registry, wire
from .packages import PROVIDER_PREFIX, package_of, package_version, sdk
from .proto import Empty
from .provider import Inventory, ProviderSettings
from .records import Answer, InvokeAnswer, Registration
from .registry import Context, Failure, State, UnknownInvoke, Unsupported
from .urns import (
    STACK_TYPE,
    alias_urns,
    make_urn,
    provider_id,
    split_reference,
)

__all__ = ["Monitor"]

FEATURES = [
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
]


class Monitor:
    """Registers resources, answers look-ups, and keeps the states of one run."""

    def __init__(
        self,
        project: str,
        stack: str,
        config: Mapping[str, str],
        callbacks: Callable[[str], Callable[[bytes], Any]],
        on_resource: Callable[[str, int], None] | None = None,
    ) -> None:
        self.project = project
        self.stack = stack
        self.config = config
        self.states: list[dict[str, Any]] = []
        self.registrations: dict[str, Registration] = {}
        self.failures: list[tuple[str, str, str]] = []
        self.warnings: list[str] = []
        self.unknown_invokes: list[str] = []
        self.stack_outputs: dict[str, Any] = {}
        self.inventory = Inventory()
        self._by_urn: dict[str, dict[str, Any]] = {}
        self._plain: dict[str, State] = {}
        self._providers: dict[str, ProviderSettings] = {}
        self._defaults: dict[tuple[str, str], str] = {}
        self._packages: dict[str, tuple[str, str]] = {}
        self._callbacks = callbacks
        self._stack_transforms: list[str] = []
        self._stack_invoke_transforms: list[str] = []
        self._on_resource = on_resource

    # -- resources ---------------------------------------------------------------------------------

    def RegisterResource(self, request: Any) -> Answer:  # noqa: N802 # name of the RPC
        """Register a custom, component or remote component resource."""
        goal = Registration.from_request(request)
        parent = self.registrations.get(goal.parent)
        if parent is not None:
            goal.inherit(parent)
        if goal.custom or goal.remote:
            self._resolve_provider(goal, request)
        properties = request.object
        if request.transforms or self._stack_transforms or (parent is not None and parent.all_transforms):
            goal.all_transforms = [c.token for c in request.transforms]
            if parent is not None:
                goal.all_transforms += parent.all_transforms
            properties = self._transform(goal, properties)
        values, special, dependencies = wire.decode(properties)
        for key, urns in dependencies.items():
            goal.add_dependencies(key, urns)
        if not goal.property_dependencies and not goal.remote:
            # Without word on single properties, each may depend on all that the resource depends on.
            goal.property_dependencies = {key: list(goal.dependencies) for key in values}
        goal.urn = make_urn(self.stack, self.project, goal.parent, goal.type, goal.name)
        if goal.alias_specs or (parent is not None and parent.aliases):
            goal.aliases = alias_urns(
                goal.alias_specs,
                stack=self.stack,
                project=self.project,
                token=goal.type,
                name=goal.name,
                parent=goal.parent,
                parent_aliases=parent.aliases if parent is not None else [],
            )
        if goal.remote:
            return self._construct(goal, values)
        if goal.urn in self.registrations:
            self.failures.append(
                (goal.urn, "", f"Duplicate resource URN '{goal.urn}'; try giving it a unique name")
            )
        if goal.type.startswith(PROVIDER_PREFIX):
            return self._register_provider(goal, values, special, request)
        if goal.custom:
            return self._register_custom(goal, values, special)
        self._record(goal, "", values, {}, special)
        return Answer(goal.urn, "", {})

    def _register_custom(self, goal: Registration, values: dict[str, Any], special: bool) -> Answer:
        settings = self._settings(goal.provider)
        inputs = wire.plain(values) if special else values
        ctx = self._context(goal.urn, goal.type, goal.name, inputs, settings)
        checked = provider.check(goal.type, inputs, ctx)
        self._note(goal.urn, checked)
        if checked.inputs is not inputs:
            values = wire.merge(values, inputs, checked.inputs) if special else checked.inputs
        identity, outputs = provider.create(
            goal.type, checked.inputs, ctx, settings, lenient=bool(checked.failures)
        )
        if goal.import_id:
            identity = goal.import_id
            if "id" in outputs:
                outputs["id"] = identity
        plain_outputs = outputs
        if special:
            outputs = wire.annotate(outputs, values)
        secret = registry.SECRET_OUTPUTS.get(goal.type)
        named = secret.union(goal.additional_secret_outputs) if secret else goal.additional_secret_outputs
        for name in named:
            if name in outputs and not isinstance(outputs[name], wire.Secret):
                outputs = outputs if outputs is not plain_outputs else dict(outputs)
                outputs[name] = wire.Secret(outputs[name])
                special = True
        self._record(goal, identity, values, outputs, special)
        state = State(goal.type, goal.urn, identity, checked.inputs, plain_outputs, ctx.region)
        self._plain[goal.urn] = state
        self.inventory.add(state)
        return Answer(goal.urn, identity, wire.response(outputs, special))

    def _register_provider(
        self, goal: Registration, values: dict[str, Any], special: bool, request: Any
    ) -> Answer:
        inputs = wire.plain(values) if special else values
        checked = provider.check_config(goal.type, inputs)
        self._note(goal.urn, checked)
        version = request.version or package_version(package_of(goal.type))
        outputs = dict(sorted({**values, "version": version}.items()))
        identity = provider_id(goal.urn)
        self._providers[f"{goal.urn}::{identity}"] = provider.configure(package_of(goal.type), inputs)
        self._record(goal, identity, {"__internal": {}, **outputs}, outputs, special)
        return Answer(goal.urn, identity, wire.response(outputs, special))

    def ReadResource(self, request: Any) -> Answer:  # noqa: N802 # name of the RPC
        """Read a resource that exists outside of the stack (`Type.get(name, id)`)."""
        goal = Registration.from_read(request)
        self._resolve_provider(goal, request)
        goal.urn = make_urn(self.stack, self.project, goal.parent, goal.type, goal.name)
        values, special, _ = wire.decode(request.properties)
        inputs = wire.plain(values) if special else values
        settings = self._settings(goal.provider)
        ctx = self._context(goal.urn, goal.type, goal.name, inputs, settings)
        _, outputs = provider.create(goal.type, inputs, ctx, settings, lenient=True)
        if "id" in outputs:
            outputs["id"] = request.id
        self._record(goal, request.id, values, outputs, special)
        state = State(goal.type, goal.urn, request.id, inputs, outputs, ctx.region)
        self._plain[goal.urn] = state
        self.inventory.add(state)
        return Answer(goal.urn, request.id, wire.response(outputs, special))

    def ExistsResource(self, request: Any) -> Any:  # noqa: N802 # name of the RPC
        """Whether a resource of this type and id is in the run."""
        found = self.inventory.find(request.id)
        return resource_pb2.ExistsResourceResponse(exists=found is not None and found.type == request.type)

    def _construct(self, goal: Registration, values: dict[str, Any]) -> Answer:
        if goal.type != awsx.IMAGE:
            raise Unsupported(awsx.refusal(goal.type))
        made = awsx.construct_image(self, goal, values)
        return Answer(made.urn, "", wire.response(made.outputs, True), made.dependencies)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 # name of the RPC
        """Record the outputs of a component, or of the stack."""
        values, special, _ = wire.decode(request.outputs)
        outputs = wire.to_json(values) if special else values
        state = self._by_urn.get(request.urn)
        if state is not None:
            if outputs:
                state["outputs"] = outputs
            self.registrations[request.urn].outputs_registered = True
            if state["type"] == STACK_TYPE:
                self.stack_outputs = outputs
        return Empty()

    def _record(
        self,
        goal: Registration,
        identity: str,
        inputs: dict[str, Any],
        outputs: dict[str, Any],
        special: bool,
    ) -> None:
        if special:
            inputs, outputs = wire.to_json(inputs), wire.to_json(outputs)
        state = goal.state(identity, inputs, outputs)
        self.states.append(state)
        self._by_urn[goal.urn] = state
        self.registrations[goal.urn] = goal
        if self._on_resource is not None:
            self._on_resource(goal.urn, len(self.states))

    def _note(self, urn: str, checked: provider.Checked) -> None:
        for failure in checked.failures:
            self.failures.append((urn, failure.property, failure.reason))
        for warning in checked.warnings:
            self.warnings.append(f"{urn}: {_sentence(warning)}")

    # -- providers ---------------------------------------------------------------------------------

    def _resolve_provider(self, goal: Registration, request: Any) -> None:
        if goal.type.startswith(PROVIDER_PREFIX):
            return
        package = goal.type.partition(":")[0]
        if not goal.provider:
            goal.provider = goal.providers.get(package, "")
        parent = self.registrations.get(goal.parent)
        if not goal.provider and parent is not None:
            goal.provider = parent.providers.get(package, "")
        if not goal.provider:
            goal.provider = self.default_provider(package, request.version, request.packageRef)

    def default_provider(self, package: str, version: str = "", package_ref: str = "") -> str:
        """Reference of the default provider of a package, registered on first use as the engine does."""
        if package == "pulumi":
            raise Unsupported("the simulator has no other stacks: a StackReference cannot be read here")
        if package_ref:
            package, version = self._packages.get(package_ref, (package, version))
        sdk(package)
        version = version or package_version(package)
        key = (package, version)
        if key not in self._defaults:
            suffix = f"_{version.replace('.', '_').replace('-', '_').replace('+', '_')}" if version else ""
            token = f"{PROVIDER_PREFIX}{package}"
            goal = Registration(type=token, name=f"default{suffix}", custom=True)
            goal.urn = make_urn(self.stack, self.project, "", token, goal.name)
            prefix = f"{package}:"
            values: dict[str, Any] = {
                name[len(prefix) :]: value for name, value in self.config.items() if name.startswith(prefix)
            }
            self._note(goal.urn, provider.check_config(token, values))
            identity = provider_id(goal.urn)
            reference = f"{goal.urn}::{identity}"
            self._providers[reference] = provider.configure(package, values)
            outputs = dict(sorted({**values, "version": version}.items()))
            self._record(goal, identity, {"__internal": {}, **outputs}, outputs, False)
            self._defaults[key] = reference
        return self._defaults[key]

    def _settings(self, reference: str) -> ProviderSettings:
        settings = self._providers.get(reference)
        if settings is None:
            raise Unsupported(f"unknown provider '{split_reference(reference)[0]}'")
        return settings

    def _context(
        self, urn: str, token: str, name: str, inputs: Mapping[str, Any], settings: ProviderSettings
    ) -> Context:
        return provider.context(
            urn,
            token,
            name,
            inputs,
            settings,
            self.project,
            self.stack,
            self.inventory.find,
            self.inventory.all,
        )

    # -- look-ups ----------------------------------------------------------------------------------

    def Invoke(self, request: Any) -> InvokeAnswer:  # noqa: N802 # name of the RPC
        """Answer a function of a provider."""
        arguments = request.args
        for token in self._stack_invoke_transforms:
            arguments = self._transform_invoke(token, request, arguments)
        values, special, _ = wire.decode(arguments)
        args = wire.plain(values) if special else values
        if request.tok == "pulumi:pulumi:getResource":
            return self._get_resource(args["urn"])
        package = request.tok.partition(":")[0]
        reference = request.provider or self.default_provider(package, request.version, request.packageRef)
        settings = self._settings(reference)
        ctx = self._context(request.tok, request.tok, "", args, settings)
        try:
            result = provider.answer(request.tok, args, ctx)
        except UnknownInvoke as error:
            self.unknown_invokes.append(str(error))
            raise
        return InvokeAnswer(wire.response(result, wire.has_secret(result)))

    def _get_resource(self, urn: str) -> InvokeAnswer:
        found = self._plain.get(urn)
        if found is None:
            raise LookupError(f"unknown resource {urn}")
        return InvokeAnswer({"urn": urn, "id": found.id, "state": wire.response(dict(found.outputs), False)})

    def Call(self, request: Any) -> Any:  # noqa: N802 # name of the RPC
        """Refuse methods of remote components: none of the simulated packages has one."""
        raise UnknownInvoke(
            f"the simulator has no answer for the method {request.tok}: add it in simulator/awsx.py"
        )

    # -- what surrounds a run ----------------------------------------------------------------------

    def GetDeploymentInfo(self, _request: Any) -> Any:  # noqa: N802 # name of the RPC
        """The features that the SDK may use: those of the engine, but for state migrations."""
        return resource_pb2.DeploymentInfo(
            project=self.project, stack=self.stack, dryRun=False, supportedFeatures=FEATURES
        )

    def RegisterPackage(self, request: Any) -> Any:  # noqa: N802 # name of the RPC
        """Remember a package reference."""
        reference = f"{request.name}@{request.version}"
        self._packages[reference] = (request.name, request.version)
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def RegisterStackTransform(self, callback: Any) -> Any:  # noqa: N802 # name of the RPC
        """Remember a transform that runs on every resource from now on."""
        self._stack_transforms.append(callback.token)
        return Empty()

    def RegisterStackInvokeTransform(self, callback: Any) -> Any:  # noqa: N802 # name of the RPC
        """Remember a transform that runs on every look-up from now on."""
        self._stack_invoke_transforms.append(callback.token)
        return Empty()

    def RegisterResourceHook(self, _request: Any) -> Any:  # noqa: N802 # name of the RPC
        """Accept a hook; none runs, since nothing is created."""
        return Empty()

    def RegisterErrorHook(self, _request: Any) -> Any:  # noqa: N802 # name of the RPC
        """Accept an error hook; none runs."""
        return Empty()

    def SignalAndWaitForShutdown(self, _request: Any) -> Any:  # noqa: N802 # name of the RPC
        """The run is over: nothing to wait for."""
        return Empty()

    # -- transforms --------------------------------------------------------------------------------

    def _transform(self, goal: Registration, properties: Any) -> Any:
        for token in [*goal.all_transforms, *self._stack_transforms]:
            request = resource_pb2.TransformRequest(
                type=goal.type,
                name=goal.name,
                custom=goal.custom,
                parent=goal.parent,
                properties=properties,
                options=goal.options(),
            )
            response = _sync_await(self._callbacks(token)(request.SerializeToString()))
            properties = response.properties
            goal.apply_options(response.options)
        return properties

    def _transform_invoke(self, token: str, request: Any, arguments: Any) -> Any:
        sent = resource_pb2.TransformInvokeRequest(
            token=request.tok,
            args=arguments,
            options=resource_pb2.TransformInvokeOptions(provider=request.provider, version=request.version),
        )
        return _sync_await(self._callbacks(token)(sent.SerializeToString())).args


def _sentence(failure: Failure) -> str:
    return f"{failure.property}: {failure.reason}" if failure.property else failure.reason
