"""What a meter costs, read as a reader counts: from the first unit on, included ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from partnercenter.money import Money, minor_units, trimmed


@dataclass(frozen=True, slots=True)
class Band:
    """Units beyond ``above`` (excluded) up to ``until`` (included, None: without end).

    Counted within a service period, and with what is included; that costs nothing.
    """

    above: Decimal
    until: Decimal | None
    unit_price: Money
    is_included: bool = False


def bands(
    unit_price: Decimal,
    *,
    currency: str,
    included: Decimal = Decimal(0),
    tiers: Sequence[Mapping[str, str]] = (),
) -> tuple[Band, ...]:
    """Return the bands of a price in ascending order; one price for every unit is one band.

    Tiers count the units beyond what is included (domain 4.9).
    """
    return tuple(_bands(unit_price, currency, included, tiers))


def tidy(unit_price: Decimal, currency: str) -> Money:
    """Return a stored price without idle zeros, but with the currency's minor units."""
    return Money(trimmed(unit_price, minor_units(currency)), currency)


def _bands(
    unit_price: Decimal,
    currency: str,
    included: Decimal,
    tiers: Sequence[Mapping[str, str]],
) -> Iterator[Band]:
    included = trimmed(included)
    if included:
        yield Band(Decimal(0), included, tidy(Decimal(0), currency), is_included=True)
    starts = [included, *(included + Decimal(tier["above"]) for tier in tiers)]
    ends = [*starts[1:], None]
    prices = [unit_price, *(Decimal(tier["unit_price"]) for tier in tiers)]
    for above, until, price in zip(starts, ends, prices, strict=True):
        yield Band(above, until, tidy(price, currency))
