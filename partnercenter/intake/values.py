"""The kinds of value a column may hold: what SQL accepts as one, and how SQL turns it into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale
from babel.numbers import list_currencies
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Expression = Callable[[str], str]

ISO_DAY = "'^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
US_DAY = "'^(0?[1-9]|1[0-2])/(0?[1-9]|[12][0-9]|3[01])/[1-9][0-9]{3}( 0?0:00)?$'"
GUID_SHAPE = "'________-____-____-____-____________'"
NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of value; ``valid`` and ``value`` make SQL out of the column's, which is text.

    ``value`` only ever meets what ``valid`` let pass. ``empty`` stands for nothing.
    """

    sql: str
    valid: Expression
    value: Expression
    reason: Words
    facts: Mapping[str, object] = field(default_factory=dict)
    empty: str = "NULL"


def text(longest: int) -> Kind:
    """Text of at most so many characters."""
    return Kind(
        sql="text",
        # Counting bytes is free; characters are counted only where there could be too many.
        valid=lambda c: f"(octet_length({c}) <= {longest} OR length({c}) <= {longest})",
        value=_as_it_is,
        reason=_("the text is longer than %(longest)d characters"),
        facts={"longest": longest},
        empty="''",
    )


def pattern(shape: str, reason: Words) -> Kind:
    """Text of a shape, a regular expression that must match the whole; it limits the length."""
    return Kind("text", lambda c: f"{c} ~ {quoted(f'^({shape})$')}", _as_it_is, reason, empty="''")


def number(decimals: int = 18) -> Kind:
    """An exact decimal number: no exponent, no thousands separator, no more digits than said."""
    # Zeros after the last place do no harm; other digits there would be rounded silently.
    exact = rf"'^-?(0|[1-9][0-9]{{0,12}})(\.[0-9]{{1,{decimals}}}0{{0,{18 - decimals}}})?$'"
    # What is short has few digits; counting them in the pattern takes three times as long.
    shape, short = r"'^-?(0|[1-9][0-9]*)(\.[0-9]+)?$'", min(13, decimals + 2)
    return Kind(
        sql="numeric",
        valid=lambda c: f"({c} ~ {shape} AND (octet_length({c}) <= {short} OR {c} ~ {exact}))",
        value=lambda c: f"{c}::numeric",
        reason=_('"%(value)s" is not a number (13 digits, a full stop and %(decimals)d decimals)'),
        facts={"decimals": decimals},
    )


def count(most: int) -> Kind:
    """A whole number from one up to some number of at most nine digits."""
    return Kind(
        sql="integer",
        valid=lambda c: (
            f"CASE WHEN {c} ~ '^[1-9][0-9]{{0,8}}$' THEN {c}::int <= {most} ELSE false END"
        ),
        value=lambda c: f"{c}::integer",
        reason=_('"%(value)s" is not a whole number from 1 to %(most)d'),
        facts={"most": most},
    )


def choice(choices: Mapping[str, str | int]) -> Kind:
    """One of some words in any case, each standing for a code."""
    codes = {quoted(word.lower()): code for word, code in choices.items()}
    cases = " ".join(
        f"WHEN {word} THEN {quoted(code) if isinstance(code, str) else code}"
        for word, code in codes.items()
    )
    return Kind(
        sql="text" if any(isinstance(code, str) for code in codes.values()) else "integer",
        valid=lambda c: f"lower({c}) IN ({', '.join(codes)})",
        value=lambda c: f"CASE lower({c}) {cases} END",
        reason=_('"%(value)s" is none of %(words)s'),
        facts={"words": ", ".join(word for word in choices if word)},
    )


@cache
def countries() -> frozenset[str]:
    """Return the ISO 3166 codes of all countries."""
    codes = (str(code) for code in Locale("en").territories)
    known = frozenset(code for code in codes if len(code) == 2 and code.isalpha())
    return known - NOT_COUNTRIES


@cache
def country() -> Kind:
    """A country code."""
    return _code(countries(), _('"%(value)s" is not a country code, such as NL'))


@cache
def currency() -> Kind:
    """An ISO 4217 currency code."""
    return _code(list_currencies(), _('"%(value)s" is not a currency code, such as EUR'))


def quoted(words: str) -> str:
    """Return a constant of ours as SQL writes it."""
    return "'" + words.replace("'", "''") + "'"


def _code(codes: Iterable[str], reason: Words) -> Kind:
    known = ", ".join(quoted(code) for code in sorted(codes))
    return Kind(
        sql="text",
        valid=lambda c: f"upper({c}) IN ({known})",
        value=lambda c: f"upper({c})",
        reason=reason,
        empty="''",
    )


def _as_it_is(column: str) -> str:
    return column


def _iso_day(c: str) -> str:
    return f"make_date(left({c}, 4)::int, substr({c}, 6, 2)::int, 1) + (right({c}, 2)::int - 1)"


def _us_day(c: str) -> str:
    year = f"split_part(split_part({c}, '/', 3), ' ', 1)::int"
    first = f"make_date({year}, split_part({c}, '/', 1)::int, 1)"
    return f"{first} + (split_part({c}, '/', 2)::int - 1)"


def _is_day(c: str) -> str:
    """Every month has 28 days; beyond, count from the first and see that the month is kept."""
    iso, us = f"right({c}, 2)::int", f"split_part({c}, '/', 2)::int"
    return (
        f"CASE WHEN strpos({c}, '/') = 0 THEN CASE WHEN {c} ~ {ISO_DAY} THEN {iso} <= 28"
        f" OR extract(month FROM {_iso_day(c)}) = substr({c}, 6, 2)::int ELSE false END"
        f" WHEN {c} ~ {US_DAY} THEN {us} <= 28"
        f" OR extract(month FROM {_us_day(c)}) = split_part({c}, '/', 1)::int"
        " ELSE false END"
    )


DAY = Kind(
    sql="date",
    valid=_is_day,
    value=lambda c: f"CASE WHEN strpos({c}, '/') > 0 THEN {_us_day(c)} ELSE {_iso_day(c)} END",
    reason=_('"%(value)s" is not a date (YYYY-MM-DD or M/D/YYYY)'),
)
GUID = Kind(
    sql="uuid",
    # Five times as fast as one regular expression of the whole.
    valid=lambda c: (
        f"({c} LIKE {GUID_SHAPE} AND length(replace({c}, '-', '')) = 32"
        f" AND {c} !~ '[^0-9a-fA-F-]')"
    ),
    value=lambda c: f"{c}::uuid",
    reason=_('"%(value)s" is not a GUID'),
)
COUNT = count(999_999_999)
FLAG = Kind(
    sql="boolean",
    valid=lambda c: f"lower({c}) IN ('true', 'false', 'yes', 'no', '1', '0')",
    value=lambda c: f"lower({c}) IN ('true', 'yes', '1')",
    reason=_('"%(value)s" is neither TRUE nor FALSE'),
)
