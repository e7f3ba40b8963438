"""A provider's resources over gRPC: what exists, what is refused, and what fails because it was told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2

from . import faults, provider, registry, replacement, wire
from .faults import Faults, Manner, Op
from .proto import Empty
from .provider import ProviderSettings
from .registry import UNKNOWN, Context, State
from .service import ProviderService, diff_response, failures
from .store import Store
from .urns import type_of

__all__ = ["Resources"]

_GATHERING_SECONDS: Final = 0.2
"""How long a run that is to be killed goes on, so that what it does at the same time is under way as well."""

_DYING_SECONDS: Final = 10.0
"""How long a killed engine may take to be gone, before its provider gives up to wait for that."""


class Resources(ProviderService):
    """Turns each RPC into a call of `simulator.provider`, for one package."""

    def __init__(
        self, package: str, store: Store, resolve_previews: bool, failing: Faults, kill: Callable[[], None]
    ) -> None:
        super().__init__(package, store)
        self._world = store.world
        self._resolve = resolve_previews
        self._faults = failing
        self._kill = kill

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
        return provider_pb2.CheckResponse(inputs=encoded, failures=failures(checked))

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
        return diff_response(found)

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
        if found := replacement.refused(request.type or type_of(request.urn), olds, news):
            context.abort(
                grpc.StatusCode.INVALID_ARGUMENT,
                "; ".join(f"{failure.property}: {failure.reason}" for failure in found),
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


def _abort(context: Any, text: str) -> NoReturn:
    """End a call with an error of the provider."""
    context.abort(grpc.StatusCode.UNKNOWN, text)
    raise AssertionError("abort raises")
