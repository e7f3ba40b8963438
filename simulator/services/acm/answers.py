"""What ACM answers: certificate ARNs and one validation record for each name."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, outputs
from simulator.services.shapes import Ids, arn

CERTIFICATE: Final = "aws:acm/certificate:Certificate"
VALIDATION: Final = "aws:acm/certificateValidation:CertificateValidation"

REPLACE[CERTIFICATE] = frozenset(
    {"certificateAuthorityArn", "domainName", "keyAlgorithm", "region", "subjectAlternativeNames",
     "validationMethod", "validationOptions"}
)  # fmt: skip
REPLACE[VALIDATION] = frozenset({"certificateArn", "region", "validationRecordFqdns"})
SECRET_OUTPUTS[CERTIFICATE] = frozenset({"privateKey"})


def validation_record(domain: str, ctx: Context) -> dict[str, str]:
    """The CNAME that proves a name; `*.x` and `x` share one, and it is the same for every certificate."""
    base = domain.removeprefix("*.").rstrip(".").lower()
    ids = Ids.of(f"{ctx.account}/{base}")
    letters = "".join(letter for letter in ids.lower(60, "letters") if letter.isalpha())[:10]
    return {
        "domainName": domain,
        "resourceRecordName": f"_{ids.hex(32, 'name')}.{base}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{ids.hex(32, 'value')}.{letters}.acm-validations.aws.",
    }


@outputs(CERTIFICATE)
def certificate(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A certificate: requested (waits for its validation records) or imported (issued at once)."""
    id = arn(ctx, "acm", f"certificate/{Ids(inputs, ctx).uuid()}")
    domain = str(inputs.get("domainName") or "")
    names = list(dict.fromkeys([domain, *(inputs.get("subjectAlternativeNames") or [])])) if domain else []
    imported = "certificateBody" in inputs
    method = inputs.get("validationMethod", "NONE" if imported else "DNS")
    return id, {
        "arn": id,
        "domainName": domain,
        "domainValidationOptions": [validation_record(str(name), ctx) for name in names]
        if method == "DNS"
        else [],
        "keyAlgorithm": inputs.get("keyAlgorithm", "RSA_2048"),
        "notAfter": "2027-01-30T23:59:59Z" if imported else "",
        "notBefore": "2026-01-01T00:00:00Z" if imported else "",
        "pendingRenewal": False,
        "renewalEligibility": "INELIGIBLE",
        "renewalSummaries": [],
        "status": "ISSUED" if imported else "PENDING_VALIDATION",
        "subjectAlternativeNames": names,
        "type": "IMPORTED" if imported else "AMAZON_ISSUED",
        "validationEmails": [f"admin@{name}" for name in names] if method == "EMAIL" else [],
        "validationMethod": method,
    }


@outputs(VALIDATION)
def certificate_validation(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A wait that is over at once; its id is the moment at which the certificate was issued."""
    del inputs, ctx
    return "2026-01-01 00:00:00 +0000 UTC", {}
