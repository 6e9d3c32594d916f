"""Lines as pages show them, issued or estimated: filtered, grouped, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from billing.queries import lines
from billing.queries.lines import Address, Choice, L, LineFilter, Row

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

    page: Page[Any]
    currency: str
    groups: list[Group]
    grouping: str
    wanted: LineFilter
    customers: list[Choice]
    products: list[Choice]
    charge_types: list[str]
    chips: list[tuple[str, str, str]]


def line_table(
    among: QuerySet[L],
    asked: QueryDict,
    *,
    currency: str,
    address: Address,
    a_page: int = A_PAGE,
) -> LineTable:
    """Read what is asked for in the address and return that page of these lines."""
    wanted, group = line_filter(asked), grouping(asked)
    found = lines.lines(among, wanted)
    page = Paginator(lines.in_order(found, group=group), a_page).get_page(asked.get("page"))
    customers = lines.choices(among, group="customer", currency=currency)
    products = lines.choices(among, group="product", currency=currency)
    totals: Mapping[str, Choice] = {}
    if group in lines.GROUPS:
        keys = {_key(line, group) for line in page}
        totals = lines.group_totals(found, group=group, values=keys, currency=currency)
    together = groupby(page, lambda line: _key(line, group))
    return LineTable(
        page=page,
        currency=currency,
        groups=[
            Group(totals.get(key), [Row(line, currency, address(line)) for line in of_key])
            for key, of_key in together
        ],
        grouping=group,
        wanted=wanted,
        customers=customers,
        products=products,
        charge_types=lines.charge_types(among),
        chips=list(_chips(wanted, customers, products)),
    )


def line_filter(asked: QueryDict) -> LineFilter:
    """Return which lines the address asks for."""
    return LineFilter(**{name: asked.get(name, "").strip()[:200] for name in LineFilter.__slots__})


def grouping(asked: QueryDict) -> str:
    """Return what the address asks the lines to be grouped by."""
    group = asked.get("group", "")
    return group if group in GROUPINGS else GROUPINGS[0]


def _key(line: object, group: str) -> str:
    return str(getattr(line, f"{group}_key")) if group in lines.GROUPS else ""


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
