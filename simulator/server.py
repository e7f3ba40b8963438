"""The provider over gRPC, for the real engine: attach it with `PULUMI_DEBUG_PROVIDERS`.

Each package has a port, because the engine asks a provider for its version without naming the package.
The engine opens a connection of its own for each provider resource, so the settings of a provider are
kept by connection.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final

import grpc
from pulumi.runtime.proto import (
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2_grpc,
)

from . import awsx, provider, registry, replacement, wire
from .packages import installed, package_version
from .proto import Empty, ResourceProviderServicer
from .provider import Inventory, ProviderSettings
from .records import Registration
from .registry import UNKNOWN, Context, State
from .urns import name_of, type_of

__all__ = ["Server"]

_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""Largest message of Pulumi's own gRPC servers and clients."""

_THREADS: Final = 16
"""Requests answered at once; the engine's default parallelism on two cores is 8."""

_OPTIONS: Final = [
    ("grpc.max_receive_message_length", _MESSAGE_BYTES),
    ("grpc.max_send_message_length", _MESSAGE_BYTES),
    ("grpc.so_reuseport", 0),
]


class _Store:
    """The resources that exist, for all packages together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inventory = Inventory()

    def find(self, key: str) -> State | None:
        """The resource with this id, ARN or name."""
        with self._lock:
            return self._inventory.find(key)

    def all(self, token: str, key: provider.Key = "", value: Any = None) -> list[State]:
        """The resources of a type, or those with a value."""
        with self._lock:
            return self._inventory.all(token, key, value)

    def add(
        self, token: str, ctx: Context, identity: str, inputs: dict[str, Any], outputs: dict[str, Any]
    ) -> None:
        """Make a resource findable."""
        with self._lock:
            self._inventory.add(State(token, ctx.urn, identity, inputs, outputs, ctx.region))

    def remove(self, urn: str) -> None:
        """Forget a resource."""
        with self._lock:
            self._inventory.remove(urn)


class _Servicer(ResourceProviderServicer):
    """Turns each RPC into a call of `simulator.provider`, for one package."""

    def __init__(self, package: str, store: _Store, resolve_previews: bool) -> None:
        self._package = package
        self._store = store
        self._resolve = resolve_previews
        self._lock = threading.Lock()
        self._by_peer: dict[str, ProviderSettings] = {}
        self._latest = ProviderSettings(package)

    # -- the provider itself -----------------------------------------------------------------------

    def Handshake(self, _request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Say what the provider understands."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=True, accept_outputs=True
        )

    def Attach(self, _request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Accept the engine."""
        return Empty()

    def GetPluginInfo(self, _request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """The version of the installed SDK, which is the one that the program asks for."""
        return plugin_pb2.PluginInfo(version=package_version(self._package))

    def GetSchema(self, _request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """An empty schema."""
        return provider_pb2.GetSchemaResponse(schema="{}")

    def Cancel(self, _request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Nothing runs that could be cancelled."""
        return Empty()

    def CheckConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Check a provider's inputs."""
        values = wire.plain(wire.decode(request.news).values)
        checked = provider.check_config(type_of(request.urn), values)
        return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(checked))

    def DiffConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Differences of a provider's inputs: an update, never a replacement."""
        olds = wire.plain(wire.decode(request.old_inputs or request.olds).values)
        news = wire.plain(wire.decode(request.news).values)
        return _diff(provider.difference(type_of(request.urn), olds, news))

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Take a provider's inputs over."""
        settings = provider.configure(self._package, wire.plain(wire.decode(request.args).values))
        with self._lock:
            self._by_peer[context.peer()] = self._latest = settings
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=True, acceptOutputs=True
        )

    def _settings(self, context: Any) -> ProviderSettings:
        with self._lock:
            return self._by_peer.get(context.peer(), self._latest)

    # -- resources ---------------------------------------------------------------------------------

    def _at(
        self, request: Any, context: Any, inputs: dict[str, Any]
    ) -> tuple[str, Context, ProviderSettings]:
        token = request.type or type_of(request.urn)
        settings = self._settings(context)
        stack, project = request.urn.split("::")[:2]
        return (
            token,
            provider.context(
                request.urn,
                token,
                request.name or name_of(request.urn),
                inputs,
                settings,
                project,
                stack.removeprefix("urn:pulumi:"),
                self._store.find,
                self._store.all,
            ),
            settings,
        )

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Check a resource's inputs, and name it when the program does not."""
        values, special, _ = wire.decode(request.news)
        inputs = wire.plain(values) if special else values
        token, ctx, _ = self._at(request, context, inputs)
        checked = provider.check(token, inputs, ctx)
        if checked.inputs is inputs:
            encoded = request.news
        else:
            encoded = wire.encode(wire.merge(values, inputs, checked.inputs) if special else checked.inputs)
        return provider_pb2.CheckResponse(inputs=encoded, failures=_failures(checked))

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """What changed, and what of it replaces the resource."""
        olds = wire.plain(wire.decode(request.old_inputs).values)
        before = wire.plain(wire.decode(request.olds).values)
        news = wire.plain(wire.decode(request.news).values)
        token, ctx, settings = self._at(request, context, news)
        self._store.add(token, ctx, request.id, olds, before)
        found = provider.difference(token, olds, news, request.ignoreChanges)
        return _diff(provider.computed_difference(found, token, before, news, ctx, settings))

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Answer with the id and outputs of a resource that is not made."""
        identity, outputs = self._outputs(request, context, request.properties, request.preview)
        return provider_pb2.CreateResponse(id=identity, properties=outputs)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Answer with the outputs after a change, unless AWS would refuse it; the id stays."""
        olds = wire.plain(wire.decode(request.old_inputs).values)
        news = wire.plain(wire.decode(request.news).values)
        if failures := replacement.refused(request.type or type_of(request.urn), olds, news):
            context.abort(
                grpc.StatusCode.INVALID_ARGUMENT,
                "; ".join(f"{failure.property}: {failure.reason}" for failure in failures),
            )
        _, outputs = self._outputs(request, context, request.news, request.preview, request.id)
        return provider_pb2.UpdateResponse(properties=outputs)

    def _outputs(
        self, request: Any, context: Any, properties: Any, preview: bool, identity: str = ""
    ) -> tuple[str, Any]:
        values, special, _ = wire.decode(properties)
        inputs = wire.plain(values) if special else values
        token, ctx, settings = self._at(request, context, inputs)
        made, outputs = provider.create(token, inputs, ctx, settings, lenient=preview)
        if identity and "id" in outputs:
            outputs["id"] = identity
        if preview and not self._resolve:
            outputs = {key: inputs.get(key, UNKNOWN) for key in outputs}
            made = ""
        elif preview and not registry.known(inputs):
            # An id or ARN that follows from what is not known would not be the one of the update.
            outputs = {key: value if key in inputs else UNKNOWN for key, value in outputs.items()}
            made = ""
        else:
            self._store.add(token, ctx, identity or made, inputs, outputs)
        named = registry.SECRET_OUTPUTS.get(token, frozenset())
        outputs = wire.annotate(outputs, values) if special else outputs
        outputs = {
            k: wire.Secret(v) if k in named and not isinstance(v, wire.Secret) else v
            for k, v in outputs.items()
        }
        return made, wire.encode(outputs)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Answer a refresh with the state as it is, and a look-up by id with what the id would have."""
        if request.inputs.fields or "id" in request.properties.fields:
            return provider_pb2.ReadResponse(
                id=request.id, properties=request.properties, inputs=request.inputs
            )
        values = wire.decode(request.properties).values
        inputs = wire.plain(values)
        token, ctx, settings = self._at(request, context, inputs)
        _, outputs = provider.create(token, inputs, ctx, settings, lenient=True)
        if "id" in outputs:
            outputs["id"] = request.id
        self._store.add(token, ctx, request.id, inputs, outputs)
        return provider_pb2.ReadResponse(
            id=request.id, properties=wire.encode(outputs), inputs=request.properties
        )

    def Delete(self, request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Forget a resource."""
        self._store.remove(request.urn)
        return Empty()

    # -- look-ups and components -------------------------------------------------------------------

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Answer a function of a provider."""
        args = wire.plain(wire.decode(request.args).values)
        settings = self._settings(context)
        ctx = provider.context(
            request.tok, request.tok, "", args, settings, "", "", self._store.find, self._store.all
        )
        try:
            result = provider.answer(request.tok, args, ctx)
        except registry.UnknownInvoke as error:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, str(error))
            raise
        answer: dict[str, Any] = {"return": wire.encode(result)}  # a keyword in Python
        return provider_pb2.InvokeResponse(**answer)

    def Construct(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Construct a remote component by registering its children with the engine."""
        if request.type != awsx.IMAGE:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, awsx.refusal(request.type))
        goal = Registration.from_construct(request)
        values, _, dependencies = wire.decode(request.inputs)
        for key, urns in dependencies.items():
            goal.add_dependencies(key, urns)
        with grpc.insecure_channel(request.monitorEndpoint, options=_OPTIONS) as channel:
            made = awsx.construct_image(resource_pb2_grpc.ResourceMonitorStub(channel), goal, values)
        return provider_pb2.ConstructResponse(
            urn=made.urn,
            state=wire.encode(made.outputs),
            stateDependencies={
                key: provider_pb2.ConstructResponse.PropertyDependencies(urns=urns)
                for key, urns in made.dependencies.items()
            },
        )


