"""What comes back is decided once, and every page says the same of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from billing.web.acts.coming_back import comes_back
from billing.web.undo_words import undo
from customers.models import Status, Subscription
from customers.queries.ways_back import Back, way_back
from tests.builders import a_customer, a_partner, a_subscription, an_offer

pytestmark = pytest.mark.django_db
BOUGHT = date(2026, 11, 3)


def held(*, kind: str = "license", **settings: Any) -> Subscription:
    one = a_subscription(
        customer=a_customer(partner=a_partner()),
        price=an_offer(kind=kind),
        on=BOUGHT,
        frequency="monthly" if kind == "license" else "one_time",
        settings=settings,
    )
    return Subscription.objects.select_related("availability__sku__product").get(pk=one.pk)


def test_nothing_is_promised_of_an_offer_that_cannot_be_cancelled() -> None:
    fixed = held()
    fixed.availability.sku.may_be_cancelled = False

    said = undo(fixed, on=BOUGHT)

    assert said == "This offer cannot be cancelled: it runs until its term ends."
    assert comes_back(fixed, BOUGHT).words == (said,)


def test_of_what_stands_still_no_more_comes_back() -> None:
    suspended = held()
    suspended.status = Status.SUSPENDED

    assert way_back(suspended, on=BOUGHT).back == Back.STOOD_STILL
    assert "no more does" in undo(suspended, on=BOUGHT)
    assert "no more does" in comes_back(suspended, BOUGHT).words[0]


@pytest.mark.parametrize(
    ("agreed", "days", "back", "until", "words"),
    [
        ({"cancellation": "reservation", "used": False}, 5, Back.WHOLE, 5, "credited in full"),
        ({"cancellation": "reservation", "used": True}, 5, Back.PART, 5, "the unused days"),
        ({"cancellation": "reservation"}, 6, Back.PART, None, "less a fee of 12"),
        ({"cancellation": "software"}, 30, Back.WHOLE, 30, "credited in full"),
        ({"cancellation": "software"}, 31, Back.NOTHING, None, "cannot be given back"),
        ({"cancellation": "software_subscription"}, 30, Back.PART, 30, "the unused days"),
        ({"cancellation": "marketplace_annual"}, 13, Back.WHOLE, 13, "credited in full"),
        ({"cancellation": "marketplace_annual"}, 14, Back.AFTER_TERM, None, "end with its term"),
        ({"cancellation": "never"}, 0, Back.AFTER_TERM, None, "end with its term"),
    ],
)
def test_a_purchase_comes_back_by_its_policy(
    agreed: Any, days: int, back: Back, until: int | None, words: str
) -> None:
    bought, on = held(kind="software", **agreed), BOUGHT + timedelta(days=days)

    way = way_back(bought, on=on)

    assert way.back == back
    assert way.until == (None if until is None else BOUGHT + timedelta(days=until))
    assert words in undo(bought, on=on)
    assert comes_back(bought, on).possible_until == way.possible_until


@pytest.mark.parametrize(("days", "back"), [(0, Back.WHOLE), (99, Back.PART)])
def test_a_licence_comes_back_in_full_at_first_and_by_unused_days_later(
    days: int, back: Back
) -> None:
    assert way_back(held(), on=BOUGHT + timedelta(days=days)).back == back
