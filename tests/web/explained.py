"""Charges made up for a page of explanations, and told as if they stood on an invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing.engine.bill import bill
from billing.engine.charges import Charge
from billing.engine.taxes import decide
from billing.models import ChargeRecord, Invoice
from billing.queries.explanations import Explanation, explain
from partnercenter.periods import Period
from tests.engine.purchases import a_purchase

JANUARY = date(2026, 1, 13)


def bought(**story: object) -> list[Charge]:
    """What an item at 824.00, then 900.00 is charged in its first year and after."""
    item = a_purchase("824.00", "900.00", **story)  # type: ignore[arg-type]
    return bill([item], Period(JANUARY, date(2027, 3, 1)), [])


def told(charge: Charge, *, tax: str = "0") -> Explanation:
    """Explain a charge as if it stood on an invoice."""
    invoice = Invoice(
        currency=charge.amount.currency,
        tax_decision=decide(
            seller_country="NL", buyer_country="NL", buyer_vat_number="", on=date(2026, 11, 15)
        ).as_data(),
    )
    return explain(
        ChargeRecord(
            invoice=invoice,
            billing_type=charge.billing_type,
            charge_type=charge.charge_type,
            period_start=charge.period.start,
            period_end=charge.period.end,
            quantity=charge.quantity,
            unit_price=charge.unit_price,
            list_price=charge.list_price,
            amount=charge.amount.amount,
            discount=Decimal(0),
            net=charge.amount.amount,
            tax=Decimal(tax),
            recognised_on=charge.recognised_on,
            texts={"unit": "1 Hour"},
            explanation=dict(charge.explanation),
        )
    )
