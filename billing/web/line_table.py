"""The lines of an invoice as its page shows them: filtered, grouped, a hundred at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from billing.models import ChargeRecord, Invoice
from billing.queries import lines
from billing.queries.lines import Choice, LineFilter, Row

A_PAGE = 100
GROUPINGS = ("customer", "product", "none")


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together on this page; ``total`` counts those on other pages too."""

    total: Choice | None
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class LineTable:
    """The table, what it can be filtered by, and what it is filtered by now."""

    page: Page[ChargeRecord]
    groups: list[Group]
    grouping: str
    wanted: LineFilter
    customers: list[Choice]
    products: list[Choice]
    charge_types: list[str]
    chips: list[tuple[str, str, str]]


def line_table(invoice: Invoice, asked: QueryDict) -> LineTable:
    """Read the address and return the page of lines it asks for."""
    wanted = LineFilter(
        **{name: asked.get(name, "").strip()[:200] for name in LineFilter.__slots__}
    )
    group = grouping(asked)
    found = lines.lines(invoice, wanted)
    page = Paginator(lines.in_order(found, group=group), A_PAGE).get_page(asked.get("page"))
    customers = lines.choices(invoice, group="customer")
    products = lines.choices(invoice, group="product")
    totals: Mapping[str, Choice] = {}
    if group in lines.GROUPS:
        keys = {_key(line, group) for line in page}
        totals = lines.group_totals(found, group=group, values=keys, currency=invoice.currency)
    return LineTable(
        page=page,
        groups=_grouped(page, group, totals, invoice.currency),
        grouping=group,
        wanted=wanted,
        customers=customers,
        products=products,
        charge_types=lines.charge_types(invoice),
        chips=list(_chips(wanted, customers, products)),
    )


def grouping(asked: QueryDict) -> str:
    """Return what the address asks the lines to be grouped by."""
    group = asked.get("group", "")
    return group if group in GROUPINGS else GROUPINGS[0]


def _key(line: ChargeRecord, group: str) -> str:
    return str(getattr(line, f"{group}_key")) if group in lines.GROUPS else ""


def _grouped(
    page: Iterable[ChargeRecord], group: str, totals: Mapping[str, Choice], currency: str
) -> list[Group]:
    together = groupby(page, lambda line: _key(line, group))
    return [
        Group(totals.get(key), [Row(line, currency) for line in found]) for key, found in together
    ]


def _chips(
    wanted: LineFilter, customers: Iterable[Choice], products: Iterable[Choice]
) -> Iterable[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if wanted.search:
        yield "search", _("Search"), wanted.search
    if wanted.customer:
        yield "customer", _("Customer"), _name(customers, wanted.customer)
    if wanted.product:
        yield "product", _("Product"), _name(products, wanted.product)
    if wanted.charge_type:
        yield "charge_type", _("Charge type"), wanted.charge_type


def _name(choices: Iterable[Choice], value: str) -> str:
    return next((choice.label for choice in choices if choice.value == value), value)
