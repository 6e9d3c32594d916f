"""Working out an estimate: the facts as they will be, the charges, their tax, the lines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing.engine import calendar, differences, inputs, taxes
from billing.engine.bill import bill
from billing.engine.charges import by_currency
from billing.models import Estimate, EstimateLine, Supplier
from billing.queries import facts, taxation
from billing.services import invoices, lines
from customers.models import Partner
from customers.services import renewals
from partnercenter.periods import Period


def work_out(*, partner: Partner, stream: str, period: Period, at: datetime) -> Estimate:
    """Replace the estimate of the period by what its bill would say at the moment.

    To be called in a transaction that holds the partner's lock. Raises whatever a run would:
    a price, a rate or the supplier is missing.
    """
    known = _facts(partner, stream, period, at)
    charges = bill(known.agreements, period, known.said, known.adjustments)
    tax = _tax(partner, stream, period, at)
    estimate, _created = Estimate.objects.defer("inputs").update_or_create(
        partner=partner,
        stream=stream,
        period_start=period.start,
        defaults={
            "period_end": period.end,
            "asked_at": None,
            "made_at": at,
            "error": "",
            "inputs": {
                "tax": tax.as_data(),
                "charged": differences.marks(charges),
                "told": {
                    inputs.DOCUMENT: inputs.told_tax(tax),
                    **inputs.everything(known.agreements, period, known.said, known.adjustments),
                },
            },
        },
    )
    EstimateLine.objects.filter(estimate=estimate).delete()
    for currency, rows in by_currency(charges).items():
        nets = [row.amount for row in rows]
        shares = taxes.tax_lines(nets, tax.percent, currency, rounding=tax.rounding)
        lines.write_estimated(estimate=estimate, currency=currency, charges=rows, taxes=shares)
    return estimate


def _facts(partner: Partner, stream: str, period: Period, at: datetime) -> facts.Facts:
    """Read the facts as they will be once what is due by now is renewed; nothing is renewed."""
    with transaction.atomic():
        through = min(period.last, at.date())
        renewals.renew_due(partner=partner, through=through, at=at)
        known = facts.of(partner, stream=stream, period=period)
        transaction.set_rollback(True)
    return known


def _tax(partner: Partner, stream: str, period: Period, at: datetime) -> taxes.TaxDecision:
    """Decide the tax of the day that the invoice will bear, as far as it is known."""
    generated_on = max(at.date(), calendar.billable_from(stream, period))
    on = calendar.invoice_date(stream, period, generated_on=generated_on)
    supplier = Supplier.objects.first()
    if supplier is None:
        raise invoices.NoSupplier(_("The supplier's name and tax number are not entered yet."))
    return taxation.decision(supplier, partner, on=on)
