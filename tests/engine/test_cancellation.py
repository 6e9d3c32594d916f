"""What cancelling gives back: the windows of each kind of product, on their very days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pricing.engine.cancellation import (
    POLICIES,
    Refund,
    by_term,
    choices,
    exceeds_cap,
    refund,
)
from pricing.engine.settings import DEFAULTS, problems
from tests.engine.purchases import a_purchase, rows

BOUGHT = date(2026, 1, 1)


def cancelled(
    policy: str, days: int, *, months: int = 1, cycle_months: int = 1, **terms: Any
) -> list[tuple[str, str, str]]:
    """Cancel four, at 365.00 each and term, so many days later: (name, dates, amount)."""
    settings = {"cancellation": policy, **terms.pop("settings", {})}
    bought = a_purchase(
        "365.00",
        "365.00",
        bought_on=BOUGHT,
        months=months,
        cycle_months=cycle_months,
        quantity=4,
        events=[(BOUGHT + timedelta(days=days), "cancel", 4)],
        settings=settings,
        **terms,
    )
    return [(name, dates, amount) for _, name, dates, _, amount in rows(bought)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ("Cancel", "2026-01-01 to 2026-12-31", "-1460.00")),
        (1, ("Cancel", "2026-01-02 to 2026-12-31", "-1456.00")),
        (30, ("Cancel", "2026-01-31 to 2026-12-31", "-1340.00")),
        (31, None),
    ],
)
def test_a_software_subscription_gives_back_its_unused_days_for_thirty_days(
    days: int, expected: tuple[str, str, str] | None
) -> None:
    found = cancelled("software_subscription", days, months=12, cycle_months=12)

    assert found[1:] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("days", "amounts"),
    [
        (0, ["1460.00", "-1460.00"]),
        (1, ["1460.00"]),
        (30, ["1460.00"]),
        (31, ["1460.00"]),
        (32, ["1460.00", "1460.00"]),
    ],
)
def test_a_marketplace_item_by_the_month_is_given_back_on_its_day_only_and_then_not_renewed(
    days: int, amounts: list[str]
) -> None:
    assert [amount for *_, amount in cancelled("marketplace_monthly", days)] == amounts


@pytest.mark.parametrize(("days", "given_back"), [(13, True), (14, False)])
def test_a_marketplace_item_by_the_year_is_given_back_whole_for_less_than_fourteen_days(
    days: int, given_back: bool
) -> None:
    found = cancelled("marketplace_annual", days, months=12, cycle_months=12)

    back = [("Cancel", "2026-01-01 to 2026-12-31", "-1460.00")] if given_back else []
    assert found[1:] == back


def test_the_instalments_of_a_year_go_on_until_it_ends() -> None:
    found = cancelled("marketplace_annual", 100, months=12, cycle_months=1)

    assert [name for name, *_ in found] == ["New"] + ["Renew"] * 11


@pytest.mark.parametrize("days", [0, 1, 31])
def test_what_is_not_refundable_gives_nothing_back_and_is_charged_no_more(days: int) -> None:
    assert [name for name, *_ in cancelled("never", days)] == ["New"]


def test_sa_02_a_free_trial_cancelled_at_once_is_told_too() -> None:
    trial = a_purchase(
        "0.00",
        "2.00",
        bought_on=date(2019, 6, 10),
        months=1,
        cycle_months=1,
        quantity=11,
        events=[(date(2019, 6, 10), "cancel", 11)],
        settings={"cancellation": "marketplace_monthly"},
    )

    assert rows(trial) == [
        ("2019-06-10", "New", "2019-06-10 to 2019-07-09", 11, "0.00"),
        ("2019-06-10", "Cancel", "2019-06-10 to 2019-07-09", 11, "0.00"),
    ]


def test_sa_04_bought_and_cancelled_on_one_day_it_costs_nothing() -> None:
    bought = a_purchase(
        "10.00",
        bought_on=date(2019, 6, 10),
        events=[(date(2019, 6, 10), "cancel", 1)],
        settings={"cancellation": "marketplace_monthly"},
    )

    assert rows(bought) == [
        ("2019-06-10", "New", "2019-06-10 to 2019-06-10", 1, "10.00"),
        ("2019-06-10", "Cancel", "2019-06-10 to 2019-06-10", 1, "-10.00"),
    ]


def test_every_cycle_charged_within_the_window_is_given_back() -> None:
    bought = a_purchase(
        "10.00",
        "12.00",
        bought_on=date(2026, 1, 31),
        months=1,
        cycle_months=1,
        events=[(date(2026, 3, 1), "cancel", 1)],
        settings={"cancellation": "software"},
    )

    assert rows(bought)[2:] == [
        ("2026-03-01", "Cancel", "2026-01-31 to 2026-02-27", 1, "-10.00"),
        ("2026-03-01", "Cancel", "2026-02-28 to 2026-03-30", 1, "-12.00"),
    ]


def test_cancelled_on_its_first_day_a_renewed_cycle_is_not_charged() -> None:
    bought = a_purchase(
        "10.00",
        "12.00",
        bought_on=date(2026, 1, 31),
        months=1,
        cycle_months=1,
        events=[(date(2026, 2, 28), "cancel", 1)],
        settings={"cancellation": "software"},
    )

    assert [(row[1], row[4]) for row in rows(bought)] == [("New", "10.00"), ("Cancel", "-10.00")]


def returned(days: int, **settings: Any) -> list[tuple[str, str, str]]:
    """Return a reservation of 365.00 so many days after its purchase for a year."""
    return cancelled("reservation", days, months=12, cycle_months=12, settings=settings)[1:]


def test_a_reservation_used_is_given_back_pro_rata_without_a_fee_for_five_days() -> None:
    assert returned(5) == [("Cancel", "2026-01-06 to 2026-12-31", "-1440.00")]


def test_a_reservation_returned_later_costs_a_fee_of_the_unused_part() -> None:
    assert returned(6) == [("Cancel", "2026-01-07 to 2026-12-31", "-1263.68")]


def test_an_unused_reservation_is_given_back_whole_for_five_days() -> None:
    assert returned(5, used=False) == [("Cancel", "2026-01-01 to 2026-12-31", "-1460.00")]
    assert returned(6, used=False) == returned(6)


def test_a_return_in_the_second_year_counts_the_days_to_its_end() -> None:
    (back,) = returned(365 + 100)[1:]

    assert back == ("Cancel", "2027-04-11 to 2027-12-31", "-932.80")


def test_cn_03_a_returned_reservation_pays_twelve_percent_of_its_remaining_value() -> None:
    back = refund(
        POLICIES["reservation"],
        paid=Decimal("1095.00"),
        term_days=365,
        days_since_purchase=65,
        used=True,
        currency="USD",
    )

    assert back == Refund(Decimal("900.00"), Decimal("108.00"), Decimal("792.00"))


@pytest.mark.parametrize(
    ("policy", "days", "used", "expected"),
    [
        ("reservation", 5, False, ("1095.00", "0.00", "1095.00")),
        ("reservation", 5, True, ("1080.00", "0.00", "1080.00")),
        ("reservation", 6, False, ("1077.00", "129.24", "947.76")),
        ("reservation", 365, True, ("0.00", "0.00", "0.00")),
        ("reservation", 400, True, ("0.00", "0.00", "0.00")),
        ("software", 30, True, ("1095.00", "0.00", "1095.00")),
        ("software", 31, True, ("0.00", "0.00", "0.00")),
        ("software_subscription", 0, True, ("1095.00", "0.00", "1095.00")),
        ("software_subscription", 30, True, ("1005.00", "0.00", "1005.00")),
        ("software_subscription", 31, True, ("0.00", "0.00", "0.00")),
        ("marketplace_monthly", 1, True, ("0.00", "0.00", "0.00")),
        ("marketplace_annual", 13, True, ("1095.00", "0.00", "1095.00")),
        ("never", 0, False, ("0.00", "0.00", "0.00")),
    ],
)
def test_each_policy_gives_back_what_its_windows_say(
    policy: str, days: int, used: bool, expected: tuple[str, str, str]
) -> None:
    back = refund(
        POLICIES[policy],
        paid=Decimal("1095.00"),
        term_days=365,
        days_since_purchase=days,
        used=used,
        currency="EUR",
    )

    assert (str(back.prorated), str(back.fee), str(back.refund)) == expected


def test_a_refund_is_in_whole_minor_units() -> None:
    def back(currency: str) -> Refund:
        return refund(
            POLICIES["reservation"],
            paid=Decimal(1000),
            term_days=365,
            days_since_purchase=100,
            used=True,
            currency=currency,
        )

    assert back("JPY") == Refund(Decimal(726), Decimal(87), Decimal(639))
    assert back("KWD") == Refund(Decimal("726.027"), Decimal("87.123"), Decimal("638.904"))


@pytest.mark.parametrize(
    ("policy", "last_day"),
    [
        ("software", 30),
        ("software_subscription", 30),
        ("reservation", None),
        ("marketplace_monthly", None),
        ("marketplace_annual", None),
        ("never", None),
    ],
)
def test_software_can_be_cancelled_for_thirty_days_and_the_rest_as_long_as_it_runs(
    policy: str, last_day: int | None
) -> None:
    assert POLICIES[policy].last_day == last_day


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("software", ["software", "software_subscription", "software_subscription"]),
        ("software_subscription", ["software", "software_subscription", "software_subscription"]),
        (
            "marketplace_annual",
            ["marketplace_monthly", "marketplace_monthly", "marketplace_annual"],
        ),
        (
            "marketplace_monthly",
            ["marketplace_monthly", "marketplace_monthly", "marketplace_annual"],
        ),
        ("reservation", ["reservation"] * 3),
        ("never", ["never"] * 3),
        ("", [""] * 3),
    ],
)
def test_the_term_bought_decides_where_a_product_is_sold_for_several(
    code: str, expected: list[str]
) -> None:
    assert by_term(code) == dict(zip(["0", "1", "12"], expected, strict=True))
    assert set(expected) <= {"", *dict(choices())}


def test_returns_beyond_the_cap_are_seen() -> None:
    cap = Decimal(DEFAULTS["return_cap"])

    assert not exceeds_cap(returned=Decimal(40000), asked=Decimal(10000), cap=cap)
    assert exceeds_cap(returned=Decimal(40000), asked=Decimal("10000.01"), cap=cap)


def test_rules_of_a_wrong_kind_are_told() -> None:
    told = problems({"used": "maybe", "return_cap": "lots", "cancellation": "whenever"})

    assert told[0] == "used is 'maybe', neither true nor false"
    assert told[1] == "return_cap is 'lots', not a whole number"
    assert len(told) == 3
