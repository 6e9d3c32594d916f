"""What the open period of a stream comes to so far, for whom and for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import RowNumber

from billing.engine import calendar
from billing.models import Adjustment, ChargeRecord, Estimate, EstimateLine, Invoice
from billing.queries import lines
from customers.models import Partner
from partnercenter.access import Actor
from partnercenter.money import Money, exactly
from partnercenter.periods import Period

TOP = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One customer or product of an estimate; ``share`` is percent of the largest part shown."""

    name: str
    lines: int
    net: Money
    share: int


@dataclass(frozen=True, slots=True)
class Sums:
    """One currency of an estimate: what its lines add up to, and its largest parts."""

    currency: str
    lines: int
    net: Money
    tax: Money
    customers: tuple[Part, ...] = ()
    products: tuple[Part, ...] = ()

    @property
    def gross(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Outlook:
    """The open period of a stream and what is estimated of it; nothing when never asked for."""

    period: Period
    invoice_on: date
    available_by: datetime
    estimate: Estimate | None
    sums: tuple[Sums, ...]

    @property
    def is_waiting(self) -> bool:
        return self.estimate is not None and self.estimate.asked_at is not None

    @property
    def is_made(self) -> bool:
        return self.estimate is not None and self.estimate.made_at is not None


def outlook(
    actor: Actor, *, partner: Partner, stream: str, on: date, parts: bool = False
) -> Outlook:
    """Return the estimate of the period that is open on the day, with its ``parts`` or without.

    ``invoice_on`` is the first day that its invoice can bear.
    """
    period = calendar.open_period(stream, partner.billing_day, on=on)
    found = readable(actor).filter(stream=stream, period_start=period.start).first()
    return Outlook(
        period=period,
        invoice_on=calendar.invoice_date(
            stream, period, generated_on=calendar.billable_from(stream, period)
        ),
        available_by=calendar.available_by(stream, closes_on=period.last),
        estimate=found,
        sums=tuple(sums_of(found, parts=parts)) if found and found.made_at else (),
    )


def readable(actor: Actor) -> QuerySet[Estimate]:
    """Return the actor's estimates without their inputs, which are as long as a book."""
    return Estimate.objects.visible_to(actor).defer("inputs")


def lines_of(estimate: Estimate) -> QuerySet[EstimateLine]:
    """Return the lines of an estimate, each knowing its stream."""
    return estimate.lines.select_related("estimate").defer("estimate__inputs")


def as_invoice(estimate: Estimate, currency: str) -> Invoice:
    """Return the invoice that this would be today, without anything but its tax decision."""
    tax = KeyTransform("tax", "inputs")
    decision = Estimate.objects.filter(pk=estimate.pk).values_list(tax, flat=True).get()
    return Invoice(currency=currency, tax_decision=decision)


def as_charge(line: EstimateLine, invoice: Invoice) -> ChargeRecord:
    """Return the line as the charge that it would be on its invoice, to be explained like one."""
    inputs = line.explanation.get("inputs", {})
    said = ChargeRecord.objects.select_related("invoice")
    charge = ChargeRecord(
        invoice=invoice,
        subscription_id=line.subscription_id,
        **line.in_common(),
    )
    if before := inputs.get("reversed"):
        charge.reverses = said.filter(pk=before).first()
    if "reason" in inputs:
        refunded = said.filter(pk=inputs["offsets"]).first() if "offsets" in inputs else None
        charge.adjustment = Adjustment(reason=inputs["reason"], line=refunded)
    return charge


def sums_of(estimate: Estimate, *, parts: bool = False) -> Iterable[Sums]:
    """Yield what the lines of each currency add up to, with their largest parts or without."""
    rows = (
        estimate.lines.values_list("currency")
        .annotate(Count("id"), Sum("net"), Sum("tax"))
        .order_by("currency")
    )
    customers = _parts(estimate, "customer") if parts else {}
    products = _parts(estimate, "product") if parts else {}
    for currency, count, net, tax in rows:
        yield Sums(
            currency=currency,
            lines=count,
            net=Money(net, currency),
            tax=Money(tax, currency),
            customers=customers.get(currency, ()),
            products=products.get(currency, ()),
        )


def _parts(estimate: Estimate, group: str) -> dict[str, tuple[Part, ...]]:
    """Return the largest parts in each currency, in one query however many there are."""
    place = Window(RowNumber(), partition_by="currency", order_by=F("sum_net").desc())
    rows: Any = (
        lines.named(estimate.lines.all())
        .order_by()
        .values("currency", f"{group}_key", f"{group}_name")
        .annotate(count=Count("id"), sum_net=Sum("net"))
        .annotate(place=place)
        .filter(place__lte=TOP)
        .order_by("currency", "place")
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row["currency"]].append(row)
    return {currency: tuple(_shown(of, group)) for currency, of in found.items()}


def _shown(rows: list[Any], group: str) -> Iterable[Part]:
    largest = max(row["sum_net"] for row in rows)
    for row in rows:
        share = exactly(max(row["sum_net"], Decimal(0)) * 100, largest) if largest > 0 else 0
        name = lines.OF_NONE[group] if row[f"{group}_key"] == lines.NONE else row[f"{group}_name"]
        yield Part(str(name), row["count"], Money(row["sum_net"], row["currency"]), round(share))
