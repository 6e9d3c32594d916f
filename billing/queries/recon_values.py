"""How a value of a line becomes a value of a reconciliation file, as SQL.

Values follow en-US conventions: decimal points, M/D/YYYY; every time is UTC (domain 8.1).
"""

from __future__ import annotations


def text(name: str) -> str:
    """A name copied onto the line."""
    return words(f"c.texts->>'{name}'")


def words(value: str) -> str:
    """Somebody's words, on one line, never read as a formula by a spreadsheet."""
    flat = f"regexp_replace(coalesce({value}, ''), '[[:cntrl:]]+', ' ', 'g')"
    return f"CASE WHEN {flat} ~ '^ *[=+@＝＋＠－-]' THEN '''' || {flat} ELSE {flat} END"


def ident(name: str) -> str:
    """An identifier copied onto the line."""
    return f"coalesce(c.texts->>'{name}', '')"


def buyer(name: str) -> str:
    """Something of the partner, as frozen on the invoice."""
    return f"(i.buyer->>'{name}')"


def first_minute(day: str) -> str:
    """A day as its first minute."""
    return f"to_char({day}, 'FMMM/FMDD/YYYY') || ' 0:00'"


def last_minute(end: str) -> str:
    """The last minute before an excluded end."""
    return f"to_char({end} - 1, 'FMMM/FMDD/YYYY') || ' 23:59'"


def plain_day(day: str) -> str:
    """A day without a time."""
    return f"to_char({day}, 'FMMM/FMDD/YYYY')"


def amount(value: str) -> str:
    """An amount in the decimals of its currency."""
    return f"round({value}, %(places)s)"


def price(value: str) -> str:
    """A unit price in full, with the decimals of its currency at least."""
    return f"round({value}, greatest(scale(trim_scale({value})), %(places)s))"


def calculated_from(name: str, otherwise: str) -> str:
    """What the line was calculated from, or the line was that this one takes back."""
    taken_back = f"""(SELECT r.explanation->'inputs'->>'{name}'
        FROM billing_chargerecord r WHERE r.id = c.reverses_id)"""
    return f"coalesce(c.explanation->'inputs'->>'{name}', {taken_back}, {otherwise})"


def rate(value: str) -> str:
    """What one unit costs, to 8 decimals; 0 where nothing is charged, or for nothing."""
    return f"coalesce(round(nullif({value}, 0) / nullif(c.quantity, 0), 8), 0)"
