"""Software can be cancelled for thirty days; what was bought for good cannot shrink later."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest

from customers.models import Status, Subscription
from customers.services import change_files, subscriptions
from customers.services.purchase_windows import TooLate
from partnercenter.intake import NotTakenIn
from tests.builders import AT, an_offer
from tests.customers.acts import BOUGHT, held

pytestmark = pytest.mark.django_db


def software(**fields: Any) -> Subscription:
    price = an_offer(kind="software", price="500.00", term="", agreement_type="")
    return held(price=price, frequency="one_time", **fields)


def after(days: int) -> date:
    return BOUGHT + timedelta(days=days)


def taken_in(bought: Subscription, *rows: str) -> list[str]:
    """What is wrong with a file of these rows; nothing when it was taken in."""
    content = "SubscriptionId,Date,Action,Quantity\n"
    content += "\n".join(f"{bought.public_id},{row}" for row in rows)
    try:
        change_files.take_in(file=io.BytesIO(content.encode()), name="changes.csv", at=AT)
    except NotTakenIn as refused:
        return [str(problem) for problem in refused.problems]
    return []


def test_it_can_be_cancelled_on_the_thirtieth_day_and_no_later() -> None:
    in_time, late = software(), software(name="Server")

    subscriptions.cancel(subscription=in_time, on=after(30), at=AT)
    with pytest.raises(TooLate) as refused:
        subscriptions.cancel(subscription=late, on=after(31), at=AT)

    in_time.refresh_from_db()
    assert in_time.status == Status.DELETED
    assert str(refused.value) == "Server could be cancelled until 2026-12-03."


def test_fewer_can_be_held_within_the_window_only_more_at_any_time() -> None:
    bought = software()

    subscriptions.change_quantity(subscription=bought, quantity=9, on=after(30), at=AT)
    subscriptions.change_quantity(subscription=bought, quantity=12, on=after(31), at=AT)

    with pytest.raises(TooLate, match="some could be given back until 2026-12-03"):
        subscriptions.change_quantity(subscription=bought, quantity=11, on=after(31), at=AT)


@pytest.mark.parametrize("policy", ["reservation", "marketplace_monthly", "never"])
def test_what_runs_on_can_be_cancelled_as_long_as_it_runs(policy: str) -> None:
    bought = software(settings={"cancellation": policy})

    subscriptions.cancel(subscription=bought, on=after(400), at=AT)

    bought.refresh_from_db()
    assert bought.status == Status.DELETED


def test_a_recurring_purchase_can_shrink_at_any_time() -> None:
    price = an_offer(kind="software", price="5.00", term="P1Y", agreement_type="", months=12)
    bought = held(price=price, settings={"cancellation": "software_subscription"})

    subscriptions.change_quantity(subscription=bought, quantity=9, on=after(100), at=AT)

    bought.refresh_from_db()
    assert bought.quantity == 9


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["2026-12-03,cancel,"], []),
        (
            ["2026-12-04,cancel,"],
            ["row 2, Date: it could be cancelled until 2026-12-03"],
        ),
        (["2026-12-04,set_quantity,11"], []),
        (
            ["2026-12-04,set_quantity,11", "2026-12-05,set_quantity,10"],
            ["row 3, Date: bought for good, some could be given back until 2026-12-03"],
        ),
        (
            ["2026-11-05,suspend,"],
            ["row 2, Action: a one-time or recurring purchase is cancelled, never suspended"],
        ),
    ],
)
def test_a_file_of_changes_keeps_to_the_same_windows(rows: list[str], told: list[str]) -> None:
    assert taken_in(software(), *rows) == told


def test_a_file_of_changes_lets_other_policies_run_on() -> None:
    bought = software(settings={"cancellation": "reservation"})

    assert taken_in(bought, "2027-11-04,cancel,") == []


def test_licences_have_no_such_windows() -> None:
    assert taken_in(held(), "2027-11-04,set_quantity,1", "2027-11-05,cancel,") == []
