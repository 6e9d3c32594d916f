"""The proof that an invoice is the sum of its reconciliation lines, worked out anew each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Q, Sum, Value
from django.db.models.functions import Coalesce

from billing.engine.adjustments import BILLING_TYPE
from billing.models import ChargeRecord, Invoice
from billing.queries.adjustments import Adjusted, adjusted
from partnercenter.money import Money, total
from pricing.engine.kinds import KINDS

NOTHING = Value(0, DecimalField(max_digits=19, decimal_places=4))


@dataclass(frozen=True, slots=True)
class OfType:
    """What the lines of one billing type add up to, with their own signs."""

    billing_type: str
    label: str
    lines: int
    charges: Money
    credits: Money
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Lines on one side, the document on the other; credits keep their sign on both.

    Adjustments live on the document only, so they stand between the two, each by its name.
    """

    net: Money
    tax: Money
    adjusted: Adjusted
    said_net: Money
    said_tax: Money

    @property
    def adjustments(self) -> Money:
        return self.adjusted.net

    @property
    def adjustments_tax(self) -> Money:
        return self.adjusted.tax

    @property
    def difference(self) -> Money:
        return self.net + self.adjustments - self.said_net

    @property
    def tax_difference(self) -> Money:
        return self.tax + self.adjustments_tax - self.said_tax

    @property
    def ties(self) -> bool:
        return not self.difference and not self.tax_difference


@dataclass(frozen=True, slots=True, kw_only=True)
class TieOut(Sums):
    """The same by billing type, charges and credits apart; adjustments are of no type."""

    types: tuple[OfType, ...]
    lines: int
    charges: Money
    credits: Money


def tie_out(invoice: Invoice) -> TieOut:
    """Add up the invoice's lines in the database and hold them against what it says."""
    rows = (
        ChargeRecord.objects.filter(invoice=invoice)
        .exclude(billing_type=BILLING_TYPE)
        .values("billing_type")
        .annotate(
            lines=Count("id"),
            charges=Coalesce(Sum("net", filter=Q(net__gte=0)), NOTHING),
            credits=Coalesce(Sum("net", filter=Q(net__lt=0)), NOTHING),
            sum_net=Sum("net"),
            sum_tax=Sum("tax"),
        )
        .order_by("billing_type")
    )
    types = tuple(_of_type(row, invoice.currency) for row in rows)
    currency, sign = invoice.currency, invoice.sign
    return TieOut(
        types=types,
        lines=sum(row.lines for row in types),
        charges=total((row.charges for row in types), currency),
        credits=total((row.credits for row in types), currency),
        net=total((row.net for row in types), currency),
        tax=total((row.tax for row in types), currency),
        adjusted=adjusted(invoice),
        said_net=Money(invoice.net * sign, currency),
        said_tax=Money(invoice.tax * sign, currency),
    )


def _of_type(row: Mapping[str, Any], currency: str) -> OfType:
    def money(name: str) -> Money:
        return Money(row[name] or Decimal(0), currency)

    code = row["billing_type"]
    return OfType(
        billing_type=code,
        label=KINDS[code].LABEL,
        lines=row["lines"],
        charges=money("charges"),
        credits=money("credits"),
        net=money("sum_net"),
        tax=money("sum_tax"),
    )
