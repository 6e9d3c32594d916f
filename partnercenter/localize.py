"""Amounts, days and periods as a reader writes them; the language is the page's unless told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_timedelta
from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language

from partnercenter.money import Money, half_up, minor_units
from partnercenter.periods import Period

MINUS = "\N{MINUS SIGN}"
TIED = "\N{NO-BREAK SPACE}"
MOST_DECIMALS = 18

# The supplier writes European English: day before month, code before amount.
WRITTEN_AS = {"en": "en_GB"}


def locale_of(language: str | None = None) -> Locale:
    """Return how that language (or the page's) writes numbers and days."""
    return _locale(language or get_language() or "en")


def money(value: Money, language: str | None = None) -> str:
    """Return ``EUR 12,340.55``: code, locale separators, whole minor units, U+2212 for minus."""
    return _coded(amount(value, language), value.currency, language)


def amount(value: Money, language: str | None = None) -> str:
    """Return the amount without its code, for columns whose head names the currency."""
    places = minor_units(value.currency)
    return _number(value.rounded().amount, places, places, language)


def price(value: Money, language: str | None = None) -> str:
    """Return a unit price: every decimal it has, but at least the currency's minor units."""
    return _coded(unit_price(value, language), value.currency, language)


def unit_price(value: Money, language: str | None = None) -> str:
    """Return a unit price without its code, for columns whose head names the currency."""
    return _number(value.amount, minor_units(value.currency), MOST_DECIMALS, language)


def quantity(value: Decimal | int, language: str | None = None) -> str:
    """Return a quantity with every decimal it has and none that is only a zero."""
    return _number(Decimal(value), 0, MOST_DECIMALS, language)


def percent(value: Decimal | int, language: str | None = None) -> str:
    """Return ``21%``, given the percentage itself and not a fraction of one."""
    gap = "" if locale_of(language).language in {"en", "nl"} else TIED
    return f"{quantity(value, language)}{gap}%"


def compact(value: Money, language: str | None = None) -> str:
    """Return ``12.3K``: the size of an amount, for labels where the exact figure is near."""
    whole = half_up(abs(value.amount), 0)
    digits = 1 if whole >= 1000 else 0
    text = format_compact_decimal(whole, fraction_digits=digits, locale=locale_of(language))
    if text.isdecimal():  # German has no short form of thousands
        text = quantity(whole, language)
    return _signed(text, value.amount < 0 < whole)


def day(value: date, language: str | None = None) -> str:
    """Return ``13 Dec 2026``; a moment is told as its day in UTC."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).date()
    return _plain(format_date(value, format="medium", locale=locale_of(language)))


def moment(value: datetime, language: str | None = None) -> str:
    """Return ``13 Dec 2026, 00:00 UTC``; raises ValueError for a moment without a zone."""
    if value.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {value}")
    at = value.astimezone(UTC)
    return f"{day(at.date(), language)}, {at:%H:%M} UTC"


def period(value: Period, language: str | None = None) -> str:
    """Return ``13 Nov - 12 Dec 2026`` with a dash: first and last day, both included."""
    if value.days <= 1:
        return day(value.start, language)
    locale = locale_of(language)
    return _plain(format_interval(value.start, value.last, skeleton="yMMMd", locale=locale))


def duration(seconds: int, language: str | None = None) -> str:
    """Return ``40 sec`` or ``3 min``, as an estimate may be told."""
    spell = timedelta(seconds=seconds)
    return format_timedelta(spell, format="short", locale=locale_of(language))


def country(code: str, language: str | None = None) -> str:
    """Return the country's name, or the code where it is not known."""
    return str(locale_of(language).territories.get(code, code))


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(WRITTEN_AS.get(language, language.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


def _number(value: Decimal, fewest: int, most: int, language: str | None) -> str:
    pattern = "#,##0" + ("." if most else "") + "0" * fewest + "#" * (most - fewest)
    text = format_decimal(abs(value), format=pattern, locale=locale_of(language))
    return _signed(text, value < 0)


def _signed(text: str, negative: bool) -> str:
    return f"{MINUS}{text}" if negative else text


def _coded(text: str, currency: str, language: str | None) -> str:
    pattern = locale_of(language).currency_formats["standard"].pattern
    code_first = pattern.lstrip().startswith("\N{CURRENCY SIGN}")
    return f"{currency}{TIED}{text}" if code_first else f"{text}{TIED}{currency}"


def _plain(text: str) -> str:
    """Replace thin spaces, which few fonts carry, by ordinary ones."""
    return text.replace("\N{THIN SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", TIED)
