"""Columns that write amounts, days and links as the rest of the product does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_stubs_ext import StrPromise

from partnercenter import localize
from partnercenter.money import Money, trimmed
from partnercenter.periods import Period

NOTHING = "\N{EN DASH}"
Column = Callable[[Any, Any], str]


def day(field: str, label: StrPromise) -> Column:
    """A date, as ``13 Dec 2026``."""
    return _column(field, label, lambda value, obj: one_line(localize.day(value)))


def moment(field: str, label: StrPromise) -> Column:
    """A moment with its zone, as ``13 Dec 2026, 00:00 UTC``."""
    return _column(field, label, lambda value, obj: one_line(localize.moment(value)))


def money(
    field: str, label: StrPromise, *, currency: Callable[[Any], str] = lambda obj: obj.currency
) -> Column:
    """An amount, with the currency of its row."""
    return _column(
        field,
        label,
        lambda value, obj: figure(localize.money(Money(Decimal(value), currency(obj)))),
    )


def price(
    field: str, label: StrPromise, *, currency: Callable[[Any], str] = lambda obj: obj.currency
) -> Column:
    """A price for one, with every decimal it has."""
    return _column(
        field,
        label,
        lambda value, obj: figure(localize.price(Money(Decimal(value), currency(obj)))),
    )


def number(field: str, label: StrPromise) -> Column:
    """A quantity without the zeros that only the database keeps."""
    return _column(
        field, label, lambda value, obj: figure(localize.quantity(trimmed(Decimal(value))))
    )


def period(label: StrPromise, *, start: str = "period_start", end: str = "period_end") -> Column:
    """A stretch of days, first and last both included."""
    return _column(
        start,
        label,
        lambda value, obj: one_line(localize.period(Period(value, getattr(obj, end)))),
    )


def facts(field: str, label: StrPromise) -> Column:
    """Data kept as names and values, one under the other."""
    return _column(field, label, lambda value, obj: facts_list(value), order=None)


def facts_list(data: object) -> str:
    """Write data as HTML: a mapping as terms, a list as points, the rest as text."""
    if data in (None, "", [], {}):
        return NOTHING
    if isinstance(data, Mapping):
        rows = ((str(name).replace("_", " "), facts_list(value)) for name, value in data.items())
        return format_html(
            '<dl class="told">{}</dl>',
            format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows),
        )
    if isinstance(data, list):
        points = format_html_join("", "<li>{}</li>", ((facts_list(item),) for item in data))
        return format_html("<ul>{}</ul>", points)
    return str(data)


def link(name: str, key: object, text: object) -> str:
    """Write a link to the staff page of a row, or its text where there is no such page."""
    try:
        return format_html('<a href="{}">{}</a>', reverse(f"admin:{name}", args=[key]), text)
    except NoReverseMatch:
        return str(text)


def _column(
    field: str,
    label: StrPromise,
    write: Callable[[Any, Any], str],
    *,
    order: str | None = "",
) -> Column:
    @admin.display(description=label, ordering=field if order == "" else order)
    def column(_page: Any, obj: Any) -> str:
        value = getattr(obj, field)
        return NOTHING if value is None or value == "" else write(value, obj)

    return column


def one_line(text: str) -> SafeString:
    """Write a text that never breaks over two lines."""
    return format_html('<span class="one-line">{}</span>', text)


def figure(text: str) -> SafeString:
    """Write a number, to be aligned with those above and below."""
    return format_html('<span class="figure">{}</span>', text)
