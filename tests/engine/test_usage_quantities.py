"""What is included, and tiers: which units of metered use cost what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from partnercenter.periods import month_of
from pricing.engine.kinds.usage import line_figures
from pricing.engine.terms import PricedStretch
from tests.engine.metering import a_plan, a_price, always, lines, rated


def test_included_units_go_to_the_earliest_use_of_each_period_and_cost_nothing() -> None:
    use = [(date(2026, 1, 20), "60"), (date(2026, 1, 10), "500"), (date(2026, 2, 1), "60")]
    plan = a_plan(*use, (date(2026, 2, 20), "101"), prices=always(a_price("0.10", included="100")))

    first, second = rated(plan, date(2026, 3, 15))

    assert (first.quantity, str(first.amount)) == (Decimal(20), "EUR 2.00")
    assert (second.quantity, str(second.amount)) == (Decimal(1), "EUR 0.10")
    told = first.explanation["inputs"]
    assert (told["consumed"], told["included"], told["quantity"]) == ("120", "100", "20")


def test_use_that_is_wholly_included_is_shown_and_costs_nothing() -> None:
    plan = a_plan((date(2026, 1, 20), "40"), prices=always(a_price("0.10", included="100")))

    (line,) = rated(plan, date(2026, 2, 15))

    assert (line.quantity, str(line.amount)) == (0, "EUR 0.00")
    assert line.explanation["inputs"]["consumed"] == "40"
    assert line.explanation["inputs"]["included"] == "40"


def test_each_tier_is_a_line_at_the_price_of_its_units() -> None:
    use = [(date(2026, 1, 20), "90"), (date(2026, 1, 21), "100000")]
    plan = a_plan(*use, prices=always(a_price("1", ("100", "0.80"), ("100000", "0.50"))))

    found = rated(plan, date(2026, 2, 15))

    assert [
        (piece.explanation["inputs"]["tier"], str(piece.list_price), str(piece.quantity))
        for piece in found
    ] == [(1, "1", "100"), (2, "0.80", "99900"), (3, "0.50", "90")]
    assert [str(piece.amount) for piece in found] == [
        "EUR 100.00",
        "EUR 79920.00",
        "EUR 45.00",
    ]


def test_the_tiers_go_on_where_the_price_changes() -> None:
    prices = (
        PricedStretch(month_of(date(2026, 1, 1)), a_price("1", ("10", "0.5"))),
        PricedStretch(month_of(date(2026, 2, 1)), a_price("2", ("10", "0.7"))),
    )
    plan = a_plan((date(2026, 1, 20), "8"), (date(2026, 2, 3), "8"), prices=prices)

    assert lines(plan, date(2026, 2, 15)) == [
        ("2026-02-15", "2026-01-15 to 2026-01-31", "8", "EUR 8.00"),
        ("2026-02-15", "2026-02-01 to 2026-02-14", "2", "EUR 4.00"),
        ("2026-02-15", "2026-02-01 to 2026-02-14", "6", "EUR 4.20"),
    ]


def test_the_figures_of_a_line_have_eight_decimals_and_nothing_is_divided_by_nothing() -> None:
    def figures(consumed: str, included: str, price: str, tax: str) -> dict[str, Decimal]:
        return line_figures(
            consumed=Decimal(consumed),
            included=Decimal(included),
            list_price=Decimal(price),
            tax=Decimal(tax),
            currency="USD",
        )

    us_01, us_14 = figures("745", "0", "0.085", "6.34"), figures("0.000882", "0", "0.0383", "0")

    assert us_01["PretaxCharges"] == Decimal("63.33")
    assert us_01["PretaxEffectiveRate"] == Decimal("0.08500671")
    assert us_01["PostTaxTotal"] == Decimal("69.67")
    assert us_14["PretaxCharges"] == us_14["PretaxEffectiveRate"] == 0
    assert set(figures("5", "5", "0.10", "0").values()) == {0}
