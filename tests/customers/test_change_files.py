"""What happened to subscriptions comes from a file: timelines go forward, or nothing is stored."""

from __future__ import annotations

import io
from datetime import date

import pytest

from customers.models import PartnerState, Subscription, SubscriptionChange
from customers.services import change_files
from partnercenter.intake import NotTakenIn
from tests.builders import AT, a_change, a_customer, a_partner, a_subscription, an_offer

pytestmark = pytest.mark.django_db

HEADER = "SubscriptionId,Date,Action,Quantity"


def a_held(quantity: int = 5) -> Subscription:
    customer = a_customer(partner=a_partner())
    return a_subscription(customer=customer, price=an_offer(), quantity=quantity)


@pytest.fixture
def held() -> Subscription:
    return a_held()


def take_in(held: Subscription, *rows: str) -> int:
    lines = [HEADER, *(f"{held.public_id},{row}" for row in rows)]
    content = "\n".join(lines).encode()
    return change_files.take_in(file=io.BytesIO(content), name="changes.csv", at=AT)


def problems(held: Subscription, *rows: str) -> list[str]:
    before = SubscriptionChange.objects.count()
    with pytest.raises(NotTakenIn) as refused:
        take_in(held, *rows)
    assert SubscriptionChange.objects.count() == before
    return [str(problem) for problem in refused.value.problems]


def test_rows_continue_the_timeline_by_day_whatever_their_order(held: Subscription) -> None:
    count = take_in(
        held,
        "2026-11-20,Suspend,",
        "11/10/2026,SET_QUANTITY,8",
        "2026-11-10,set_quantity,7",
        "2026-11-25,reactivate,",
    )

    held.refresh_from_db()
    assert count == 4
    assert list(
        held.changes.order_by("sequence").values_list("sequence", "action", "quantity")
    ) == [
        (1, "purchase", 5),
        (2, "set_quantity", 8),
        (3, "set_quantity", 7),
        (4, "suspend", 7),
        (5, "reactivate", 7),
    ]
    assert {event.recorded_at for event in held.changes.filter(sequence__gt=1)} == {AT}
    assert (held.quantity, held.status) == (7, "active")


def test_the_subscription_tells_where_its_timeline_ended(held: Subscription) -> None:
    take_in(held, "2026-11-20,suspend,")
    held.refresh_from_db()
    suspended = held.status
    take_in(held, "2026-11-21,cancel,3")
    held.refresh_from_db()

    assert (suspended, held.status, held.quantity) == ("suspended", "deleted", 5)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ["2026-11-02,suspend,"],
            "row 2, Date: the subscription's last change known already is of 2026-11-03",
        ),
        (["2026-11-05,set_quantity,5"], "row 2, Quantity: the quantity already is 5"),
        (["2026-11-05,set_quantity,"], "row 2, Quantity: the value is missing"),
        (
            ["2026-11-05,set_quantity,0"],
            'row 2, Quantity: "0" is not a whole number from 1 to 999999999',
        ),
        (
            ["2026-11-05,reactivate,"],
            "row 2, Action: the subscription is not suspended, so it cannot be reactivated",
        ),
        (
            ["2026-11-05,suspend,", "2026-11-06,suspend,"],
            "row 3, Action: the subscription is suspended since 2026-11-05 already",
        ),
        (
            ["2026-11-06,set_quantity,9", "2026-11-05,suspend,"],
            "row 2, Action: the subscription is suspended since 2026-11-05: its quantity cannot change",
        ),
        (
            ["2026-11-05,cancel,", "2026-11-05,set_quantity,9"],
            "row 3, Action: the subscription is cancelled since 2026-11-05",
        ),
        (
            ["2026-11-05,purchase,9"],
            'row 2, Action: "purchase" is none of set_quantity, suspend, reactivate, cancel',
        ),
        (
            ["2026-11-05,suspend,", "2027-02-04,reactivate,"],
            "row 3, Date: the suspension of 2026-11-05 is more than 90 days ago: too late",
        ),
    ],
)
def test_what_cannot_happen_is_told(held: Subscription, rows: list[str], told: str) -> None:
    assert problems(held, *rows) == [told]


def test_a_suspension_can_end_on_its_ninetieth_day(held: Subscription) -> None:
    a_change(held, action="suspend", on=date(2026, 11, 5), quantity=5)

    assert take_in(held, "2027-02-03,reactivate,") == 1


def test_what_was_recorded_before_counts(held: Subscription) -> None:
    a_change(held, action="set_quantity", on=date(2026, 11, 8), quantity=6)
    a_change(held, action="cancel", on=date(2026, 11, 9), quantity=6)

    assert problems(held, "2026-11-07,suspend,", "2026-11-10,suspend,") == [
        "row 2, Date: the subscription's last change known already is of 2026-11-09",
        "row 3, Action: the subscription is cancelled since 2026-11-09",
    ]


def test_subscriptions_do_not_meet_in_one_file(held: Subscription) -> None:
    other = a_held(quantity=2)

    take_in(
        held,
        "2026-11-05,suspend,",
        f"2026-11-06,cancel,\n{other.public_id},2026-11-04,set_quantity,3",
    )

    other.refresh_from_db()
    assert (other.quantity, other.status, other.changes.count()) == (3, "active", 2)


def test_an_unknown_subscription_is_told(held: Subscription) -> None:
    stranger = "090ec997-7d39-48c1-b76f-a0d986f03def"

    assert problems(held, f"2026-11-05,cancel,\n{stranger},2026-11-04,cancel,") == [
        f"row 3, SubscriptionId: no subscription {stranger} is known"
    ]


def test_a_suspended_partner_takes_no_more_licences_and_may_reduce(held: Subscription) -> None:
    partner = held.customer.partner
    partner.state = PartnerState.SUSPENDED
    partner.save()

    assert problems(held, "2026-11-10,set_quantity,8") == [
        "row 2, Quantity: the partner is suspended: nothing more is bought until it is restored"
    ]
    assert take_in(held, "2026-11-10,set_quantity,4", "2026-11-20,suspend,") == 2
