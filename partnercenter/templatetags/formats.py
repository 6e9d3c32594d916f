"""Filters that write amounts, days, periods and sizes as the reader does: {% load formats %}.

Every filter takes an optional language, for documents in the partner's own:
``{{ line.net|money }}``, ``{{ sheet.gross|money:sheet.language }}``. Nothing gives a dash.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import filesizeformat

from partnercenter import localize
from partnercenter.money import Money
from partnercenter.periods import Period

register = template.Library()
NOTHING = "\N{EN DASH}"


def _or_dash(value: object, write: Callable[..., str], language: str | None) -> str:
    return NOTHING if value is None or value == "" else write(value, language)


@register.filter
def money(value: Money | None, language: str | None = None) -> str:
    """``EUR 12,340.55``."""
    return _or_dash(value, localize.money, language)


@register.filter
def amount(value: Money | None, language: str | None = None) -> str:
    """``12,340.55``, only where the column's head names the currency."""
    return _or_dash(value, localize.amount, language)


@register.filter
def price(value: Money | None, language: str | None = None) -> str:
    """``EUR 0.000083``: a unit price with all its decimals."""
    return _or_dash(value, localize.price, language)


@register.filter
def unit_price(value: Money | None, language: str | None = None) -> str:
    """``0.000083``, only where the column's head names the currency."""
    return _or_dash(value, localize.unit_price, language)


@register.filter
def in_currency(value: Decimal | Money, currency: str) -> Money:
    """The number as Money: ``{{ line.unit_price|in_currency:sheet.currency|unit_price }}``."""
    return value if isinstance(value, Money) else Money(value, currency)


@register.filter
def compact(value: Money | None, language: str | None = None) -> str:
    """``12.3K``, for labels next to the exact figure."""
    return _or_dash(value, localize.compact, language)


@register.filter
def quantity(value: Decimal | int | None, language: str | None = None) -> str:
    """``1,240`` or ``0.5``."""
    return _or_dash(value, localize.quantity, language)


@register.filter
def percent(value: Decimal | int | None, language: str | None = None) -> str:
    """``21%``, given 21."""
    return _or_dash(value, localize.percent, language)


@register.filter
def day(value: date | None, language: str | None = None) -> str:
    """``13 Dec 2026``."""
    return _or_dash(value, localize.day, language)


@register.filter
def moment(value: datetime | None, language: str | None = None) -> str:
    """``13 Dec 2026, 00:00 UTC``."""
    return _or_dash(value, localize.moment, language)


@register.filter
def period(value: Period | tuple[date, date] | None, language: str | None = None) -> str:
    """``13 Nov - 12 Dec 2026``, both ends included, given a half-open period or pair."""
    if value is not None and not isinstance(value, Period):
        value = Period(*value)
    return _or_dash(value, localize.period, language)


@register.filter
def place(line: str, language: str | None = None) -> str:
    """An address line; where it is only a country's code, the country's name."""
    is_code = len(line) == 2 and line.isalpha() and line.isupper()
    return localize.country(line, language) if is_code else line


@register.filter
def in_fours(value: str) -> str:
    """An IBAN as banks print it: ``NL91 ABNA 0417 1643 00``."""
    bare = "".join(value.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


@register.filter
def file_size(value: int | None) -> str:
    """``16.2 KB``, on one line."""
    return NOTHING if value is None else filesizeformat(value)


@register.filter
def duration(seconds: int) -> str:
    """``40 sec`` or ``3 min``."""
    return localize.duration(seconds)


@register.filter
def machine(value: Money | Decimal | int) -> str:
    """The number as programs read it, for ``value`` attributes."""
    return f"{Decimal(value.amount if isinstance(value, Money) else value):f}"
