"""Every issued line and total, derived again from what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from billing.engine.calendar import due_date
from billing.engine.derive import (
    Difference,
    Issued,
    Totals,
    line_differences,
    total_differences,
)
from billing.models import ChargeRecord, Invoice

READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Verified:
    """A document that was verified: how many lines, and whatever does not follow."""

    invoice: Invoice
    lines: int
    differences: tuple[Difference, ...]


def verify(invoice: Invoice) -> Verified:
    """Derive the lines and the totals of an issued document again, and compare."""
    rows: list[tuple[int, Decimal, Decimal]] = []
    found: list[Difference] = []
    for line in _lines(invoice):
        rows.append((line.position, line.net, line.tax))
        found += line_differences(line, invoice.currency)
    decision = invoice.tax_decision
    said = Totals(
        currency=invoice.currency,
        sign=invoice.sign,
        net=invoice.net,
        tax=invoice.tax,
        gross=invoice.gross,
        percent=Decimal(decision["percent"]),
        rounding=decision.get("rounding", "document"),
    )
    found += total_differences(rows, said)
    if invoice.issued_on is not None and invoice.due_on != due_date(invoice.issued_on):
        due = due_date(invoice.issued_on)
        found.append(Difference(0, "due_on", str(invoice.due_on), str(due)))
    return Verified(invoice, len(rows), tuple(found))


def _lines(invoice: Invoice) -> Iterator[Issued]:
    rows = ChargeRecord.objects.filter(invoice=invoice).order_by("position")
    columns = (
        "position",
        "quantity",
        "list_price",
        "price__unit_price",
        "amount",
        "discount",
        "net",
        "tax",
        "explanation",
        "reverses__amount",
    )
    for row in rows.values_list(*columns).iterator(chunk_size=READ_AT_ONCE):
        yield Issued(*row)
