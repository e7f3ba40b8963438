"""The provider over gRPC, for the real engine: attach it with `PULUMI_DEBUG_PROVIDERS`.

Each package has a port, because the engine asks a provider for its version without naming the package.
The engine opens a connection of its own for each provider resource, so the settings of a provider are
kept by connection.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Any, Final, NoReturn

import grpc
from pulumi.runtime.proto import (
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2_grpc,
)

from . import awsx, faults, provider, registry, replacement, wire
from .faults import Faults, Manner, Op
from .packages import installed, package_version
from .proto import Empty, ResourceProviderServicer
from .provider import ProviderSettings
from .records import Registration
from .registry import UNKNOWN, Context, State
from .store import Store
from .urns import name_of, type_of
from .world import World

__all__ = ["Server"]

_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""Largest message of Pulumi's own gRPC servers and clients."""

_THREADS: Final = 16
"""Requests answered at once; the engine's default parallelism on two cores is 8."""

_GATHERING_SECONDS: Final = 0.2
"""How long a run that is to be killed goes on, so that what it does at the same time is under way as well."""

_DYING_SECONDS: Final = 10.0
"""How long a killed engine may take to be gone, before its provider gives up to wait for that."""

_OPTIONS: Final = [
    ("grpc.max_receive_message_length", _MESSAGE_BYTES),
    ("grpc.max_send_message_length", _MESSAGE_BYTES),
    ("grpc.so_reuseport", 0),
]


