"""What the charges of metered use depend on: totals by meter and service period, and prices.

A telling of every day would be longer than the invoice, so days only leave a mark: it differs
whenever some day does. Long ago is told together, because little of it changes any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from billing.engine.differences import mark
from billing.engine.facts import Agreement
from billing.engine.schedule import one_time_services
from billing.engine.streams import ONE_TIME
from partnercenter.money import EXACT, trimmed
from partnercenter.periods import Period, add_months, cycles
from pricing.engine.activity import Consumed
from pricing.engine.resolve import stretches
from pricing.engine.service_periods import Service, UseByDay, services
from pricing.engine.settings import setting
from pricing.engine.terms import PricePoint

RECENT_MONTHS = 3
BEFORE = "before"


@dataclass(slots=True)
class _Told:
    """What was told of one meter and one service period, or of all that are long ago."""

    total: Decimal = Decimal(0)
    days: list[str] = field(default_factory=list)
    prices: list[str] = field(default_factory=list)


def told(agreement: Agreement, period: Period) -> dict[str, str]:
    """Return everything metered that charges recognised by the period's last day depend on."""
    terms, recent_from = agreement.terms, add_months(period.start, -RECENT_MONTHS)
    use = UseByDay(agreement.activity.consumed)
    found: dict[str, str] = {}
    old: dict[str, _Told] = defaultdict(_Told)
    rates: set[int] = set()
    for service in _served(agreement, period):
        recent = service.period.start >= recent_from
        for meter, consumed in use.within(service.period):
            one = _Told() if recent else old[meter]
            counted = [row for row in consumed if _counts(agreement, row, service, period)]
            one.total = EXACT.add(one.total, sum((row.quantity for row in counted), Decimal(0)))
            one.days += [f"{row.on} {trimmed(row.quantity):f} {row.known_on}" for row in counted]
            prices = _prices(agreement, meter, service)
            one.prices += [f"{name} {value}" for name, value in prices]
            rates |= {n for n, r in enumerate(terms.rates) if r.period.overlap(service.period)}
            if recent and counted:
                found[f"use {meter} {service.period.start}"] = _use(one, str(service.period.last))
                found |= {f"price {meter} {name}": value for name, value in prices}
    for meter, one in old.items():
        found[f"use {meter} {BEFORE}"] = _use(one, str(recent_from))
        found[f"price {meter} {BEFORE}"] = mark(one.prices)
    found |= {f"unearning {meter}": "yes" for meter in terms.unearning}
    found |= {f"managed {days.start}": str(days.last) for days in terms.managed}
    for number in sorted(rates):
        rate = terms.rates[number]
        found[f"rate {rate.period.start}"] = f"{rate.rate.normalize():f}"
    return found


def _served(agreement: Agreement, period: Period) -> Iterator[Service]:
    """Yield the service periods whose use is charged by the period's last day (domain 3.1, 3.2).

    Anniversary service is charged on the day after it, a calendar month on its last day.
    """
    terms = agreement.terms
    by_month = terms.kind in ONE_TIME.billing_types
    months = (service.period for service in one_time_services(terms.anchor))
    for service in services(months if by_month else cycles(terms.anchor), agreement.activity):
        charged_on = service.period.last if by_month else service.period.end
        if charged_on > period.last:
            return
        yield service


def _counts(agreement: Agreement, use: Consumed, service: Service, period: Period) -> bool:
    """Say whether the use is charged already: known in time, or too late but by now."""
    if use.known_on is None or setting(agreement.terms.settings, "late_usage") == "true_up":
        return True
    return use.known_on <= max(service.period.end, period.last)


def _prices(agreement: Agreement, meter: str, service: Service) -> list[tuple[str, str]]:
    """Return the prices of the meter's days, each by its first day and with its last."""
    cut = stretches(agreement.terms.meters.get(meter, ()), service.period)
    currency = agreement.terms.pricing_currency or agreement.terms.currency
    return [(str(days.start), f"{days.last} {_price(price, currency)}") for days, price in cut]


def _price(price: PricePoint, currency: str) -> str:
    tiers = ((tier.above, tier.unit_price) for tier in price.tiers)
    return " ".join(
        [
            currency,
            _number(price.unit_price),
            _number(price.included),
            *(f"{_number(above)}:{_number(unit_price)}" for above, unit_price in tiers),
        ]
    )


def _use(one: _Told, last: str) -> str:
    return f"{_number(one.total)} {last} {mark(sorted(one.days))}"


def _number(value: Decimal) -> str:
    return f"{trimmed(value):f}"
