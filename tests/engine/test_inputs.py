"""What a bill depends on is told by name, and what differs is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.engine.adjustments import Adjustment
from billing.engine.bill import bill
from billing.engine.charges import Said
from billing.engine.differences import Difference, changed, differences, marks
from billing.engine.facts import Agreement
from billing.engine.inputs import everything, told, told_tax
from billing.engine.taxes import decide
from partnercenter.money import Money
from partnercenter.periods import Period, month_of
from pricing.engine.activity import Action, Event
from pricing.engine.terms import AgreedTerm, ConversionRate, PricedStretch, PricePoint
from tests.engine.metering import a_plan, a_price, always
from tests.engine.mutations import (
    activity_changed,
    named,
    terms_changed,
)
from tests.engine.stories import a_licence

JANUARY = date(2026, 1, 10)
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))


def a_meter(**fields: object) -> Agreement:
    """A plan with use on the 2nd of February, all of January and February priced."""
    prices = tuple(
        PricedStretch(month_of(date(2026, month, 1)), a_price(f"0.{month}", key=str(month)))
        for month in (1, 2)
    )
    use = ((date(2026, 2, 2), "100"),)
    given = {"kind": "plan", "anchor": JANUARY, "prices": prices, **fields}
    return a_plan(*use, **given)  # type: ignore[arg-type]


def more_use(plan: Agreement, *days: int) -> Agreement:
    (one,) = plan.activity.consumed
    more = (replace(one, on=one.on + timedelta(days=day)) for day in days)
    return activity_changed(plan, consumed=(one, *more))


def test_use_is_told_as_a_total_of_its_service_period() -> None:
    plan = a_meter()

    found = named(plan, more_use(plan, 1, 1, 20), FEBRUARY)

    assert [(one.subject, one.name) for one in found] == [("plan", "use meter 2026-02-01")]
    assert found[0].before.startswith("100 2026-02-28 ")
    assert found[0].after.startswith("400 2026-02-28 ")


def test_use_of_a_service_period_that_is_still_open_is_not_told() -> None:
    plan = a_meter(kind="usage")

    found = everything([more_use(plan, 7, 8, 9)], FEBRUARY, [], [])

    assert found["plan"]["use meter 2026-01-10"].startswith("200 2026-02-09 ")
    assert not [name for name in found["plan"] if name == "use meter 2026-02-10"]


def test_use_of_long_ago_is_told_together() -> None:
    use = [(date(2025, month, 20), "10") for month in (3, 4, 5)]
    plan = a_plan(*use, kind="plan", anchor=date(2025, 3, 1), prices=always(a_price("1")))
    later = replace(plan.activity.consumed[1], known_on=date(2026, 2, 5))
    late = activity_changed(plan, consumed=(*plan.activity.consumed, later))

    found = named(plan, late, FEBRUARY)

    assert [one.name for one in found] == ["use meter before"]
    assert found[0].before.startswith("30 2025-11-01 ")
    assert found[0].after.startswith("40 2025-11-01 ")


def test_use_that_moves_to_another_day_of_another_price_leaves_a_mark() -> None:
    cheap, dear = (a_price(price, key=price) for price in ("1", "2"))
    middle = date(2026, 2, 15)
    prices = (
        PricedStretch(Period(JANUARY, middle), cheap),
        PricedStretch(Period(middle, FEBRUARY.end), dear),
    )
    plan = a_meter(prices=prices)
    (one,) = plan.activity.consumed

    found = named(plan, activity_changed(plan, consumed=(replace(one, on=middle),)), FEBRUARY)

    (difference,) = found
    assert difference.before.rpartition(" ")[0] == difference.after.rpartition(" ")[0]
    assert difference.name == "use meter 2026-02-01"


def test_a_corrected_price_of_long_ago_is_named_by_its_meter() -> None:
    use = ((date(2025, 3, 20), "10"),)
    plan = a_plan(*use, kind="plan", anchor=date(2025, 3, 1), prices=always(a_price("1")))

    found = named(plan, terms_changed(plan, meters={"meter": always(a_price("2"))}), FEBRUARY)

    assert [one.name for one in found] == ["price meter before"]


def test_a_corrected_price_is_named_with_the_days_it_holds_for() -> None:
    plan = a_meter()
    january, february = plan.terms.meters["meter"]
    corrected = replace(february, price=a_price("0.25", ("1000", "0.2"), included="5"))

    found = named(plan, terms_changed(plan, meters={"meter": (january, corrected)}), FEBRUARY)

    assert found == [
        Difference(
            "plan",
            "price meter 2026-02-01",
            "2026-02-28 EUR 0.2 0",
            "2026-02-28 EUR 0.25 5 1000:0.2",
        )
    ]


def test_rates_and_what_earns_the_partner_credit_are_named() -> None:
    rates = [ConversionRate(FEBRUARY, Decimal("0.5"), "a bank")]
    plan = a_meter(pricing_currency="USD", rates=rates)
    dearer = terms_changed(plan, rates=(replace(rates[0], rate=Decimal("0.75")),))
    managed = terms_changed(plan, managed=(FEBRUARY,))

    assert named(plan, dearer, FEBRUARY) == [Difference("plan", "rate 2026-02-01", "0.5", "0.75")]
    assert named(plan, managed, FEBRUARY) == [
        Difference("plan", "managed 2026-02-01", "", "2026-02-28")
    ]
    assert named(managed, terms_changed(managed, unearning={"meter"}), FEBRUARY) == [
        Difference("plan", "unearning meter", "", "yes")
    ]
    assert named(
        managed, terms_changed(managed, settings={"earned_credit_percent": "8"}), FEBRUARY
    ) == [Difference("plan", "setting earned_credit_percent", "", "8")]


def test_events_and_terms_of_a_licence_are_named() -> None:
    bought = a_licence(price="4.00", bought_on=JANUARY, subject="7", years=1)
    cancel = Event(2, Action.CANCEL, date(2026, 2, 20), 1)
    (term,) = bought.terms.terms
    renewed = AgreedTerm(
        Period(term.period.end, date(2028, 1, 10)), PricePoint("2", Decimal(5)), term.anchor, 1
    )
    next_year = Period(date(2027, 1, 1), date(2027, 2, 1))

    stopped = activity_changed(bought, events=(*bought.activity.events, cancel))

    assert named(bought, stopped, FEBRUARY) == [
        Difference("7", "event 2", "", "cancel 2026-02-20 1")
    ]
    assert named(bought, terms_changed(bought, terms=(term, renewed)), next_year) == [
        Difference("7", "term 2", "", "2027-01-10 2028-01-09 USD 5 1 2026-01-10 1")
    ]


def test_what_happens_after_the_period_is_not_told() -> None:
    bought = a_licence(price="4.00", bought_on=JANUARY)
    cancel = Event(2, Action.CANCEL, date(2026, 3, 1), 1)

    stopped = activity_changed(bought, events=(*bought.activity.events, cancel))

    assert told(stopped, FEBRUARY) == told(bought, FEBRUARY)


def test_what_is_new_or_gone_is_one_difference() -> None:
    bought = a_licence(price="4.00", bought_on=JANUARY, subject="7", settings={"year_days": "365"})
    granted = Adjustment("adjustment 3", Money(Decimal(-25), "EUR"), "Goodwill", JANUARY)
    nothing = everything([], FEBRUARY, [], [])

    found = differences(nothing, everything([bought], FEBRUARY, [], [granted]))
    back = differences(everything([bought], FEBRUARY, [], [granted]), nothing)

    assert found == [
        Difference("7", "event 1", "", "purchase 2026-01-10 1"),
        Difference("adjustment 3", "amount", "", "EUR -25"),
    ]
    assert [(one.before, one.after) for one in back] == [
        ("purchase 2026-01-10 1", ""),
        ("EUR -25", ""),
    ]


def test_the_tax_of_the_document_is_told() -> None:
    decision = decide(
        seller_country="NL", buyer_country="DE", buyer_vat_number="", on=date(2026, 2, 1)
    )
    validated = replace(
        decision,
        rule="reverse_charge",
        percent=Decimal(0),
        buyer_vat_number="DE1",
        rounding="line",
    )

    found = differences({"document": told_tax(decision)}, {"document": told_tax(validated)})

    assert [(one.name, one.before, one.after) for one in found] == [
        ("tax buyer_vat_number", "", "DE1"),
        ("tax percent", "21", "0"),
        ("tax rounding", "document", "line"),
        ("tax rule", "no_vat_number", "reverse_charge"),
    ]


def test_subjects_and_events_are_told_in_the_order_of_their_numbers() -> None:
    before = {"10": {"event 10": "b", "event 9": "a", "term 1": "c"}, "9": {"kind": "license"}}
    after = {"10": {"event 10": "y", "event 9": "x", "term 1": "z"}, "9": {"kind": "usage"}}

    found = [(one.subject, one.name) for one in differences(before, after)]

    assert found == [("9", "kind"), ("10", "event 9"), ("10", "event 10"), ("10", "term 1")]


@pytest.mark.parametrize("twice", [False, True])
def test_a_mark_counts_how_often_a_row_is_charged(twice: bool) -> None:
    charges = bill([a_licence(price="4.00", bought_on=JANUARY)], FEBRUARY, [])

    found = changed(marks(charges), marks([*charges, *charges] if twice else charges[::-1]), "USD")

    assert found == ({"licence"} if twice else set())


def test_rows_that_take_others_back_are_told_apart() -> None:
    bought = a_licence(price="4.00", bought_on=JANUARY)
    said = [Said(str(n), charge) for n, charge in enumerate(bill([bought], FEBRUARY, []))]
    free = terms_changed(bought, terms=())

    one, other = (bill([free], FEBRUARY, [row]) for row in said[:2])

    assert changed(marks(one), marks(other), "USD") == {"licence"}
