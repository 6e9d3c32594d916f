"""Lines, issued or estimated, as people look for them: by customer, product, type or words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, Count, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from billing.engine.adjustments import BILLING_TYPE as ADJUSTMENT
from billing.models import ChargeRecord, EstimateLine, Invoice
from partnercenter.money import Money, total

GROUPS = ("customer", "product")
MOST_CHOICES = 300
# An adjustment is of no customer and no product: it is looked for under this instead of an id.
NONE = "none"
OF_NONE = {"customer": _("No customer"), "product": _("Adjustments")}
# Why a line is one of several that a single quantity change made.
CHANGES = ("quantity_change", "change_at_once")
L = TypeVar("L", ChargeRecord, EstimateLine)
Address = Callable[[ChargeRecord | EstimateLine], str]


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What somebody asked to see; empty words ask for everything."""

    search: str = ""
    customer: str = ""
    product: str = ""
    charge_type: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by, and what all lines of it add up to."""

    value: str
    label: str
    lines: int
    net: Money


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its amounts as money, and the address where it is explained."""

    line: ChargeRecord | EstimateLine
    currency: str
    address: str

    @property
    def unit_price(self) -> Money:
        return Money(self.line.unit_price, self.currency)

    @property
    def net(self) -> Money:
        return Money(self.line.net, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.line.tax, self.currency)


@dataclass(frozen=True, slots=True)
class Change:
    """The lines that one quantity change made, and what they come to."""

    rows: list[Row]
    net: Money


def lines(among: QuerySet[L], wanted: LineFilter) -> QuerySet[L]:
    """Return the lines that fit, with customer, product and their ids as attributes."""
    found = named(among)
    for name in ("customer", "product"):
        if value := getattr(wanted, name):
            found = found.filter(**{f"{name}_key": value})
    if wanted.charge_type:
        found = found.filter(charge_type=wanted.charge_type)
    for word in wanted.search.split():
        found = found.filter(_mentions(word))
    return found


def named(found: QuerySet[L]) -> QuerySet[L]:
    """Return the lines with customer, product and their ids as attributes."""
    return found.annotate(
        customer_key=_unless_adjusted("texts__customer_id", NONE),
        customer_name=_unless_adjusted("texts__customer", ""),
        product_key=_unless_adjusted("texts__product_id", NONE),
        product_name=_unless_adjusted("texts__product", ""),
    )


def in_order(found: QuerySet[L], *, group: str) -> QuerySet[L]:
    """Order by the group's name, adjustments last, and within it as the document has them."""
    if group in GROUPS:
        last = Case(When(billing_type=ADJUSTMENT, then=1), default=0)
        return found.order_by(last, f"{group}_name", f"{group}_key", "position")
    return found.order_by("position")


def group_totals(
    found: QuerySet[L], *, group: str, values: Collection[str], currency: str
) -> dict[str, Choice]:
    """Return what the lines found add up to for some values of a group, whatever page they are on.

    Of one value the latest name is told: names are copies made line by line.
    """
    key = f"{group}_key"
    return {
        choice.value: choice
        for choice in _choices(found.filter(**{f"{key}__in": values}), group, currency)
    }


def choices(among: QuerySet[L], *, group: str, currency: str) -> list[Choice]:
    """Return what there is to filter by; nothing when a list would be too long to choose from."""
    listed = _choices(named(among), group, currency, most=MOST_CHOICES + 1)
    return listed if len(listed) <= MOST_CHOICES else []


def charge_types(among: QuerySet[L]) -> list[str]:
    """Return the charge types that occur."""
    found = among.order_by("charge_type")
    return list(found.values_list("charge_type", flat=True).distinct())


def explainable(invoice: Invoice) -> QuerySet[ChargeRecord]:
    """Return the invoice's lines with all that explaining one of them asks for."""
    related = ("invoice", "price__price_list", "reverses__invoice", "adjustment__line__invoice")
    return ChargeRecord.objects.filter(invoice=invoice).select_related(*related)


def change_of(
    line: ChargeRecord | EstimateLine, among: QuerySet[L], *, currency: str, address: Address
) -> Change | None:
    """Return all lines of the quantity change that this line is part of, if it is part of one.

    One change takes back a charge and makes new ones; only together do they make sense.
    """
    because = line.explanation.get("because")
    if because not in CHANGES:
        return None
    found = among.filter(
        subscription=line.subscription_id,
        recognised_on=line.recognised_on,
        explanation__because=because,
    )
    rows = [Row(other, currency, address(other)) for other in found.order_by("position")]
    return Change(rows, total((row.net for row in rows), currency))


def _unless_adjusted(text: str, otherwise: str) -> Case:
    adjusted = When(billing_type=ADJUSTMENT, then=Value(otherwise))
    return Case(adjusted, default=KT(text), output_field=TextField())


def _choices(
    found: QuerySet[L], group: str, currency: str, *, most: int | None = None
) -> list[Choice]:
    rows: Any = (
        found.order_by()
        .values(f"{group}_key", f"{group}_name")
        .annotate(lines=Count("id"), sum_net=Sum("net"))
        .order_by(f"{group}_name", f"{group}_key")[:most]
    )
    choices = [
        Choice(
            row[f"{group}_key"] or "",
            str(OF_NONE[group]) if row[f"{group}_key"] == NONE else row[f"{group}_name"] or "",
            row["lines"],
            Money(row["sum_net"], currency),
        )
        for row in rows
    ]
    return sorted(choices, key=lambda choice: choice.value == NONE)


def _mentions(word: str) -> Q:
    asked = Q()
    for name in ("customer", "domain", "product", "sku", "subscription"):
        asked |= Q(**{f"texts__{name}__icontains": word})
    for name in ("subscription_id", "order_id", "offer_id"):
        asked |= Q(**{f"texts__{name}__iexact": word})
    return asked | Q(charge_type__icontains=word) | Q(explanation__inputs__reason__icontains=word)
