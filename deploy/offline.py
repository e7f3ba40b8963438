"""A stack run on the simulator, without account and CLI: the preview, and what the policy pack says of it.

The simulator and the pack bring the SDK with them, so they are imported when a run begins.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.console import working
from deploy.errors import UserError
from deploy.graph import MASK, Graph, mask
from deploy.stacks import Stack

if TYPE_CHECKING:
    from policy.report import Report


@dataclass(frozen=True)
class Outcome:
    """What a preview of a stack came to."""

    stack: Stack
    graph: Graph
    outputs: Mapping[str, Any]
    warnings: tuple[str, ...]
    audit: tuple[str, ...]
    report: "Report | None"
    seconds: float

    @property
    def violated(self) -> bool:
        return self.report is not None and self.report.violated

    def document(self) -> dict[str, Any]:
        """The preview as `pulumi preview --json` writes it, and ours beside it under `groundwork`.

        `duration` is 0: the same stack gives the same document.
        """
        steps = [{"op": "create", "urn": state["urn"], "newState": state} for state in self.graph.states]
        return {
            "config": {
                key: MASK if key in self.stack.secret_keys else value
                for key, value in self.stack.config.items()
            },
            "steps": steps,
            "duration": 0,
            "changeSummary": {"create": len(steps)},
            "groundwork": {
                "stack": self.stack.reference,
                "policy": report_document(self.report),
                "outputs": mask(self.outputs),
                "audit": list(self.audit),
                "warnings": list(self.warnings),
            },
        }


def report_document(report: "Report | None") -> dict[str, Any] | None:
    """A policy report as plain data; None where no policy ran."""
    if report is None:
        return None
    from dataclasses import asdict

    return {
        "violated": report.violated,
        "findings": [asdict(finding) for finding in report.findings],
        "controls": [asdict(control) for control in report.controls],
        "warnings": list(report.warnings),
    }


def simulate(stack: Stack, *, engine: str = "embedded", policies: bool = True) -> Outcome:
    """Preview a stack on the simulator, and judge it by the policy pack unless `policies` is off.

    Raises UserError where the config is bad or the simulator refuses a resource, with every refusal.
    """
    begin = time.perf_counter()
    with working(f"Previewing {stack.reference}") as step:
        count = 0

        def seen(urn: str, number: int) -> None:
            nonlocal count
            count = number
            step(f"Previewing {stack.reference}: {number} resources, {urn.rsplit('::', 1)[-1]}")

        result = _run(stack, engine, seen)
        report = None
        if policies:
            step(f"Checking {stack.reference}: {len(result.states)} resources against the policies")
            report = judge(result.states, stack)
    return Outcome(
        stack=stack,
        graph=Graph(result.states),
        outputs=result.outputs,
        warnings=(*stack.warnings, *result.warnings, *(report.warnings if report else ())),
        audit=tuple(result.audit),
        report=report,
        seconds=time.perf_counter() - begin,
    )


def judge(states: Sequence[Mapping[str, Any]], stack: Stack) -> "Report":
    """What the policy pack says of a graph, with levels and exemptions from the stack's own config."""
    from policy.offline import analyze

    return analyze(
        states,
        project=stack.project.name,
        stack=stack.pulumi_name,
        config=stack.config,
        secret_keys=stack.secret_keys,
    )


def _run(stack: Stack, engine: str, seen: Callable[[str, int], None]) -> Any:
    if engine == "pulumi":
        from deploy import engine as real

        return real.preview(stack, on_event=_counting(seen))
    from simulator.embedded import CheckFailed, ProgramFailed, preview

    try:
        return preview(
            stack.project.program,
            project=stack.project.name,
            stack=stack.pulumi_name,
            config=stack.config,
            secret_keys=stack.secret_keys,
            on_resource=seen,
        )
    except CheckFailed as error:
        raise refused(stack, error.failures) from error
    except ProgramFailed as error:
        raise UserError(
            f"{stack.shown_path}: the program stopped", details=str(error).splitlines()
        ) from error


def _counting(seen: Callable[[str, int], None]) -> Callable[[Mapping[str, Any]], None]:
    """Tell of each resource that the engine's events name, with its number."""
    urns: dict[str, None] = {}

    def hear(event: Mapping[str, Any]) -> None:
        if "resourcePreEvent" in event:
            urn = event["resourcePreEvent"]["metadata"]["urn"]
            urns[urn] = None
            seen(urn, len(urns))

    return hear


def refused(stack: Stack, failures: Sequence[tuple[str, str, str]]) -> UserError:
    """Every refusal of a run: the resource, the property, the reason."""
    number = len(failures)
    details: list[str] = []
    for urn in dict.fromkeys(urn for urn, _, _ in failures):
        reasons = [(name, reason) for other, name, reason in failures if other == urn]
        details += [urn, *(f"  {name}: {reason}" if name else f"  {reason}" for name, reason in reasons)]
    title = f"{stack.shown_path}: AWS would refuse {number} propert{'y' if number == 1 else 'ies'}"
    return UserError(title, details=details)
