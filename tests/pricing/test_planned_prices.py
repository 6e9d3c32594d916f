"""Plans are kept until their month begins, and reach a published preview by its next edition."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partnercenter.models import AuditEntry
from pricing.models import PlannedPrice, PriceList
from pricing.services import planned
from tests.builders import a_usage_plan
from tests.pricing.monthly import EXTRA, PLAN, SUITE, a_list, early, lived, planning, told
from tests.pricing.price_rows import a_licence, an_item, usage

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
LATER = date(2026, 1, 20)


def published(month: date = FEBRUARY) -> list[PriceList]:
    return planned.publish(month=month, at=early(LATER))


def test_a_plan_is_kept_with_its_month_and_told_the_activity_log() -> None:
    a_list(JANUARY)

    plan = planning("4.80", date(2026, 2, 17), on=LATER, note=" Agreed in spring ")

    assert (plan.from_month, plan.unit_price, plan.erp_price) == (FEBRUARY, Decimal("4.8"), None)
    assert (plan.note, plan.recorded_at) == ("Agreed in spring", early(LATER))
    entry = AuditEntry.objects.get(act="planned_price.planned")
    assert entry.facts == {"unit_price": "4.80", "erp_price": "None", "note": "Agreed in spring"}


def test_a_second_plan_for_a_month_takes_the_place_of_the_first() -> None:
    a_list(JANUARY)
    planning("4.80", FEBRUARY, on=LATER)

    planning(None, FEBRUARY, on=LATER, erp_price=Decimal(9))

    plan = PlannedPrice.objects.get()
    assert (plan.unit_price, plan.erp_price) == (None, None)


@pytest.mark.parametrize("month", [JANUARY, date(2025, 12, 1)])
def test_a_month_that_has_begun_is_not_planned(month: date) -> None:
    a_list(JANUARY)

    with pytest.raises(planned.MonthHasBegun) as refused:
        planning("4.80", month, on=LATER)

    why = "is in force already or past: to correct it, import a list."
    assert str(refused.value) == f"The list of {month:%Y-%m} {why}"


def test_what_was_never_listed_and_prices_below_zero_are_refused() -> None:
    a_list(JANUARY)

    with pytest.raises(planned.NeverListed):
        planned.plan(
            availability=a_usage_plan(),
            from_month=FEBRUARY,
            unit_price=Decimal(1),
            at=early(LATER),
        )
    with pytest.raises(planned.NotAPrice):
        planning("-1", FEBRUARY, on=LATER)
    with pytest.raises(planned.NotAPrice):
        planning("1", FEBRUARY, on=LATER, erp_price=Decimal(-1))


def test_a_plan_is_withdrawn_until_its_month_begins() -> None:
    a_list(JANUARY)
    first, second = planning("5", FEBRUARY, on=LATER), planning("6", MARCH, on=LATER)

    planned.withdraw(planned=first, at=early(LATER))

    with pytest.raises(planned.MonthHasBegun):
        planned.withdraw(planned=second, at=early(MARCH))
    assert list(PlannedPrice.objects.all()) == [second]
    assert AuditEntry.objects.get(act="planned_price.withdrawn").facts == {"unit_price": "5"}


def test_what_was_planned_after_the_preview_is_its_next_edition() -> None:
    a_list(JANUARY, a_licence(), a_licence(offer=PLAN))
    usage(an_item())
    lived(JANUARY)
    planning("4.80", FEBRUARY, on=LATER)
    planning(None, FEBRUARY, offer=PLAN, on=LATER)

    (second,) = published()

    assert (second.kind, second.edition, second.generated) == ("license", 2, True)
    assert told(second) == [(SUITE, Decimal("4.8"), "CHG")]
    assert second.follows is not None
    assert second.follows.month == JANUARY


def test_publishing_with_nothing_new_says_so() -> None:
    a_list(JANUARY)
    lived(JANUARY)

    with pytest.raises(planned.NothingNew, match="The lists of 2026-02 say already"):
        published()

    assert PriceList.objects.count() == 2


def test_what_was_withdrawn_is_gone_from_the_next_edition() -> None:
    a_list(JANUARY, a_licence(), a_licence(offer=PLAN))
    planning("4.80", FEBRUARY, on=JANUARY)
    planning(None, FEBRUARY, offer=PLAN, on=JANUARY)
    lived(JANUARY)
    for plan in PlannedPrice.objects.all():
        planned.withdraw(planned=plan, at=early(LATER))

    (second,) = published()

    assert told(second) == [(PLAN, Decimal("4.2"), "UNC"), (SUITE, Decimal("4.2"), "UNC")]


def test_plans_change_what_was_imported_for_the_month() -> None:
    a_list(JANUARY, a_licence(), a_licence(offer=EXTRA))
    imported = (
        a_licence(price="9,"),
        a_licence(offer=PLAN, days="2/1/2026,2/9/2026", price="1,"),
        a_licence(offer=PLAN, days="2/10/2026,12/31/9999", price="2,"),
    )
    a_list(FEBRUARY, *imported, at=early(JANUARY))
    planning("4.80", FEBRUARY, on=LATER)
    planning("7", FEBRUARY, offer=EXTRA, on=LATER)

    (second,) = published()

    assert (second.edition, second.generated) == (2, True)
    assert sorted(told(second)) == [
        (PLAN, Decimal(1), "ADD"),
        (PLAN, Decimal(2), "CHG"),
        (EXTRA, Decimal(7), "CHG"),
        (SUITE, Decimal("4.8"), "CHG"),
    ]
    planning("2", FEBRUARY, offer=PLAN, on=LATER)
    (third,) = published()
    whole = third.prices.get(availability__sku__offer_id=PLAN)
    assert (whole.valid_from, whole.valid_until) == (FEBRUARY, MARCH)


def test_the_lists_of_a_month_that_has_begun_are_not_published_anew() -> None:
    a_list(JANUARY)

    with pytest.raises(planned.MonthHasBegun):
        published(JANUARY)