class _Servicer(ResourceProviderServicer):
    """Turns each RPC into a call of `simulator.provider`, for one package."""

    def __init__(
        self, package: str, store: Store, resolve_previews: bool, failing: Faults, kill: Callable[[], None]
    ) -> None:
        self._package = package
        self._store = store
        self._world = store.world
        self._resolve = resolve_previews
        self._faults = failing
        self._kill = kill
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
        inputs, outputs = wire.decode(request.old_inputs).values, wire.decode(request.olds).values
        olds, before = wire.plain(inputs), wire.plain(outputs)
        news = wire.plain(wire.decode(request.news).values)
        token, ctx, settings = self._at(request, context, news)
        self._store.add(token, ctx, request.id, olds, before)
        self._world.know(State(token, request.urn, request.id, inputs, outputs))
        found = provider.difference(token, olds, news, request.ignoreChanges)
        found = provider.computed_difference(found, token, before, news, ctx, settings)
        self._world.expect(request.urn, replacement=bool(found.replaces))
        return _diff(found)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Answer with the id and outputs of a resource that only the register of the world holds."""
        manner = None if request.preview else self._failing(request, context, Op.CREATE)
        identity, outputs = self._outputs(request, context, request.properties, request.preview)
        self._lose(request, context, Op.CREATE, manner)
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
        manner = None if request.preview else self._failing(request, context, Op.UPDATE)
        _, outputs = self._outputs(request, context, request.news, request.preview, request.id)
        self._lose(request, context, Op.UPDATE, manner)
        return provider_pb2.UpdateResponse(properties=outputs)

    def _outputs(
        self, request: Any, context: Any, properties: Any, preview: bool, identity: str = ""
    ) -> tuple[str, Any]:
        values, special, _ = wire.decode(properties)
        inputs = wire.plain(values) if special else values
        token, ctx, settings = self._at(request, context, inputs)
        made, outputs = provider.create(token, inputs, ctx, settings, lenient=preview)
        if identity:
            made = identity
            if "id" in outputs:
                outputs["id"] = identity
        elif not preview:
            made, outputs = self._beside(context, token, made, inputs, outputs, ctx, settings)
        if preview and not self._resolve:
            outputs = {key: inputs.get(key, UNKNOWN) for key in outputs}
            made = ""
        elif preview and not registry.known(inputs):
            # An id or ARN that follows from what is not known would not be the one of the update.
            outputs = {key: value if key in inputs else UNKNOWN for key, value in outputs.items()}
            made = ""
        else:
            self._store.add(token, ctx, made, inputs, outputs)
        named = registry.SECRET_OUTPUTS.get(token, frozenset())
        outputs = wire.annotate(outputs, values) if special else outputs
        outputs = {
            k: wire.Secret(v) if k in named and not isinstance(v, wire.Secret) else v
            for k, v in outputs.items()
        }
        if not preview:
            state = State(token, ctx.urn, made, values, outputs)
            (self._world.change if identity else self._world.make)(state)
        return made, wire.encode(outputs)

    def _beside(
        self,
        context: Any,
        token: str,
        made: str,
        inputs: dict[str, Any],
        outputs: dict[str, Any],
        ctx: Context,
        settings: ProviderSettings,
    ) -> tuple[str, dict[str, Any]]:
        """Id and outputs of a new resource beside what exists: AWS refuses a name that is taken.

        What has no name of its own is there a second time, unless its id is that of what it belongs to: a
        bucket's policy is put in the place of the one before.
        """
        there = self._world.at(token, ctx.region, made)
        if there is None or self._world.replacing(ctx.urn):
            return made, outputs
        rule = registry.AUTONAMES.get(token)
        name = inputs.get(rule.property if rule else "name")
        if isinstance(name, str) and (rule or name == made):
            _abort(context, faults.exists(token, name))
        copies = len(self._world.of(ctx.urn))
        return provider.create(token, inputs, replace(ctx, urn=f"{ctx.urn}#{copies + 1}"), settings)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Answer a refresh or an import with what is there, a look-up by id with what it would have."""
        self._lose(request, context, Op.READ, self._failing(request, context, Op.READ))
        token, region = self._where(request, context, request.properties)
        if self._world.gone(token, region, request.id):
            return provider_pb2.ReadResponse()
        if "id" in request.properties.fields or (request.inputs.fields and request.properties.fields):
            return provider_pb2.ReadResponse(
                id=request.id, properties=request.properties, inputs=request.inputs
            )
        there = self._world.at(token, region, request.id)
        if there is not None:
            return provider_pb2.ReadResponse(
                id=request.id,
                properties=wire.encode(dict(there.outputs)),
                inputs=wire.encode(dict(there.inputs)),
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

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Forget a resource; that it is gone already is no error."""
        manner = self._failing(request, context, Op.DELETE)
        before = wire.plain(wire.decode(request.properties).values)
        token = request.type or type_of(request.urn)
        self._world.delete(State(token, request.urn, request.id, {}, before))
        if not self._world.of(request.urn):
            self._store.remove(request.urn)
        self._lose(request, context, Op.DELETE, manner)
        return Empty()

    def _where(self, request: Any, context: Any, properties: Any) -> tuple[str, str]:
        """Type of a resource, and the region that it is in or would be."""
        token, ctx, _ = self._at(request, context, wire.plain(wire.decode(properties).values))
        return token, ctx.region

    # -- faults ------------------------------------------------------------------------------------

    def _failing(self, request: Any, context: Any, op: Op) -> Manner | None:
        """How this operation fails after AWS did it; one that AWS refuses ends here."""
        token = request.type or type_of(request.urn)
        manner = self._faults.at(request.urn, token, op)
        if manner is Manner.REFUSE:
            _abort(context, faults.refusal(token, op))
        return manner

    def _lose(self, request: Any, context: Any, op: Op, manner: Manner | None) -> None:
        """Keep the answer from the engine, if it is not to hear of it."""
        if manner is None:
            return
        if manner is Manner.KILL:
            time.sleep(_GATHERING_SECONDS)
            gone = threading.Event()
            if context.add_callback(gone.set):
                self._kill()
                gone.wait(_DYING_SECONDS)
        _abort(context, faults.unheard(request.type or type_of(request.urn), op))

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


def _abort(context: Any, text: str) -> NoReturn:
    """End a call with an error of the provider."""
    context.abort(grpc.StatusCode.UNKNOWN, text)
    raise AssertionError("abort raises")


def _failures(checked: provider.Checked) -> list[Any]:
    return [provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in checked.failures]


def _diff(found: provider.Difference) -> Any:
    kind = provider_pb2.DiffResponse.DIFF_SOME if found.changed else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(changes=kind, diffs=found.changed, replaces=found.replaces)


def _no_engine() -> None:
    """Whoever serves no engine of his own has none to kill."""


class Server:
    """Serves the simulator on free ports of the loopback interface while the context is open.

    With `resolve_previews` (the default) a preview gets the ids and outputs that the update will have,
    so that both ways to run show the same; without, everything that AWS would compute is unknown, as in
    a preview with the real providers.

    `faults` are operations to fail; `kill` ends the engine, where one of them wants that. `world` has what
    exists in AWS.
    """

    def __init__(
        self,
        *,
        resolve_previews: bool = True,
        faults: Faults | None = None,
        kill: Callable[[], None] = _no_engine,
    ) -> None:
        self._resolve = resolve_previews
        self._faults = faults or Faults()
        self._kill = kill
        self._store = Store()
        self._servers: list[Any] = []
        self._executor: ThreadPoolExecutor | None = None
        self._ports: dict[str, int] = {}

    @property
    def port(self) -> int:
        """Port of the AWS provider."""
        return self._ports["aws"]

    @property
    def world(self) -> World:
        """What exists in AWS."""
        return self._store.world

    @property
    def debug_providers(self) -> str:
        """Value for `PULUMI_DEBUG_PROVIDERS`: each package whose SDK is installed, with its port."""
        return ",".join(f"{package}:{port}" for package, port in self._ports.items())

    def __enter__(self) -> Server:
        self._executor = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="simulator")
        for package in installed():
            server = grpc.server(self._executor, options=_OPTIONS)
            servicer = _Servicer(package, self._store, self._resolve, self._faults, self._kill)
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
