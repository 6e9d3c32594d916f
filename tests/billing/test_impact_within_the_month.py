"""A price that changes within the coming list's month: renewals take the one of their day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.queries import impact_lines
from partnercenter.money import Money
from tests.billing.impacts import (
    DECEMBER,
    Told,
    a_shop,
    of,
    publish,
    publish_in_two,
    sold,
    the_line_of,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_price_that_changes_within_the_lists_month_counts_from_its_own_day() -> None:
    early = sold(a_shop(), on=date(2026, 11, 3), term_months=1)
    late = sold(early.customer, on=date(2026, 11, 20), term_months=1)
    for held in (early, late):
        publish_in_two(held, ("4.10", None), ("4.30", None))

    # On 3 Dec at 4.10, afterwards at 4.30: 10 x 0.10 + 11 x 10 x 0.30. On 20 Dec at 4.30 at once.
    assert told(early) == Told("2026-12-03", "4 -> 4.1", 12, "34.00", "changed")
    assert told(late) == Told("2026-12-20", "4 -> 4.3", 12, "36.00", "changed")


def test_the_first_change_is_on_the_day_on_which_a_term_first_costs_something_else() -> None:
    held = sold(a_shop(), price="4.00", on=date(2026, 11, 3), term_months=1)
    publish_in_two(held, ("4.00", "5.00"), ("6.00", "8.00"))

    # On 3 Dec still at 4.00; from 3 Jan on eleven times 10 x 2.00.
    with of(held.customer.partner) as found:
        (sums,) = found.sums
        (owner,) = impact_lines.owners(impact_lines.Wanted("EUR"))[:1]
    assert (str(sums.total), sums.first_on, owner.first_on) == (
        "EUR 220.00",
        date(2027, 1, 3),
        date(2027, 1, 3),
    )
    assert dict(sums.months)[DECEMBER] == Money(Decimal(0), "EUR")


def test_a_line_tells_the_later_price_of_the_month_and_its_first_day() -> None:
    held = sold(a_shop(), price="4.00", on=date(2026, 11, 3), term_months=1)
    publish_in_two(held, ("4.00", "5.00"), ("6.00", "8.00"))

    line = the_line_of(held)

    assert (str(line.new), str(line.later), line.later_on) == (
        "EUR 4.00",
        "EUR 6.00",
        date(2027, 1, 3),
    )
    assert (str(line.difference), line.percent) == ("EUR 0.00", Decimal(0))
    assert (str(line.later_difference), line.later_percent) == ("EUR 2.00", Decimal(50))


def test_a_line_says_nothing_of_a_later_price_that_is_the_same_or_beyond_the_horizon() -> None:
    customer = a_shop()
    same = sold(customer, price="4.00", on=date(2026, 11, 3), term_months=1)
    publish({same: "6.00"})
    assert (the_line_of(same).later, the_line_of(same).later_on) == (None, None)

    yearly = sold(a_shop(), price="4.00", on=date(2025, 12, 3))
    publish_in_two(yearly, ("5.00", "5.00"), ("6.00", "8.00"))
    assert (the_line_of(yearly).later, the_line_of(yearly).later_on) == (None, None)
