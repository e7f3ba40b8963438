"""The provider over gRPC, for the real engine: attach it with `PULUMI_DEBUG_PROVIDERS`.

Each package has a port, because the engine asks a provider for its version without naming the package.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from .faults import Faults
from .packages import installed
from .resources import Resources
from .service import OPTIONS
from .store import Store
from .world import World

__all__ = ["Server"]

_THREADS: Final = 16
"""Requests answered at once; the engine's default parallelism on two cores is 8."""


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
            server = grpc.server(self._executor, options=OPTIONS)
            servicer = Resources(package, self._store, self._resolve, self._faults, self._kill)
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
