"""The engine's events on their way to the Automation API, tapped as they come in."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import grpc
from pulumi.automation import CommandResult
from pulumi.runtime.proto import events_pb2_grpc

from deploy.cli_process import InterruptibleCommand
from simulator.proto import Empty

OnEvent = Callable[[dict[str, Any]], None]


class Tap(events_pb2_grpc.EventsServicer):
    """Hands the engine's raw events on to us and, unchanged, to the Automation API."""

    def __init__(self) -> None:
        self.target = ""
        self.listener: OnEvent = lambda _event: None

    def StreamEvents(self, request_iterator: Any, context: Any) -> Any:  # noqa: N802, ARG002 # name of the RPC
        """Take a stream of JSON events."""

        def passing() -> Iterator[Any]:
            with suppress(grpc.RpcError):  # a killed engine's stream breaks off
                for request in request_iterator:
                    self.listener(json.loads(request.event))
                    yield request

        with grpc.insecure_channel(self.target) as channel:
            events_pb2_grpc.EventsStub(channel).StreamEvents(passing())
        return Empty()


class TappedCommand(InterruptibleCommand):
    """The CLI, with its event log led through the tap."""

    def __init__(self, tap: Tap, port: int) -> None:
        super().__init__()
        self._tap = tap
        self._port = port

    def run(self, args: list[str], *rest: Any, **named: Any) -> CommandResult:
        """Run the CLI. Raises CommandError where it fails."""
        if "--event-log" in args:
            at = args.index("--event-log") + 1
            self._tap.target = args[at].removeprefix("tcp://")
            args = [*args[:at], f"tcp://127.0.0.1:{self._port}", *args[at + 1 :]]
        return super().run(args, *rest, **named)


@contextmanager
def served(tap: Tap) -> Generator[int]:
    """The tap on a free port of the loopback interface."""
    executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="events")
    server = grpc.server(executor)
    events_pb2_grpc.add_EventsServicer_to_server(tap, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(grace=1).wait()
        executor.shutdown(wait=True)
