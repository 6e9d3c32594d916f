"""What holds for every purchase, whatever happens to it, in every currency and strategy."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.facts import Agreement
from partnercenter.money import half_up, minor_units
from pricing.engine.activity import Action, Activity
from pricing.engine.cancellation import POLICIES, refund
from pricing.engine.kinds import rate
from pricing.engine.kinds.one_time import DERIVATIONS
from pricing.engine.pieces import Piece
from tests.engine.purchases import purchases
from tests.engine.timelines import as_known_on, bought_on, cycle_of, say, through

AGES = st.integers(0, 900)


def told(agreement: Agreement, age: int = 900) -> list[Piece]:
    day = bought_on(agreement) + timedelta(days=age)
    known = as_known_on(agreement, day)
    return list(rate(known.terms, known.activity, through(day)))


@given(purchases(), AGES, st.integers(0, 200))
def test_the_book_only_grows(agreement: Agreement, age: int, more: int) -> None:
    before, after = told(agreement, age), told(agreement, age + more)

    day = bought_on(agreement) + timedelta(days=age)
    assert after[: len(before)] == before
    assert all(piece.recognised_on > day for piece in after[len(before) :])


@given(purchases())
def test_no_credit_is_ever_more_than_what_was_charged_for_its_cycle(agreement: Agreement) -> None:
    left: dict[str, Decimal] = defaultdict(Decimal)

    for piece in told(agreement):
        left[cycle_of(piece)] += piece.amount.amount

        assert left[cycle_of(piece)] >= 0, piece


@given(purchases())
def test_every_amount_is_derived_again_from_what_the_row_stores(agreement: Agreement) -> None:
    places = minor_units(agreement.terms.currency)

    for piece in told(agreement):
        derive = DERIVATIONS[piece.explanation["rule"]]
        amount = derive(piece.explanation["inputs"], agreement.terms.currency)

        notes = piece.explanation["notes"]
        assert amount == (-Decimal(notes[0]["asked"]) if notes else piece.amount.amount)
        last = Decimal(piece.explanation["steps"][-1]["value"])
        assert abs(amount) == half_up(last, places)


@given(purchases())
def test_every_amount_is_in_whole_minor_units_for_days_of_its_cycle(agreement: Agreement) -> None:
    for piece in told(agreement):
        inputs = piece.explanation["inputs"]
        assert piece.amount == piece.amount.rounded()
        assert piece.amount.currency == agreement.terms.currency
        assert piece.period.days > 0
        assert piece.quantity > 0
        assert inputs["cycle_start"] <= inputs["start"] <= inputs["end"] <= inputs["cycle_end"]
        assert str(piece.amount.amount) != "-0.00"


@given(purchases())
def test_a_change_is_a_pair_that_takes_the_old_quantity_for_the_new(agreement: Agreement) -> None:
    changes = [row for row in told(agreement) if row.explanation["because"] == "change_at_once"]

    for back, anew in zip(changes[::2], changes[1::2], strict=True):
        assert (back.charge_type, back.period) == (anew.charge_type, anew.period)
        assert back.recognised_on == anew.recognised_on
        added = anew.quantity > back.quantity
        assert back.charge_type == ("addQuantity" if added else "removeQuantity")
        assert back.amount.amount <= 0 <= anew.amount.amount


@given(purchases(), st.lists(st.integers(1, 120), min_size=1, max_size=20))
def test_billing_again_and_again_says_in_total_what_one_run_at_the_end_says(
    agreement: Agreement, gaps: list[int]
) -> None:
    said, day = [], bought_on(agreement)
    for gap in gaps:
        day += timedelta(days=gap)
        said = say(bill([as_known_on(agreement, day)], through(day), said), said)

    at_once = bill([as_known_on(agreement, day)], through(day), [])

    assert not any(row.charge.reverses for row in said)
    assert Counter(row.charge.key for row in said) == Counter(charge.key for charge in at_once)


@given(purchases(), AGES)
def test_billing_twice_says_nothing_more(agreement: Agreement, age: int) -> None:
    day = bought_on(agreement) + timedelta(days=age)

    said = say(bill([agreement], through(day), []), [])

    assert bill([agreement], through(day), said) == []


def ended(agreement: Agreement, age: int) -> Agreement:
    """The same purchase, cancelled at that age instead of anything later."""
    day = bought_on(agreement) + timedelta(days=age)
    events = [e for e in as_known_on(agreement, day).activity.events if e.action != Action.CANCEL]
    end = replace(events[-1], sequence=len(events) + 1, action=Action.CANCEL, on=day)
    return replace(agreement, activity=Activity((*events, end)))


@given(purchases(), st.integers(0, 30))
def test_cancelling_what_was_just_bought_costs_nothing_within_the_window(
    agreement: Agreement, age: int
) -> None:
    settings = agreement.terms.settings
    policy = POLICIES[settings["cancellation"]]

    cost = sum(row.amount.amount for row in told(ended(agreement, age)))

    if policy.gives_whole(age, used=settings.get("used", True)):
        assert cost == 0


@given(purchases())
def test_what_is_prorated_gives_everything_back_on_the_day_it_was_bought(
    agreement: Agreement,
) -> None:
    (purchase, *_) = agreement.activity.events
    bought = replace(agreement, activity=Activity((purchase,)))
    policy = POLICIES[agreement.terms.settings["cancellation"]]

    cost = sum(row.amount.amount for row in told(ended(bought, 0)))

    assert cost == 0 or policy.code == "never"


@given(purchases(), st.integers(0, 500))
def test_after_a_cancellation_nothing_but_instalments_is_charged(
    agreement: Agreement, age: int
) -> None:
    cancelled = ended(agreement, age)
    day = cancelled.activity.events[-1].on
    term = next((t for t in cancelled.terms.terms if day in t.period), None)

    later = [row for row in told(cancelled, 3000) if row.recognised_on > day]

    if not POLICIES[cancelled.terms.settings["cancellation"]].ends_with_term:
        assert later == []
    elif term:
        assert all(row.recognised_on < term.period.end for row in later)


@given(
    st.sampled_from(sorted(POLICIES)),
    st.decimals(0, 100_000, places=3),
    st.integers(1, 1096),
    st.integers(0, 1200),
    st.booleans(),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_a_refund_is_never_negative_and_never_more_than_was_paid(
    code: str, paid: Decimal, term_days: int, days: int, used: bool, currency: str
) -> None:
    paid = half_up(paid, minor_units(currency))

    back = refund(
        POLICIES[code],
        paid=paid,
        term_days=term_days,
        days_since_purchase=days,
        used=used,
        currency=currency,
    )

    assert 0 <= back.refund == back.prorated - back.fee <= back.prorated <= paid
