"""For programs: everything as JSON."""

import json
from collections.abc import Sequence

from deploy.offline import report_document
from deploy.reports.model import Checked, status


def render(every: Sequence[Checked]) -> str:
    """The findings of every stack, its audit and its warnings."""
    document = {
        "status": status(every),
        "stacks": [
            {
                "stack": checked.name,
                "file": checked.path,
                "verdict": checked.verdict,
                "resources": checked.graph.resources,
                "policy": report_document(checked.report),
                "audit": list(checked.audit),
                "warnings": list(checked.warnings),
                "problem": str(checked.problem) if checked.problem else None,
            }
            for checked in every
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
