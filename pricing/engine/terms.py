"""What was agreed about a price, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.periods import Period


@dataclass(frozen=True, slots=True)
class PricePoint:
    """One price with its identity, so that a charge can say where its price came from.

    ``unit_price`` is for one licence a month, one unit of a meter, or one piece.
    """

    key: str
    unit_price: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class PricedStretch:
    """A price over some days: of a meter while a list holds, of a licence for a term."""

    period: Period
    price: PricePoint


@dataclass(frozen=True, slots=True)
class Terms:
    """How one subscription is charged.

    ``kind`` names the billing type, ``frequency`` is monthly, annual or one_time and is
    independent of how long the ``terms`` run, each with its guaranteed price; ``anchor`` is the
    first day of the first charge cycle; ``proration`` names the strategy agreed at purchase;
    ``settings`` override defaults by name; ``meters`` holds each meter's prices over time.
    """

    kind: str
    currency: str
    frequency: str
    anchor: date
    proration: str
    terms: tuple[PricedStretch, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    meters: Mapping[str, tuple[PricedStretch, ...]] = field(default_factory=dict)
