"""What can be done to an invoice: draft it, issue it for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from billing.documents.formats import wanted
from billing.engine import calendar, taxes
from billing.engine.charges import Charge
from billing.engine.streams import STREAMS
from billing.models import BillingRun, DocumentType, Invoice, Supplier
from billing.queries import parties, taxation
from billing.services import documents, lines
from customers.models import Partner
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.money import Money, total, zero

NUMBER = """
    INSERT INTO billing_numberseries (code, last) VALUES (%s, 1)
    ON CONFLICT (code) DO UPDATE SET last = billing_numberseries.last + 1 RETURNING last
"""
TAXES = """
    UPDATE billing_chargerecord SET tax = said.tax
    FROM unnest(%s::bigint[], %s::numeric[]) AS said (id, tax)
    WHERE billing_chargerecord.id = said.id
"""


class AlreadyIssued(Refused):
    """A document is issued once."""

    code = "already_issued"


class NoCharges(Refused):
    """There is nothing to say, so there is no document."""

    code = "no_charges"


class NoSupplier(Refused):
    """Nobody is named as the seller."""

    code = "no_supplier"


def draft(
    *,
    run: BillingRun,
    currency: str,
    charges: Sequence[Charge],
    on: date,
    estimated: Mapping[str, Any] | None = None,
) -> Invoice:
    """Write the charges of one currency on a new draft; it has no number yet.

    They carry the tax of the day on which it is to be issued; issuing decides again.
    ``estimated`` is kept with it: what the last estimate said, and what has changed since.
    """
    invoice = Invoice.objects.create(
        partner=run.partner,
        run=run,
        stream=run.stream,
        currency=currency,
        period_start=run.period_start,
        period_end=run.period_end,
        purchase_order=run.partner.purchase_order,
        estimated=estimated or {},
    )
    lines.write(invoice=invoice, charges=charges, taxes=_foreseen(run.partner, charges, on))
    return invoice


def _foreseen(partner: Partner, charges: Sequence[Charge], on: date) -> Sequence[Money]:
    """Return the tax of each charge as of the day, none before there is a supplier."""
    nets, currency = [charge.amount for charge in charges], charges[0].amount.currency
    supplier = Supplier.objects.first()
    if supplier is None:
        return [zero(currency)] * len(nets)
    decision = taxation.decision(supplier, partner, on=on)
    return taxes.tax_lines(nets, decision.percent, currency, rounding=decision.rounding)


@transaction.atomic
def issue(*, invoice: Invoice, on: date, at: datetime, by: User | None = None) -> Invoice:
    """Decide the tax, freeze both parties, take the next number, and ask for the documents.

    ``on`` is the invoice date (UTC); a negative total becomes a Credit Note with positive
    amounts (A32). Raises AlreadyIssued, NoCharges and NoSupplier.
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.is_issued:
        raise AlreadyIssued(_("Invoice %(number)s is already issued.") % {"number": invoice})
    partner = Partner.objects.get(pk=invoice.partner_id)
    supplier = Supplier.objects.first()
    if supplier is None:
        raise NoSupplier(_("Enter the supplier's name and tax number before issuing invoices."))
    decision = taxation.decision(supplier, partner, on=on)
    _total_up(invoice, decision)
    invoice.tax_decision = decision.as_data()
    invoice.seller, invoice.buyer = parties.seller(supplier), parties.buyer(partner, on=on)
    invoice.issued_on, invoice.issued_at, invoice.due_on = on, at, calendar.due_date(on)
    invoice.number = _next_number(invoice, on)
    invoice.save()
    documents.ask(invoice=invoice, formats=wanted(invoice), at=at)
    audit.record(
        "invoice.issued", invoice, at=at, by=by, partner_id=partner.pk, total=invoice.balance
    )
    return invoice


def _total_up(invoice: Invoice, decision: taxes.TaxDecision) -> None:
    """Share the tax out to the charges and set the document's totals and type."""
    rows = list(invoice.charges.order_by("position").values_list("pk", "net", "tax"))
    if not rows:
        raise NoCharges(_("There is nothing to charge for this period."))
    nets = [Money(net, invoice.currency) for _, net, _ in rows]
    shares = taxes.tax_lines(nets, decision.percent, invoice.currency, rounding=decision.rounding)
    differ = [
        (pk, share.amount)
        for (pk, _net, tax), share in zip(rows, shares, strict=True)
        if tax != share.amount
    ]
    if differ:
        with connection.cursor() as cursor:
            cursor.execute(TAXES, [list(column) for column in zip(*differ, strict=True)])
    net, tax = total(nets, invoice.currency), total(shares, invoice.currency)
    if net.amount < 0:
        invoice.document_type = DocumentType.CREDIT_NOTE
    invoice.net, invoice.tax = net.amount * invoice.sign, tax.amount * invoice.sign
    invoice.gross = invoice.net + invoice.tax


def _next_number(invoice: Invoice, on: date) -> str:
    """Take the next number of the document's series; it stays locked until commit."""
    kind = "C" if invoice.is_credit_note else ""
    series = f"{STREAMS[invoice.stream].prefix}{kind}{on:%y}"
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [series])
        (last,) = cursor.fetchone()
    return f"{series}{last:0{10 - len(series)}d}"
