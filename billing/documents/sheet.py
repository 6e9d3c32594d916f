"""Everything printed on an invoice, frozen, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from billing.documents import legal_words
from billing.engine.adjustments import BILLING_TYPE as ADJUSTMENT
from billing.engine.calendar import NET_DAYS
from billing.engine.streams import ONE_TIME, RECURRING
from billing.models import ChargeRecord, Invoice
from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine import kinds

PRINTED_LINES = 400


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One printed charge; ``note`` says what its names do not: why a refund, what it takes back."""

    customer: str
    product: str
    charge_type: str
    period: Period
    quantity: Decimal
    unit_price: Decimal
    net: Money
    tax: Money
    gross: Money
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the reader sees; amounts of a credit note are positive throughout.

    ``lines`` begin the charges of the reconciliation files, ``more_lines`` counts those printed
    there only; ``adjustments`` are in no file, so all of them are printed.
    """

    number: str
    title: str
    is_credit_note: bool
    stream_label: str
    issued_on: date
    due_on: date
    period: Period
    terms: str
    currency: str
    language: str
    seller: Mapping[str, Any]
    buyer: Mapping[str, Any]
    purchase_order: str
    summary: tuple[tuple[str, Money], ...]
    net: Money
    tax: Money
    gross: Money
    tax_rate: Decimal
    tax_words: str
    lines: tuple[SheetLine, ...]
    line_count: int
    more_lines: int
    tax_rounding: str = ""
    adjustments: tuple[SheetLine, ...] = ()


class NotIssued(ValueError):
    """A draft has no number, so there is nothing to print."""


def sheet_of(invoice: Invoice) -> Sheet:
    """Return the sheet of an issued document, in the partner's language; raises NotIssued."""
    if invoice.number is None or invoice.issued_on is None or invoice.due_on is None:
        raise NotIssued(f"{invoice} is a draft")
    language = invoice.buyer.get("language", "en")
    charges = invoice.charges.select_related("adjustment", "reverses__invoice")
    charges = charges.order_by("position")
    filed, adjusted = (
        found(billing_type=ADJUSTMENT) for found in (charges.exclude, charges.filter)
    )
    count = filed.count()
    with translation.override(language):
        adjustments = tuple(_line(row, invoice) for row in adjusted)
        return Sheet(
            number=invoice.number,
            title=str(invoice.get_document_type_display()),
            is_credit_note=invoice.is_credit_note,
            stream_label=_stream_label(invoice.stream),
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            period=invoice.period,
            terms=_("Net %(days)s days") % {"days": NET_DAYS},
            currency=invoice.currency,
            language=language,
            seller=invoice.seller,
            buyer=invoice.buyer,
            purchase_order=invoice.purchase_order,
            summary=tuple(_summary(invoice)),
            net=Money(invoice.net, invoice.currency),
            tax=Money(invoice.tax, invoice.currency),
            gross=Money(invoice.gross, invoice.currency),
            tax_rate=Decimal(invoice.tax_decision["percent"]),
            tax_words=legal_words.untaxed(
                invoice.tax_decision["rule"],
                language=language,
                certificate=invoice.tax_decision.get("exemption", ""),
            ),
            tax_rounding=invoice.tax_decision.get("rounding", "") if invoice.tax else "",
            lines=tuple(_line(row, invoice) for row in filed[:PRINTED_LINES]),
            line_count=count + len(adjustments),
            more_lines=max(0, count - PRINTED_LINES),
            adjustments=adjustments,
        )


def _stream_label(stream: str) -> str:
    """Name the stream in the language of the document."""
    return {
        RECURRING.code: _("Recurring"),
        ONE_TIME.code: _("One-time and recurring purchases"),
    }[stream]


def _summary(invoice: Invoice) -> Iterable[tuple[str, Money]]:
    """Charges by billing type, what was credited, and adjustments, adding up to the subtotal."""
    filed = invoice.charges.exclude(billing_type=ADJUSTMENT)
    charged = dict(filed.filter(net__gte=0).values_list("billing_type").annotate(Sum("net")))
    credited = filed.filter(net__lt=0).aggregate(total=Sum("net"))["total"]
    adjusted = invoice.charges.filter(billing_type=ADJUSTMENT).aggregate(total=Sum("net"))["total"]
    labels = {
        "license": _("License-based charges"),
        "usage": _("Usage-based charges"),
        "one_time": _("One-time charges"),
        "plan": _("Consumption plan charges"),
    }
    for code in kinds.KINDS:
        if code in charged:
            yield labels[code], Money(charged[code] * invoice.sign, invoice.currency)
    if credited:
        yield _("Credits"), Money(credited * invoice.sign, invoice.currency)
    if adjusted is not None:
        yield _("Adjustments"), Money(adjusted * invoice.sign, invoice.currency)


def _line(row: ChargeRecord, invoice: Invoice) -> SheetLine:
    sign, currency = invoice.sign, invoice.currency
    return SheetLine(
        customer=row.texts["customer"],
        product=row.texts["sku"],
        charge_type=row.charge_type,
        period=row.period,
        quantity=row.quantity,
        unit_price=row.unit_price * sign,
        net=Money(row.net * sign, currency),
        tax=Money(row.tax * sign, currency),
        gross=Money((row.net + row.tax) * sign, currency),
        note=_note(row),
    )


def _note(row: ChargeRecord) -> str:
    """Say why a line was refunded, and which line a withdrawn adjustment takes back."""
    if row.adjustment is None:
        return ""
    reason = row.adjustment.reason if row.subscription_id else ""
    if row.reverses is None:
        return reason
    withdrawn = _("withdrawn, takes back line %(position)s of %(number)s") % {
        "position": row.reverses.position,
        "number": row.reverses.invoice,
    }
    return f"{reason}: {withdrawn}" if reason else withdrawn
