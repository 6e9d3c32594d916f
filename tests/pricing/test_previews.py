"""Lists go on by themselves: a month ahead, once, in order, and never over an imported one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from partnercenter.models import AuditEntry
from pricing.models import PreviewRun, Price, PriceList
from pricing.services import previews
from tests.pricing.monthly import EXTRA, PLAN, SUITE, a_list, cost, early, lived, planning, told
from tests.pricing.price_rows import CATALOGUE, a_licence, an_item, taken, usage

pytestmark = pytest.mark.django_db
ON_DEMAND = "e992627d-fd7d-5c63-a06d-835fe7ccbb26"
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def a_consumption_list() -> PriceList:
    row = an_item(product="On demand,DZHCD737CB8F", currency="USD", meter=ON_DEMAND)
    return taken(row, header=CATALOGUE, kind="consumption", currency="USD", at=early(JANUARY))


def test_a_list_is_published_a_month_ahead_as_it_was() -> None:
    january = a_list(JANUARY, a_licence(), a_licence(offer=PLAN, price="9.5,"))

    (february,) = lived(JANUARY)

    assert (february.month, february.edition, february.generated) == (FEBRUARY, 1, True)
    assert (february.follows, february.file_name, february.row_count) == (january, "", 2)
    assert told(february) == [(PLAN, Decimal("9.5"), "UNC"), (SUITE, Decimal("4.2"), "UNC")]
    before, after = (
        one.prices.get(availability__sku__offer_id=SUITE) for one in (january, february)
    )
    assert (after.valid_from, after.valid_until) == (FEBRUARY, MARCH)
    assert (after.offered_from, after.offered_until) == (date(2025, 2, 1), None)
    assert (after.listing, after.erp_price) == (before.listing, Decimal("4.96"))
    assert (after.earlier, after.other_changes) == (before, False)
    assert cost(date(2026, 1, 31)) == cost(FEBRUARY) == Decimal("4.2")


def test_what_is_planned_changes_adds_and_removes_prices() -> None:
    old = a_list(date(2025, 12, 1), a_licence(offer=EXTRA, title="Extra", price="7,8"))
    a_list(JANUARY, a_licence(), a_licence(offer=PLAN, price="9.5,11"))
    planning("5.10", FEBRUARY, on=date(2025, 12, 5), erp_price=Decimal("6.00"))
    planning(None, FEBRUARY, offer=PLAN, on=date(2025, 12, 5))
    planning("7.50", FEBRUARY, offer=EXTRA, on=date(2025, 12, 5))

    (february,) = lived(JANUARY)

    assert told(february) == [(EXTRA, Decimal("7.5"), "ADD"), (SUITE, Decimal("5.1"), "CHG")]
    changed, added = (
        february.prices.get(availability__sku__offer_id=offer) for offer in (SUITE, EXTRA)
    )
    assert (changed.offered_from, changed.erp_price) == (FEBRUARY, Decimal(6))
    assert (added.offered_from, added.offered_until) == (FEBRUARY, None)
    assert (added.listing, added.erp_price) == (old.prices.get().listing, Decimal(8))


def test_an_offer_that_ends_with_the_month_does_not_go_on() -> None:
    a_list(
        JANUARY,
        a_licence(),
        a_licence(offer=PLAN, days="2/1/2025,1/31/2026"),
        a_licence(offer=EXTRA, days="2/1/2025,2/10/2026"),
    )

    (february,) = lived(JANUARY)
    (march,) = lived(FEBRUARY)

    ends = dict(february.prices.values_list("availability__sku__offer_id", "valid_until"))
    assert ends == {SUITE: MARCH, EXTRA: date(2026, 2, 11)}
    assert [offer for offer, _price, _status in told(march)] == [SUITE]


def test_a_list_whose_days_are_those_of_its_month_goes_on_whole() -> None:
    rows = an_item(price="0.04", tier="0", until="100"), an_item(price="0.03", tier="100")
    january = usage(*rows, at=early(JANUARY))
    availability = january.prices.get().availability

    (february,) = lived(JANUARY)
    (march,) = lived(FEBRUARY)

    price = february.prices.get()
    assert (price.offered_from, price.offered_until) == (FEBRUARY, MARCH)
    assert price.tiers == january.prices.get().tiers != []
    assert (price.status, price.availability) == ("UNC", availability)
    assert march.prices.get().valid_until == date(2026, 4, 1)


def test_the_last_price_of_a_month_goes_on() -> None:
    usage(
        an_item(days="1/1/2026,1/9/2026"),
        an_item(days="1/10/2026,1/31/2026", price="0.0400"),
        at=early(JANUARY),
    )

    (february,) = lived(JANUARY)

    assert [price.unit_price for price in february.prices.all()] == [Decimal("0.04")]


def test_daily_kinds_have_no_preview_and_go_on_when_the_month_begins() -> None:
    a_consumption_list()

    assert lived(date(2026, 1, 31)) == []
    (february,) = lived(FEBRUARY)

    assert (february.kind, february.month) == ("consumption", FEBRUARY)
    assert lived(FEBRUARY) == []


def test_which_kinds_have_previews_and_from_which_day_are_settings(settings: Any) -> None:
    settings.PREVIEWED_LISTS, settings.PREVIEW_DAY = ["usage"], 10
    a_list(JANUARY)
    usage(an_item())

    early_days, (february,) = lived(date(2026, 1, 9)), lived(date(2026, 1, 10))

    assert early_days == []
    assert (february.kind, february.month) == ("usage", FEBRUARY)
    settings.PREVIEWED_LISTS = ["none"]
    assert lived(date(2026, 1, 11)) == []


def test_an_imported_list_always_wins() -> None:
    a_list(JANUARY)
    a_list(FEBRUARY, a_licence(price="9,"), at=early(JANUARY))

    assert lived(date(2026, 1, 20)) == []

    (march,) = lived(FEBRUARY)
    corrected = a_list(MARCH, a_licence(price="10,"), at=early(FEBRUARY))
    assert (march.prices.get().unit_price, corrected.edition) == (Decimal(9), 2)
    assert lived(date(2026, 2, 20)) == []
    (april,) = lived(MARCH)
    assert told(april) == [(SUITE, Decimal(10), "UNC")]


def test_after_an_outage_every_missing_month_is_published_in_order() -> None:
    a_list(JANUARY)
    planning("5", MARCH, on=date(2026, 1, 5))

    made = lived(date(2026, 5, 12))

    assert [(one.month.month, told(one)[0][1:]) for one in made] == [
        (2, (Decimal("4.2"), "UNC")),
        (3, (Decimal(5), "CHG")),
        (4, (Decimal(5), "UNC")),
        (5, (Decimal(5), "UNC")),
        (6, (Decimal(5), "UNC")),
    ]
    assert [one.follows for one in made[1:]] == made[:-1]


def test_a_gap_before_a_later_list_is_closed() -> None:
    a_list(JANUARY)
    a_list(date(2026, 4, 1), a_licence(price="6,"), at=early(MARCH))

    made = lived(MARCH)

    assert [one.month.month for one in made] == [2, 3]


def test_a_later_run_does_the_months_before_it_first() -> None:
    a_list(JANUARY)
    runs = previews.request_due(on=MARCH, at=early(MARCH))

    made = previews.perform(run=runs[-1], at=early(MARCH))

    assert [one.month.month for one in made] == [2, 3, 4]
    assert set(PreviewRun.objects.values_list("state", flat=True)) == {"done"}


def test_asking_and_publishing_again_does_nothing() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    run = PreviewRun.objects.get()

    again = previews.request_due(on=JANUARY, at=early(JANUARY))

    assert again == previews.perform(run=run, at=early(date(2026, 1, 2))) == []
    assert PriceList.objects.count() == 2
    assert (run.lists_wanted, run.lists_done, run.prices_made) == (1, 1, 1)
    assert AuditEntry.objects.filter(act="preview_run.done").count() == 1


def test_a_list_that_turns_up_later_gets_its_preview_too() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    a_list(JANUARY, currency="CHF")

    (run,) = previews.request_due(on=date(2026, 1, 9), at=early(date(2026, 1, 9)))
    asked = (run.state, run.lists_done, run.lists_wanted)
    (made,) = previews.perform(run=run, at=early(date(2026, 1, 9)))

    run.refresh_from_db()
    assert asked == ("asked", 1, 2)
    assert (made.currency, run.state, run.lists_done) == ("CHF", "done", 2)


def test_a_correction_of_this_month_reaches_the_preview() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    a_list(JANUARY, a_licence(price="8,10"), at=early(date(2026, 1, 12)))

    (february,) = lived(date(2026, 1, 12))

    assert (february.edition, told(february)) == (2, [(SUITE, Decimal(8), "UNC")])
    assert lived(date(2026, 1, 13)) == []


def test_a_correction_does_not_reach_a_month_that_has_begun() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    lived(FEBRUARY)
    a_list(JANUARY, a_licence(price="8,10"), at=early(date(2026, 2, 12)))

    assert lived(date(2026, 2, 12)) == []


def test_one_list_that_fails_is_named_and_hinders_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_list(JANUARY)
    a_list(JANUARY, currency="CHF")
    carry = previews.carrying.carry

    def failing(**asked: object) -> int:
        if asked["base"].currency == "CHF":  # type: ignore[attr-defined]
            raise RuntimeError("the disk is full")
        return carry(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(previews.carrying, "carry", failing)
    (made,) = lived(JANUARY)
    run = PreviewRun.objects.get()
    failed = (run.state, run.error, run.lists_done, run.lists_wanted)
    monkeypatch.undo()

    again = previews.perform(run=run, at=early(date(2026, 1, 2)))

    run.refresh_from_db()
    why = "License-based services CHF 2026-02: an unexpected error; it is tried again."
    assert (made.currency, failed) == ("EUR", ("failed", why, 1, 2))
    assert [one.currency for one in again] == ["CHF"]
    assert (run.state, run.error, run.lists_done) == ("done", "", 2)


def test_a_list_without_prices_ends() -> None:
    a_list(JANUARY)
    planning(None, FEBRUARY, on=JANUARY)

    (february,) = lived(JANUARY)

    assert (february.row_count, february.prices.count()) == (0, 0)
    assert lived(FEBRUARY) == lived(date(2026, 7, 1)) == []


def test_through_a_whole_year_no_day_is_without_a_price() -> None:
    a_list(JANUARY)
    usage(an_item())
    a_consumption_list()
    planning("4.80", date(2026, 7, 1), on=date(2026, 3, 3))

    for day in range(365):
        lived(JANUARY + timedelta(days=day))

        today = Price.objects.on(JANUARY + timedelta(days=day))
        assert sorted(today.values_list("price_list__kind", flat=True)) == [
            "consumption",
            "license",
            "usage",
        ]
    assert [cost(date(2026, month, 15)) for month in (6, 7, 12)] == [
        Decimal("4.2"),
        Decimal("4.8"),
        Decimal("4.8"),
    ]
    assert PriceList.objects.filter(kind="license").count() == 13
    assert PriceList.objects.filter(kind="consumption").count() == 12
    assert set(PriceList.objects.values_list("edition", flat=True)) == {1}
