"""What the demo's partners asked the supplier: a request in every state, with what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from billing.demo import certificates
from billing.demo.people import MAIN, OTHER, STAFF
from billing.engine.streams import RECURRING
from billing.models import Invoice
from billing.services import request_decisions, request_filing
from customers.models import Partner, RequestKind, ServiceRequest
from customers.services import request_answers, requests
from customers.services.request_checks import Facts
from partnercenter.attachments import Arriving
from partnercenter.models import User

BILLING_ADMIN = "billing.admin@waterkant-cloud.example"
HELPDESK = "helpdesk.agent@waterkant-cloud.example"
ELSEWHERE = "billing.admin@haselbrueck-it.example"
NEW_ID = "NL009041709B01"


def play(*, today: date) -> None:
    """Open, discuss and decide the requests of the last weeks; today the youngest waits."""
    staff = User.objects.get(email=STAFF)
    invoices = list(
        Invoice.objects.issued()
        .filter(partner__mpn_id=MAIN, stream=RECURRING.code, document_type="invoice")
        .order_by("-period_end")[:5]
    )
    _withheld_and_accepted(invoices[4], staff, today)
    _question_answered(invoices[1], staff, today)
    _credit_declined(invoices[1], staff, today)
    _withdrawn(today)
    _tax_id_asked_back(staff, today)
    _credit_in_review(invoices[0], staff, today)
    _withheld_in_review(invoices[0], today)
    _another_partner_asks(today)


def _withheld_and_accepted(invoice: Invoice, staff: User, today: date) -> None:
    amount = Decimal("318.40")
    asked = _ask(
        RequestKind.WITHHOLDING,
        f"Tax withheld from {invoice}",
        "Our bank withheld this at the source; the certificate of the tax office is attached.",
        Facts(invoice_number=str(invoice), amount=amount),
        at=_at(today, 40, 9),
        files=[_certificate(f"withholding-{invoice}.pdf", invoice, amount)],
    )
    request_answers.take(request=asked, at=_at(today, 39, 10), by=staff)
    request_decisions.accept_withholding(
        request=asked,
        amount=amount,
        text="Thank you, the certificate is in order. The amount counts as paid.",
        at=_at(today, 38, 14),
        by=staff,
    )


def _question_answered(invoice: Invoice, staff: User, today: date) -> None:
    asked = _ask(
        RequestKind.BILLING_QUESTION,
        "Why is there a negative line?",
        "A customer reduced its licences in the middle of the month and now asks what the line "
        "with the minus sign is.",
        Facts(invoice_number=str(invoice), line_position=1),
        at=_at(today, 21, 11),
        email=HELPDESK,
    )
    request_decisions.answer(
        request=asked,
        text="It takes back the charge for the old quantity; the lines next to it charge each "
        "stretch anew. Together they say what the change costs.",
        at=_at(today, 20, 9),
        by=staff,
    )


def _credit_declined(invoice: Invoice, staff: User, today: date) -> None:
    asked = _ask(
        RequestKind.CREDIT,
        "Outage of the mail service",
        "Mail was not delivered for two hours on a Tuesday evening.",
        Facts(invoice_number=str(invoice), amount=Decimal("75.00")),
        at=_at(today, 15, 10),
    )
    request_answers.ask_back(
        request=asked,
        text="Please send the incident id, which users were hit, and your customer's own request.",
        at=_at(today, 14, 9),
        by=staff,
    )
    requests.reply(
        request=asked,
        text="We have no incident id, and the customer has not complained.",
        at=_at(today, 13, 16),
        by=asked.opened_by,
    )
    request_answers.decline(
        request=asked,
        reason="Without an incident no service level was missed. Should you find its id until the "
        "end of next month, open a new request.",
        at=_at(today, 12, 9),
        by=staff,
    )


def _withdrawn(today: date) -> None:
    asked = _ask(
        RequestKind.BILLING_QUESTION,
        "Where is the invoice of this month?",
        "It was not in my mailbox.",
        Facts(),
        at=_at(today, 7, 8),
        email=HELPDESK,
    )
    requests.withdraw(request=asked, at=_at(today, 7, 9), by=asked.opened_by)


def _tax_id_asked_back(staff: User, today: date) -> None:
    lines = ["Extract of the register", "Waterkant Cloud B.V.", f"VAT id {NEW_ID}"]
    asked = _ask(
        RequestKind.TAX_ID,
        "New VAT id after the merger",
        "From next month on we trade under this number.",
        Facts(tax_number=NEW_ID),
        at=_at(today, 5, 10),
        files=[Arriving("register extract.png", certificates.png(lines))],
    )
    request_answers.take(request=asked, at=_at(today, 4, 9), by=staff)
    request_answers.ask_back(
        request=asked,
        text="The scan has no date. Please attach the extract with the day on which it was issued.",
        at=_at(today, 4, 9),
        by=staff,
    )


def _credit_in_review(invoice: Invoice, staff: User, today: date) -> None:
    lines = invoice.charges.filter(net__gt=50, adjustment=None, subscription__isnull=False)
    line = lines.order_by("position").select_related("subscription__customer")[0]
    asked = _ask(
        RequestKind.CREDIT,
        f"Line {line.position} of {invoice}: ordered twice",
        "The customer ordered the same licences a second time by mistake and never used them.",
        Facts(
            invoice_number=str(invoice),
            line_position=line.position,
            amount=line.net.quantize(Decimal("0.01")),
            customer=line.subscription.customer if line.subscription else None,
        ),
        at=_at(today, 3, 15),
    )
    request_answers.take(request=asked, at=_at(today, 2, 9), by=staff)
    request_answers.note(
        request=asked,
        text="Both orders came within five minutes. Ask whether the first one is used.",
        at=_at(today, 2, 9),
        by=staff,
    )


def _withheld_in_review(invoice: Invoice, today: date) -> None:
    amount = Decimal("402.15")
    _ask(
        RequestKind.WITHHOLDING,
        f"Tax withheld from {invoice}",
        "The certificate of the tax office is attached.",
        Facts(invoice_number=str(invoice), amount=amount),
        at=_at(today, 1, 11),
        files=[_certificate(f"withholding-{invoice}.pdf", invoice, amount)],
    )


def _another_partner_asks(today: date) -> None:
    _ask(
        RequestKind.BILLING_QUESTION,
        "Purchase order on the invoice",
        "From when on does a new purchase order number stand on our invoices?",
        Facts(),
        at=_at(today, 1, 8),
        email=ELSEWHERE,
        mpn_id=OTHER,
    )


def _ask(
    kind: RequestKind,
    subject: str,
    text: str,
    facts: Facts,
    *,
    at: datetime,
    files: Sequence[Arriving] = (),
    email: str = BILLING_ADMIN,
    mpn_id: str = MAIN,
) -> ServiceRequest:
    return request_filing.file(
        partner=Partner.objects.get(mpn_id=mpn_id),
        kind=kind.value,
        subject=subject,
        text=text,
        facts=facts,
        files=files,
        at=at,
        by=User.objects.get(email=email),
    )


def _certificate(name: str, invoice: Invoice, amount: Decimal) -> Arriving:
    lines = [
        "Certificate of tax withheld",
        "Issued to Waterkant Cloud B.V.",
        f"Invoice {invoice}: {invoice.currency} {amount}",
        "Tax office, window 4",
    ]
    return Arriving(name, certificates.pdf(lines))


def _at(today: date, days_ago: int, hour: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(hour, 10), UTC)
