"""What was agreed about a price, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.money import exactly, half_up, minor_units
from partnercenter.periods import Period


@dataclass(frozen=True, slots=True)
class Tier:
    """Units beyond ``above`` (excluded) cost ``unit_price``, up to where the next tier begins."""

    above: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class PricePoint:
    """One price with its identity, so that a charge can say where its price came from.

    ``unit_price`` is for one licence and ``months`` months, for one unit of a meter, or for one
    piece. Of a meter, ``included`` units a service period cost nothing; ``tiers`` say what units
    beyond the first ones cost, in ascending order.
    """

    key: str
    unit_price: Decimal
    source: str = ""
    months: int = 1
    included: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = ()

    def for_months(self, months: int, currency: str) -> Decimal:
        """Return the price of one for a charge cycle: 12 months cost 12 monthly prices.

        A price for a year is cut to a shorter cycle only to the currency's minor unit.
        """
        if months % self.months == 0:
            return self.unit_price * (months // self.months)
        return half_up(exactly(self.unit_price * months, self.months), minor_units(currency))


@dataclass(frozen=True, slots=True)
class PricedStretch:
    """A price of a meter over some days, while a list holds."""

    period: Period
    price: PricePoint


@dataclass(frozen=True, slots=True)
class AgreedTerm:
    """A term with the price guaranteed for it, and the charge cycles that pay for it.

    Cycles of ``cycle_months`` are counted from ``anchor``: the first day of the term, of the
    base's term for an add-on that ends with it, or a later day when the days before are free.
    No months at all is one charge for the whole term.
    """

    period: Period
    price: PricePoint
    anchor: date
    cycle_months: int


@dataclass(frozen=True, slots=True)
class ConversionRate:
    """What one unit of the pricing currency is worth in the billing currency over some days."""

    period: Period
    rate: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How one subscription is charged, in ``currency``.

    ``kind`` names the billing type; ``terms`` are those of a licence or of an item, in order;
    ``anchor`` is the day of the month on which the service periods of metered use begin;
    ``proration`` names the strategy agreed at purchase; ``settings`` override defaults by name.
    ``meters`` holds each meter's prices over time, ``unearning`` the meters that never earn the
    partner credit, ``managed`` the days (UTC) on which the others do. ``rates`` convert from the
    ``pricing_currency`` when that is another one (empty: the same).
    """

    kind: str
    currency: str
    anchor: date
    proration: str
    terms: tuple[AgreedTerm, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    meters: Mapping[str, tuple[PricedStretch, ...]] = field(default_factory=dict)
    unearning: frozenset[str] = frozenset()
    managed: tuple[Period, ...] = ()
    pricing_currency: str = ""
    rates: tuple[ConversionRate, ...] = ()
