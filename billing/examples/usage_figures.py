"""Figures of metered use: lines, tiers, the partner credit, exchange rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from billing.examples.figures import figure, period_of
from billing.examples.reading import known
from partnercenter.periods import DAY, Period, add_months, cycles, day_of_month
from pricing.engine.activity import Action, Activity, Consumed, Event
from pricing.engine.kinds import plan, rate, usage
from pricing.engine.pieces import Piece
from pricing.engine.rates import graduated
from pricing.engine.terms import PricedStretch, PricePoint, Terms

Said = Mapping[str, Any]
METER = "meter"


def _currency(inputs: Said) -> str:
    return str(inputs.get("currency", "USD"))


def _tiered(tiers: Sequence[Said]) -> PricePoint:
    for tier in tiers:
        known(tier, {"min", "max", "unit_price"})
    return graduated.price_of(tiers)


def _line(inputs: Said, _settings: Said) -> Said:
    return usage.line_figures(
        consumed=Decimal(inputs["ConsumedQuantity"]),
        included=Decimal(inputs.get("IncludedQuantity", "0")),
        list_price=Decimal(inputs["ListPrice"]),
        tax=Decimal(inputs.get("TaxAmount", "0")),
        currency=_currency(inputs),
    )


def _effective(inputs: Said, _settings: Said) -> Said:
    units = Decimal(inputs["billable_consumption_units"])
    cost = plan.billable_cost(
        units,
        Decimal(inputs["unit_price"]),
        Decimal(inputs.get("pec_percent", "0")),
        _currency(inputs),
    )
    return {
        "billable_cost": cost,
        "effective_unit_price": plan.effective_unit_price(cost, units),
    }


def _charge(inputs: Said, _settings: Said) -> Said:
    price = _tiered(inputs["tiers"])
    return {"charge": graduated.charge(price, Decimal(inputs["quantity"]), _currency(inputs))}


def _tier_lines(inputs: Said, _settings: Said) -> Said:
    price, percent = _tiered(inputs["tiers"]), Decimal(inputs["pec_percent"])
    rows = plan.tier_lines(price, Decimal(inputs["quantity"]), percent, _currency(inputs))
    return {"lines": rows, "total": _sum(rows, "subtotal")}


def _day(inputs: Said, _settings: Said) -> Said:
    return plan.daily_totals(
        Decimal(inputs["EffectiveUnitPrice"]),
        Decimal(inputs["Quantity"]),
        Decimal(inputs.get("PCToBCExchangeRate", "1")),
        currency=_currency(inputs),
        pricing_currency=inputs.get("PricingCurrency", "USD"),
    )


def _service_period(inputs: Said, settings: Said) -> Said:
    """Rate a service period through the engine, a line for each price."""
    served = period_of(inputs["service_period"])
    used = Decimal(inputs["usage_per_day"])
    terms = Terms(
        usage.CODE,
        _currency(inputs),
        _anchor(inputs, served),
        usage.PRORATION,
        settings=settings,
        meters={METER: tuple(_stretches(inputs["prices"], served))},
    )
    rows = [
        {
            "charge_start": row.period.start,
            "charge_end": row.period.last,
            "quantity": row.quantity,
            "unit_price": row.unit_price,
            "pretax": row.amount.amount,
            "charge_type": row.charge_type,
        }
        for row in _rated(terms, [(day, used) for day in _days(served)], served)
    ]
    return {"lines": rows, "total": _sum(rows, "pretax")}


def _managed(inputs: Said, settings: Said) -> Said:
    """Rate the days that earn the partner credit and those that do not through the engine."""
    managed = [period_of(said) for said in inputs.get("eligible", ())]
    others = [period_of(said) for said in inputs.get("not_eligible", ())]
    spans = [*managed, *others]
    whole = Period(min(one.start for one in spans), max(one.end for one in spans))
    used = Decimal(inputs["units_per_day"])
    terms = Terms(
        plan.CODE,
        _currency(inputs),
        whole.start,
        plan.PRORATION,
        settings={**settings, "earned_credit_percent": inputs["pec_percent"]},
        meters={METER: (PricedStretch(whole, PricePoint("1", Decimal(inputs["unit_price"]))),)},
        managed=tuple(managed),
    )
    rows = [
        {
            "effective_unit_price": row.unit_price,
            "quantity": row.quantity,
            "subtotal": row.amount.amount,
            "price_adjustment": "; ".join(row.explanation["inputs"]["price_adjustment"]),
        }
        for row in _rated(terms, [(day, used) for one in spans for day in _days(one)], whole)
    ]
    return {"lines": rows, "total": _sum(rows, "subtotal")}


def _rated(terms: Terms, use: Sequence[tuple[date, Decimal]], whole: Period) -> Iterator[Piece]:
    bought = Event(1, Action.PURCHASE, min(terms.anchor, whole.start), 1)
    consumed = tuple(Consumed(METER, on, quantity) for on, quantity in use)
    through = Period(whole.start, add_months(whole.end, 2))
    return rate(terms, Activity((bought,), consumed), through)


def _anchor(inputs: Said, served: Period) -> date:
    """Return a day from which service periods are counted so that one of them is this.

    Raises ValueError when the anniversary that is told makes other periods.
    """
    day = inputs.get("subscription_anniversary_day", served.start.day)
    december = day_of_month(served.start.year - 1, 12, day)
    anchor = served.start if day == served.start.day else december
    found = next(cycle for cycle in cycles(anchor) if cycle.end > served.start)
    if not (found.start <= served.start and served.end <= found.end):
        raise ValueError(f"by its anniversary the service period is {found}")
    return anchor


def _stretches(prices: Sequence[Said], served: Period) -> Iterator[PricedStretch]:
    for price in prices:
        known(price, {"from", "unit_price"})
    starts = [date.fromisoformat(price["from"]) for price in prices]
    ends = [*starts[1:], max(served.end, starts[-1] + DAY)]
    for number, (start, end, price) in enumerate(zip(starts, ends, prices, strict=True)):
        point = PricePoint(str(number), Decimal(price["unit_price"]))
        yield PricedStretch(Period(start, end), point)


def _sum(rows: Sequence[Said], key: str) -> Decimal:
    return sum((row[key] for row in rows), Decimal(0))


def _days(period: Period) -> Iterator[date]:
    return (period.start + DAY * step for step in range(period.days))


FIGURES = (
    figure(
        _line,
        keys="OverageQuantity PretaxCharges PostTaxTotal PretaxEffectiveRate PostTaxEffectiveRate",
        needs="ConsumedQuantity ListPrice",
        may="IncludedQuantity TaxAmount currency",
    ),
    figure(
        _effective,
        keys="billable_cost effective_unit_price",
        needs="unit_price billable_consumption_units",
        may="pec_percent currency",
    ),
    figure(_charge, keys="charge", needs="quantity tiers", may="currency"),
    figure(_tier_lines, keys="lines total", needs="quantity tiers pec_percent", may="currency"),
    figure(
        _day,
        keys="PricingPreTaxTotal BillingPreTaxTotal",
        needs="EffectiveUnitPrice Quantity",
        may="PCToBCExchangeRate PricingCurrency currency",
    ),
    figure(
        _service_period,
        keys="lines total",
        needs="service_period usage_per_day prices",
        may="subscription_anniversary_day currency",
    ),
    figure(
        _managed,
        keys="lines total",
        needs="unit_price units_per_day pec_percent",
        may="eligible not_eligible currency",
    ),
)
