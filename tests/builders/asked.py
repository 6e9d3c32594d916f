"""What partners asked the supplier: service requests with their first message and files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from billing.services import request_filing
from customers.models import Partner, RequestKind, ServiceRequest
from customers.services.request_checks import Facts
from partnercenter.attachments import Arriving
from partnercenter.models import User
from tests.builders.people import a_user

ASKED_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
# A whole PDF of one empty page.
PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n107\n%%EOF\n"
)
PROOF = Arriving("certificate.pdf", PDF)
DUTCH_VAT_ID = "NL004170520B01"


def a_request(
    *,
    partner: Partner,
    kind: str = RequestKind.BILLING_QUESTION,
    by: User | None = None,
    subject: str = "What is this charge?",
    text: str = "Please explain the second line.",
    files: tuple[Arriving, ...] = (),
    at: datetime = ASKED_AT,
    **facts: Any,
) -> ServiceRequest:
    """Open a request as the page would."""
    return request_filing.file(
        partner=partner,
        kind=kind,
        subject=subject,
        text=text,
        facts=Facts(**facts),
        files=files,
        at=at,
        by=by or a_user(partner=partner),
    )