def _failures(checked: provider.Checked) -> list[Any]:
    return [provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in checked.failures]


def _diff(found: provider.Difference) -> Any:
    kind = provider_pb2.DiffResponse.DIFF_SOME if found.changed else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(changes=kind, diffs=found.changed, replaces=found.replaces)


class Server:
    """Serves the simulator on free ports of the loopback interface while the context is open.

    With `resolve_previews` (the default) a preview gets the ids and outputs that the update will have,
    so that both ways to run show the same; without, everything that AWS would compute is unknown, as in
    a preview with the real providers.
    """

    def __init__(self, *, resolve_previews: bool = True) -> None:
        self._resolve = resolve_previews
        self._servers: list[Any] = []
        self._executor: ThreadPoolExecutor | None = None
        self._ports: dict[str, int] = {}

    @property
    def port(self) -> int:
        """Port of the AWS provider."""
        return self._ports["aws"]

    @property
    def debug_providers(self) -> str:
        """Value for `PULUMI_DEBUG_PROVIDERS`: each package whose SDK is installed, with its port."""
        return ",".join(f"{package}:{port}" for package, port in self._ports.items())

    def __enter__(self) -> Server:
        store = _Store()
        self._executor = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="simulator")
        for package in installed():
            server = grpc.server(self._executor, options=_OPTIONS)
            servicer = _Servicer(package, store, self._resolve)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
            self._ports[package] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            self._servers.append(server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stopped in [server.stop(grace=0) for server in self._servers]:
            stopped.wait()
        self._servers.clear()
        assert self._executor is not None
        self._executor.shutdown(wait=True)
