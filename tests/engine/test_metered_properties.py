"""What holds for all metered use, whenever it becomes known, in every currency."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.facts import Agreement
from partnercenter.periods import DAY, Period, add_months, month_of
from pricing.engine.activity import Consumed
from pricing.engine.kinds import plan, usage
from pricing.engine.pieces import Piece
from pricing.engine.terms import ConversionRate, PricedStretch, PricePoint, Tier
from tests.engine.metering import a_plan, known_by, rated
from tests.engine.timelines import say, through

FIRST = date(2026, 1, 1)
MONTHS = [month_of(add_months(FIRST, n)) for n in range(14)]
DERIVATIONS = {**usage.DERIVATIONS, **plan.DERIVATIONS}
QUANTITIES = st.sampled_from(["0.000882", "0", "1", "3.5", "99", "745", "999999.999999999999"])
UNIT_PRICES = st.sampled_from(["0", "0.0383", "0.868", "1", "1815", "0.000000000000000001"])


@st.composite
def prices(draw: st.DrawFn) -> PricePoint:
    bounds = sorted(draw(st.sets(st.sampled_from([1, 5, 100, 1000]), max_size=2)))
    return PricePoint(
        "1",
        Decimal(draw(UNIT_PRICES)),
        "a list",
        included=Decimal(draw(st.sampled_from(["0", "0", "2.5", "100"]))),
        tiers=tuple(Tier(Decimal(above), Decimal(draw(UNIT_PRICES))) for above in bounds),
    )


@st.composite
def agreements(draw: st.DrawFn, late_usage: str = "next_invoice") -> Agreement:
    """A metered plan of either kind; a price each month; use known at once or days later."""
    anchor = FIRST + timedelta(days=draw(st.integers(0, 60)))
    kind = draw(st.sampled_from(["usage", "plan"]))
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    priced_in = draw(st.sampled_from(["", "USD"])) if kind == "plan" else ""
    cancelled_after = draw(st.one_of(st.none(), st.integers(0, 130)))
    use = []
    for _ in range(draw(st.integers(0, 15))):
        on = anchor + timedelta(days=draw(st.integers(0, 120)))
        known_on = on + timedelta(days=draw(st.sampled_from([0, 1, 1, 2, 10, 45])))
        use.append((on, draw(QUANTITIES), known_on))
    made = a_plan(
        *use,
        kind=kind,
        anchor=anchor,
        prices=tuple(PricedStretch(month, draw(prices())) for month in MONTHS),
        cancelled_on=None if cancelled_after is None else anchor + timedelta(days=cancelled_after),
        currency=currency,
        settings={"late_usage": late_usage},
        managed=draw(st.sampled_from([(), (Period(FIRST, add_months(anchor, 2)),)])),
        pricing_currency=priced_in,
        rates=[ConversionRate(month, Decimal("0.846202666"), "rates") for month in MONTHS],
    )
    return replace(made, subject="1")


def bought_on(agreement: Agreement) -> date:
    return agreement.activity.events[0].on


def told(agreement: Agreement, day: date) -> list[Piece]:
    """What a bill of a period that ends with the day says, made by the end of the next day."""
    informed = day + DAY if agreement.terms.kind == "plan" else day
    return rated(known_by(agreement, informed), day)


@given(agreements(), st.integers(0, 200), st.integers(0, 200))
def test_the_book_only_grows(agreement: Agreement, days: int, more: int) -> None:
    day = bought_on(agreement) + timedelta(days=days)

    before, after = told(agreement, day), told(agreement, day + timedelta(days=more))

    assert after[: len(before)] == before
    assert all(piece.recognised_on > day for piece in after[len(before) :])


@given(agreements(), st.integers(0, 200))
def test_what_becomes_known_later_does_not_change_an_earlier_bill(
    agreement: Agreement, days: int
) -> None:
    day = bought_on(agreement) + timedelta(days=days)

    assert rated(agreement, day) == told(agreement, day)


@given(agreements(), st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_billing_again_and_again_takes_nothing_back_and_says_what_one_bill_says(
    agreement: Agreement, gaps: list[int]
) -> None:
    said, day = [], bought_on(agreement)
    for gap in gaps:
        day += timedelta(days=gap)
        said = say(bill([known_by(agreement, day + DAY)], through(day), said), said)

    at_once = bill([agreement], through(day), [])

    assert not any(row.charge.reverses for row in said)
    assert Counter(row.charge.key for row in said) == Counter(charge.key for charge in at_once)


@given(agreements(), st.randoms(use_true_random=False))
def test_the_order_and_the_cutting_of_consumption_do_not_matter(
    agreement: Agreement, random: object
) -> None:
    day = bought_on(agreement) + timedelta(days=250)
    halves = [
        Consumed(use.meter, use.on, part, use.known_on)
        for use in agreement.activity.consumed
        for part in (use.quantity / 2, use.quantity - use.quantity / 2)
    ]
    random.shuffle(halves)  # type: ignore[attr-defined]
    shuffled = replace(agreement, activity=replace(agreement.activity, consumed=tuple(halves)))

    assert rated(shuffled, day) == rated(agreement, day)


@given(st.one_of(agreements(), agreements("true_up")))
def test_all_that_was_used_in_service_is_on_a_row_once(agreement: Agreement) -> None:
    found = rated(agreement, bought_on(agreement) + timedelta(days=250))

    ends = [event.on for event in agreement.activity.events[1:]]
    used = sum(
        (use.quantity for use in agreement.activity.consumed if not ends or use.on <= ends[0]),
        Decimal(0),
    )
    consumed = [Decimal(piece.explanation["inputs"]["consumed"]) for piece in found]
    assert sum(consumed, Decimal(0)) == used
    assert all(piece.period.days > 0 and piece.amount.amount >= 0 for piece in found)


@given(st.one_of(agreements(), agreements("true_up")))
def test_every_amount_is_derived_again_from_what_the_row_stores(agreement: Agreement) -> None:
    for piece in rated(agreement, bought_on(agreement) + timedelta(days=250)):
        derive = DERIVATIONS[piece.explanation["rule"]]

        derived = derive(piece.explanation["inputs"], agreement.terms.currency)

        assert derived == piece.amount.amount == piece.amount.rounded().amount
        assert piece.explanation["steps"][-1]["value"] == str(piece.amount.amount)


@given(agreements())
def test_a_period_rated_in_parts_has_the_units_of_a_period_rated_at_once(
    agreement: Agreement,
) -> None:
    def units(found: list[Piece]) -> dict[tuple[object, ...], Decimal]:
        by_tier: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
        for piece in found:
            inputs = piece.explanation["inputs"]
            by_tier[piece.period, inputs["price"], inputs["tier"]] += piece.quantity
        return {key: quantity for key, quantity in by_tier.items() if quantity}

    known_at_once = tuple(replace(use, known_on=None) for use in agreement.activity.consumed)
    (price, *_) = agreement.terms.meters["meter"]
    one_price = {"meter": (PricedStretch(Period(FIRST, MONTHS[-1].end), price.price),)}
    late = replace(agreement, terms=replace(agreement.terms, meters=one_price))
    in_time = replace(late, activity=replace(late.activity, consumed=known_at_once))
    day = bought_on(agreement) + timedelta(days=250)

    assert units(rated(late, day)) == units(rated(in_time, day))
