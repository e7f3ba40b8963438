"""From a control to the SDK's policy: one each, with its level, severity, framework, tags and remedy."""

from __future__ import annotations

from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from policy.catalogue.model import Control, Level
from policy.framework.registry import Implementation
from policy.framework.session import Found, Session

_FRAMEWORKS = {
    "FSBP": ("AWS Foundational Security Best Practices", "1.0.0"),
    "CIS": ("CIS AWS Foundations Benchmark", "3.0.0"),
    "PCI": ("PCI DSS", "4.0.1"),
}


class NotKnownYetError(UnknownValueError):
    """Tells the SDK that a policy could not be decided: it says so as an advisory, beside the violations."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, [])
        self.message = "; ".join(f"{item.urn.rpartition('::')[2]}: {item.message}" for item in found)


def arguments(control: Control, level: Level) -> dict[str, Any]:
    """The arguments that every policy of the SDK takes, from a catalogue entry. The level is always given."""
    framework, *others = control.frameworks or (None,)
    return {
        "name": control.id,
        "description": control.title,
        "display_name": control.title,
        "enforcement_level": EnforcementLevel(level),
        "severity": Severity(control.severity),
        "framework": _framework(framework) if framework else None,
        "tags": [control.theme, *control.sheets, *others],
        "remediation_steps": control.remedy,
    }


def _framework(reference: str) -> PolicyComplianceFramework:
    name, _, row = reference.partition(" ")
    title, version = _FRAMEWORKS.get(name, (name, None))
    return PolicyComplianceFramework(name=title, version=version, reference=row or reference)


def _report(control: Control, found: list[Found], report: ReportViolation) -> list[Found]:
    """Report what is violated; hand back what is undetermined. What is exempted is reported elsewhere."""
    for item in found:
        if item.status == "violation":
            report(f"{item.message}. Fix: {control.remedy}", item.urn)
        elif item.status == "error":
            report(item.message, item.urn)
    return [item for item in found if item.status == "undetermined"]


class ResourcePolicy(ResourceValidationPolicy):
    """A control that is decided on each resource as it is registered."""

    def __init__(
        self, control: Control, level: Level, implementation: Implementation, session: Session
    ) -> None:
        super().__init__(**arguments(control, level))
        self.control = control
        self.implementation = implementation
        self._session = session

    def validate(self, args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        """Decide on the resource in hand; `args` has none of its properties (see `servicer`)."""
        found = self._session.decide(self.control, self.implementation, self._session.subject.get())
        if found is None:
            args.not_applicable("not about this resource")
            return
        undetermined = _report(self.control, found, report_violation)
        if undetermined:
            raise NotKnownYetError(undetermined)


class GraphPolicy(StackValidationPolicy):
    """A control that is decided on each resource in view of the whole graph."""

    def __init__(
        self, control: Control, level: Level, implementation: Implementation, session: Session
    ) -> None:
        super().__init__(**arguments(control, level))
        self.control = control
        self.implementation = implementation
        self._session = session

    def validate(self, args: StackValidationArgs, report_violation: ReportViolation) -> None:
        """Decide on every resource of the control's types, each by itself."""
        graph = self._session.graph.get()
        undetermined: list[Found] = []
        meant = False
        for subject in graph.of(*sorted(self.implementation.types)):
            found = self._session.decide(self.control, self.implementation, subject, graph)
            if found is not None:
                meant = True
                undetermined += _report(self.control, found, report_violation)
        if not meant:
            args.not_applicable("the stack has no resource that this is about")
        if undetermined:
            raise NotKnownYetError(undetermined)


class ExemptionsPolicy(StackValidationPolicy):
    """Exemptions that are malformed, expired or too long: each a violation of the stack."""

    def __init__(self, control: Control, level: Level, session: Session) -> None:
        super().__init__(**arguments(control, level))
        self.control = control
        self._session = session

    def validate(self, args: StackValidationArgs, report_violation: ReportViolation) -> None:
        """Report each problem on the stack itself."""
        graph = self._session.graph.get()
        urn = next((stack.urn for stack in graph.of("pulumi:pulumi:Stack")), "")
        if self._session.stack.policy is None:
            args.not_applicable("the stack has no exemptions")
        found = [
            Found(self.control.id, urn, "violation", problem) for problem in self._session.exemptions.problems
        ]
        self._session.decided.setdefault(self.control.id, {})[urn] = found
        _report(self.control, found, report_violation)


class ExemptedPolicy(StackValidationPolicy):
    """Keeps what is exempted in sight: a line for each exempted finding and each unused exemption."""

    def __init__(self, control: Control, level: Level, session: Session) -> None:
        super().__init__(**arguments(control, level))
        self.control = control
        self._session = session

    def validate(self, args: StackValidationArgs, report_violation: ReportViolation) -> None:
        """Report after all other policies, of which it is the last."""
        exempted = [
            item
            for by_urn in self._session.decided.values()
            for found in by_urn.values()
            for item in found
            if item.status == "exempted"
        ]
        unused = self._session.exemptions.unused()
        if not exempted and not unused:
            args.not_applicable("nothing is exempted")
        for item in exempted:
            report_violation(f"{item.control}: {item.message} ({item.exemption})", item.urn)
        for line in unused:
            report_violation(line, None)
