"""Use that becomes known too late: a line of its own on the next invoice, or a true-up."""

from __future__ import annotations

from datetime import date

import pytest

from billing.engine.bill import bill
from pricing.engine.pieces import Piece
from pricing.engine.resolve import NoPrice
from tests.engine.metering import a_plan, a_price, always, lines, monthly, rated
from tests.engine.timelines import say, through


def test_use_known_within_a_day_of_its_period_is_in_time() -> None:
    in_time = (date(2026, 2, 14), "5", date(2026, 2, 15))
    plan = a_plan((date(2026, 1, 20), "10"), in_time, prices=monthly("0.10", "0.10"))

    assert lines(plan, date(2026, 3, 14)) == [
        ("2026-02-15", "2026-01-15 to 2026-02-14", "15", "EUR 1.50"),
    ]


def test_late_usage_is_a_line_of_its_own_with_its_original_dates_when_it_is_known() -> None:
    late = (date(2026, 1, 21), "5", date(2026, 2, 16))
    plan = a_plan((date(2026, 1, 20), "10"), late, prices=monthly("0.10", "0.10", "0.10"))
    first = bill([plan], through(date(2026, 2, 15)), [])

    second = bill([plan], through(date(2026, 3, 15)), say(first, []))

    assert [(str(c.period), f"{c.quantity}", str(c.amount)) for c in first] == [
        ("2026-01-15 to 2026-02-14", "10", "EUR 1.00"),
    ]
    assert [(str(c.period), f"{c.quantity}", str(c.amount), c.reverses) for c in second] == [
        ("2026-01-15 to 2026-02-14", "5", "EUR 0.50", ""),
    ]
    assert second[0].recognised_on == date(2026, 2, 16)
    assert second[0].explanation["because"] == "late_usage"
    assert second[0].explanation["inputs"]["known_on"] == "2026-02-16"


def test_late_usage_goes_on_where_the_tiers_and_what_is_included_stood() -> None:
    use = [(date(2026, 1, 20), "8"), (date(2026, 1, 16), "8", date(2026, 3, 1))]
    price = a_price("1", ("3", "0.5"), included="10")
    plan = a_plan(*use, (date(2026, 1, 17), "1", date(2026, 3, 4)), prices=always(price))

    found = rated(plan, date(2026, 3, 14))

    assert [
        (str(piece.recognised_on), *_told(piece, "consumed", "included", "tier", "quantity"))
        for piece in found
    ] == [
        ("2026-02-15", "8", "8", 1, "0"),
        ("2026-03-01", "5", "2", 1, "3"),
        ("2026-03-01", "3", "0", 2, "3"),
        ("2026-03-04", "1", "0", 2, "1"),
    ]


def test_late_usage_without_a_price_is_no_obstacle_to_an_earlier_bill() -> None:
    late = (date(2026, 2, 3), "5", date(2026, 2, 20))
    plan = a_plan((date(2026, 1, 20), "10"), late, prices=monthly("0.10", ""))

    assert len(lines(plan, date(2026, 2, 19))) == 1
    with pytest.raises(NoPrice):
        lines(plan, date(2026, 2, 20))


def test_a_true_up_takes_the_line_back_and_says_it_anew_on_the_next_invoice() -> None:
    late = (date(2026, 1, 21), "5", date(2026, 2, 16))
    agreed = {"prices": monthly("0.10", "0.10", "0.10"), "settings": {"late_usage": "true_up"}}
    on_time = a_plan((date(2026, 1, 20), "10"), **agreed)
    with_late = a_plan((date(2026, 1, 20), "10"), late, **agreed)
    first = bill([on_time], through(date(2026, 2, 15)), [])

    second = bill([with_late], through(date(2026, 3, 15)), say(first, []))

    assert [(str(c.period), f"{c.quantity}", str(c.amount), c.reverses) for c in second] == [
        ("2026-01-15 to 2026-02-14", "10", "EUR -1.00", "row 0"),
        ("2026-01-15 to 2026-02-14", "15", "EUR 1.50", ""),
    ]
    assert bill([with_late], through(date(2026, 3, 15)), say(second, say(first, []))) == []


def _told(piece: Piece, *names: str) -> list[object]:
    return [piece.explanation["inputs"][name] for name in names]
