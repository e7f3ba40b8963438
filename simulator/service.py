"""A provider over gRPC, but for its resources (simulator/resources.py).

The engine opens a connection of its own for each provider resource, so the settings of a provider are
kept by connection.
"""

from __future__ import annotations

import threading
from typing import Any, Final

import grpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, resource_pb2_grpc

from . import awsx, provider, registry, wire
from .packages import package_version
from .proto import Empty, ResourceProviderServicer
from .provider import ProviderSettings
from .records import Registration
from .registry import Context
from .store import Store
from .urns import name_of, type_of

__all__ = ["OPTIONS", "ProviderService", "diff_response", "failures"]

_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""Largest message of Pulumi's own gRPC servers and clients."""

OPTIONS: Final = [
    ("grpc.max_receive_message_length", _MESSAGE_BYTES),
    ("grpc.max_send_message_length", _MESSAGE_BYTES),
    ("grpc.so_reuseport", 0),
]


class ProviderService(ResourceProviderServicer):
    """One package's provider without its resources: settings, look-ups, remote components."""

    def __init__(self, package: str, store: Store) -> None:
        self._package = package
        self._store = store
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
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures(checked))

    def DiffConfig(self, request: Any, _context: Any) -> Any:  # noqa: N802 # name of the RPC
        """Differences of a provider's inputs: an update, never a replacement."""
        olds = wire.plain(wire.decode(request.old_inputs or request.olds).values)
        news = wire.plain(wire.decode(request.news).values)
        return diff_response(provider.difference(type_of(request.urn), olds, news))

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
        with grpc.insecure_channel(request.monitorEndpoint, options=OPTIONS) as channel:
            made = awsx.construct_image(resource_pb2_grpc.ResourceMonitorStub(channel), goal, values)
        return provider_pb2.ConstructResponse(
            urn=made.urn,
            state=wire.encode(made.outputs),
            stateDependencies={
                key: provider_pb2.ConstructResponse.PropertyDependencies(urns=urns)
                for key, urns in made.dependencies.items()
            },
        )


def failures(checked: provider.Checked) -> list[Any]:
    """What a check refuses, as the engine takes it."""
    return [provider_pb2.CheckFailure(property=f.property, reason=f.reason) for f in checked.failures]


def diff_response(found: provider.Difference) -> Any:
    """What changes and what replaces, as the engine takes it."""
    kind = provider_pb2.DiffResponse.DIFF_SOME if found.changed else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(changes=kind, diffs=found.changed, replaces=found.replaces)
