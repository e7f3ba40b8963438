"""The SDK's analyzer, driven so that a resource is decoded once and only asked of the policies it is about.

The SDK decodes all properties again for every policy (0.1 to 0.3 ms each: seconds for a stack of 300
resources and 150 policies). Here the SDK gets each request without its properties; the policies read the one
decoded resource, or the one index of the graph, from the session. Levels, diagnostics, counts and "not
applicable" remain the SDK's own work.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pulumi.runtime import proto
from pulumi_policy import EnforcementLevel, Policy, ResourceValidationPolicy
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policy.framework.graph import Graph
from policy.framework.policies import ResourcePolicy
from policy.framework.resource import Resource, canonical
from policy.framework.session import Session
from policy.framework.values import document, encoded, plain


class _Analyzer(_PolicyAnalyzerServicer):
    """The SDK's analyzer without its habit of setting this process's Pulumi runtime at every request.

    The pack reads its config once, when its policies are built; nothing in a control reads it again.
    """

    def _configure_runtime_settings(self) -> None:
        return


class Analyzer(_Analyzer):
    """In place of the SDK's own servicer, with the same constructor and the same RPC methods."""

    session: Session
    """Set by `bound`; the SDK's constructor has no place for it."""

    def __init__(
        self,
        name: str,
        version: str,
        policies: list[Policy],
        enforcement_level: EnforcementLevel,
        *metadata: Any,
        **named: Any,
    ) -> None:
        super().__init__(name, version, policies, enforcement_level, *metadata, **named)
        self._made_with = (name, version, enforcement_level)
        self._policies = policies
        self._routes: dict[str, tuple[_Analyzer | None, proto.AnalyzeResponse]] = {}
        self._configured: Any = None
        self._providers: dict[str, tuple[Any, dict[str, Any]]] = {}

    @classmethod
    def bound(cls, session: Session) -> type[Analyzer]:
        """The class for one session, to hand to the SDK where it constructs its own."""
        return type("BoundAnalyzer", (cls,), {"session": session})

    def Analyze(self, request: Any, _context: Any) -> proto.AnalyzeResponse:  # noqa: N802  (the protocol's name)
        """Decode the resource once, then have the SDK ask the policies that are about its type."""
        subject = Resource(
            request.urn,
            request.type,
            request.properties,
            protect=request.options.protect,
            ignore_changes=request.options.ignoreChanges,
            parent=request.options.parent or None,
            provider=self._provider(request),
        )
        self.session.registered[subject.urn] = subject
        token = self.session.subject.set(subject)
        try:
            route, others = self._route(subject.type)
            response = proto.AnalyzeResponse()
            if route is not None:
                light = proto.AnalyzeRequest(type=request.type, urn=request.urn, name=request.name)
                response = route.Analyze(light, None)
            response.MergeFrom(others)
            return response
        finally:
            self.session.subject.reset(token)

    def AnalyzeStack(self, request: Any, _context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        """Index the graph once, then have the SDK ask the whole-graph policies."""
        token = self.session.graph.set(Graph(self._settled(request.resources)))
        try:
            return super().AnalyzeStack(proto.AnalyzeStackRequest(), _context)
        finally:
            self.session.graph.reset(token)

    def Configure(self, request: Any, _context: Any) -> Any:  # noqa: N802
        """Levels given to the CLI hold for every route."""
        self._configured = request
        self._routes.clear()
        return super().Configure(request, _context)

    def _settled(self, resources: Iterable[Any]) -> Iterable[Resource]:
        for request in resources:
            resource = Resource(
                request.urn,
                request.type,
                request.properties,
                id=getattr(request, "id", None),
                protect=request.options.protect,
                ignore_changes=request.options.ignoreChanges,
                parent=request.parent or None,
                property_dependencies=_dependencies(request),
            )
            registered = self.session.registered.get(resource.urn)
            yield resource.over(registered) if registered else resource

    def _provider(self, request: Any) -> dict[str, Any]:
        """The provider's inputs, decoded once for as long as they stay the same."""
        if not request.HasField("provider"):
            return {}
        known = self._providers.get(request.provider.urn)
        if known is None or known[0] != request.provider.properties:
            # Nested inputs of a provider come as JSON text.
            values = encoded(request.provider.properties).items()
            properties = {key: _opened(plain(value)) for key, value in values}
            known = self._providers[request.provider.urn] = (request.provider.properties, properties)
        return known[1]

    def _route(self, token: str) -> tuple[_Analyzer | None, proto.AnalyzeResponse]:
        """An analyzer of the SDK with the policies about a type, and "not applicable" for all others."""
        route = self._routes.get(token)
        if route is None:
            meant: list[Policy] = []
            others = proto.AnalyzeResponse()
            for policy in self._policies:
                if not isinstance(policy, ResourceValidationPolicy):
                    continue
                if not isinstance(policy, ResourcePolicy) or token in policy.implementation.types:
                    meant.append(policy)
                elif self._get_enforcement_level(policy) != EnforcementLevel.DISABLED:
                    reason = f"not about {canonical(token)}"
                    others.not_applicable.append(
                        proto.PolicyNotApplicable(policy_name=policy.name, reason=reason)
                    )
            analyzer = None
            if meant:
                name, version, level = self._made_with
                analyzer = _Analyzer(name, version, meant, level)
                if self._configured is not None:
                    analyzer.Configure(self._configured, None)
            route = self._routes[token] = (analyzer, others)
        return route


def _dependencies(request: Any) -> dict[str, list[str]]:
    """Property dependencies of a request: of the engine a message a property, offline a list."""
    return {key: list(getattr(value, "urns", value)) for key, value in request.propertyDependencies.items()}


def _opened(value: Any) -> Any:
    return document(value) if isinstance(value, str) and value.startswith("{") else value
