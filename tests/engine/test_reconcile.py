"""Owed less said: each row as often as it is missing, and back whatever is no longer true."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.engine.charges import Charge, Said
from billing.engine.reconcile import outstanding
from partnercenter.money import Money
from partnercenter.periods import Period

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def a_charge(
    amount: str = "4.00", *, subject: str = "7", charge_type: str = "Cycle fee"
) -> Charge:
    return Charge(
        subject=subject,
        billing_type="license",
        charge_type=charge_type,
        period=NOVEMBER,
        quantity=Decimal(1),
        unit_price=Decimal(amount),
        list_price=Decimal(amount),
        amount=Money(Decimal(amount), "EUR"),
        recognised_on=NOVEMBER.start,
        explanation={"rule": "license.full", "inputs": {"quantity": 1}},
    )


def say(charges: list[Charge], said: list[Said]) -> list[Said]:
    return said + [Said(f"row {len(said) + n}", charge) for n, charge in enumerate(charges)]


def test_what_was_said_is_not_said_again() -> None:
    assert outstanding([a_charge()], [Said("1", a_charge())]) == []


def test_two_equal_rows_owed_and_one_said_leave_one_to_say() -> None:
    assert outstanding([a_charge(), a_charge()], [Said("1", a_charge())]) == [a_charge()]


def test_a_row_is_the_same_row_whatever_its_price_and_wording_are_called() -> None:
    renamed = replace(a_charge(), price_key="other", explanation={}, quantity=Decimal("1.000000"))

    assert outstanding([a_charge()], [Said("1", renamed)]) == []


def test_a_row_that_is_no_longer_owed_is_taken_back_whole_and_named() -> None:
    (back,) = outstanding([], [Said("31", a_charge("4.00"))])

    assert (back.charge_type, back.amount, back.unit_price, back.period) == (
        "Cycle fee",
        Money(Decimal("-4.00"), "EUR"),
        Decimal("-4.00"),
        NOVEMBER,
    )
    assert back.reverses == "31"
    assert back.explanation["because"] == "correction"
    assert back.explanation["inputs"]["charged_before"] == "4.00"
    assert back.explanation["steps"] == [{"formula": "−(4.00)", "value": "-4.00"}]


def test_what_was_taken_back_is_not_taken_back_twice() -> None:
    first = say([a_charge()], [])
    second = say(outstanding([], first), first)

    assert outstanding([], second) == []


def test_a_row_taken_back_by_mistake_can_be_said_again_and_stays() -> None:
    said = say([a_charge()], [])
    said = say(outstanding([], said), said)
    again = outstanding([a_charge()], said)

    said = say(again, said)

    assert again == [a_charge()]
    assert outstanding([a_charge()], said) == []


def test_a_changed_amount_takes_the_old_row_back_before_the_new_one_is_said() -> None:
    rows = outstanding([a_charge("5.00")], [Said("1", a_charge("4.00"))])

    assert [row.amount.amount for row in rows] == [Decimal("-4.00"), Decimal("5.00")]


def test_a_credit_that_is_no_longer_owed_is_charged_back() -> None:
    (back,) = outstanding([], [Said("1", a_charge("-4.00", charge_type="Cancel fee"))])

    assert back.amount == Money(Decimal("4.00"), "EUR")
    assert back.charge_type == "Cancel fee"


ROWS = st.lists(
    st.builds(
        a_charge,
        st.sampled_from(["1.00", "2.00", "-1.00"]),
        subject=st.sampled_from(["1", "2"]),
        charge_type=st.sampled_from(["Cycle fee", "Cancel fee"]),
    ),
    max_size=12,
)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_however_the_past_changes_what_stands_in_the_end_is_what_is_owed(
    histories: list[list[Charge]],
) -> None:
    said: list[Said] = []
    for owed in histories:
        said = say(outstanding(owed, said), said)

    assert outstanding(histories[-1], said) == []
    assert sum(row.charge.amount.amount for row in said) == sum(
        charge.amount.amount for charge in histories[-1]
    )
    named = [row.charge.reverses for row in said if row.charge.reverses]
    assert len(named) == len(set(named))
    gone = set(named) | {row.identity for row in said if row.charge.reverses}
    standing = Counter(row.charge.key for row in said if row.identity not in gone)
    assert standing == Counter(charge.key for charge in histories[-1])
