"""Orders, changes and people from a partner's own files."""

from __future__ import annotations

import pytest

from customers.models import ImportKind, Order, Subscription
from customers.services import people
from customers.services.imports import outlook, taking_in
from partnercenter.intake import NotTakenIn
from partnercenter.models import User
from partnercenter.roles import Role
from tests.builders import a_customer, a_partner, a_subscription, a_user, an_offer
from tests.customers.own_files import AT, EVERYTHING, USERS, prepared

pytestmark = pytest.mark.django_db


def test_rows_of_one_customer_make_one_order() -> None:
    partner = a_partner()
    person = a_user(partner=partner)
    one, other = a_customer(partner=partner), a_customer(partner=partner, name="Hotel Duinrand")
    offer = an_offer().availability.sku.offer_id
    rows = [f"{c.public_id},{offer},,{n},P1Y,Monthly" for c, n in ((one, 3), (one, 4), (other, 5))]

    shown = prepared(
        partner,
        person,
        "CustomerId,OfferId,SubscriptionName,Quantity,TermDuration,BillingCycle",
        *rows,
        kind=ImportKind.SUBSCRIPTIONS,
    )
    assert not Subscription.objects.exists()
    taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    assert sorted(Order.objects.values_list("subscriptions__quantity", flat=True)) == [3, 4, 5]
    assert Order.objects.count() == 2
    assert set(Order.objects.values_list("placed_by", "placed_at")) == {(person.pk, AT)}


@pytest.mark.parametrize(
    ("customer", "day", "field"),
    [("theirs", "", "CustomerId"), ("ours", "2026-11-01", "StartDate")],
)
def test_an_order_is_for_an_own_customer_and_of_today(customer: str, day: str, field: str) -> None:
    partner = a_partner()
    ours, theirs = a_customer(partner=partner), a_customer(partner=a_partner("Haselbrück"))
    offer = an_offer().availability.sku.offer_id
    whose = ours if customer == "ours" else theirs

    with pytest.raises(NotTakenIn) as refused:
        prepared(
            partner,
            a_user(partner=partner),
            "CustomerId,OfferId,SubscriptionName,Quantity,StartDate,TermDuration,BillingCycle",
            f"{whose.public_id},{offer},,3,{day},P1Y,Monthly",
            kind=ImportKind.SUBSCRIPTIONS,
        )

    assert [(p.row, p.field) for p in refused.value.problems] == [(2, field)]


def test_changes_happen_today_to_own_subscriptions_only() -> None:
    partner = a_partner()
    person = a_user(partner=partner)
    held = a_subscription(customer=a_customer(partner=partner), quantity=3)
    foreign = a_subscription(customer=a_customer(partner=a_partner("Haselbrück")))
    header = "SubscriptionId,Action,Quantity"

    with pytest.raises(NotTakenIn, match="row 2, SubscriptionId: no subscription"):
        prepared(partner, person, header, f"{foreign.public_id},cancel,", kind=ImportKind.CHANGES)
    shown = prepared(
        partner, person, header, f"{held.public_id},set_quantity,5", kind=ImportKind.CHANGES
    )
    taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    (row,) = outlook.from_data(shown.counts).rows
    assert [(d.field, d.before, d.after) for d in row.differences][-1] == ("Quantity", "3", "5")
    change = held.changes.order_by("sequence").last()
    assert change
    assert (change.on, change.quantity, change.recorded_by) == (AT.date(), 5, person)


def test_people_of_a_file_are_invited_once_it_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(people, "enqueue", lambda _name, **given: sent.append(given))
    partner = a_partner()
    person = a_user(partner=partner, role=Role.GLOBAL_ADMIN)
    colleague = a_user(partner=partner, role=Role.SALES_AGENT)
    shown = prepared(
        partner,
        person,
        USERS,
        "nieuw@waterkant.example,Nina,Nieuw,Billing admin; sales_agent",
        f"{colleague.email},,,Helpdesk agent",
        f"{person.email},,,Global admin",
        kind=ImportKind.USERS,
    )
    assert not sent
    assert not User.objects.filter(email="nieuw@waterkant.example").exists()

    taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    told = outlook.from_data(shown.counts)
    assert (told.new, told.changed, told.same) == (1, 1, 1)
    new = User.objects.get(email="nieuw@waterkant.example")
    assert set(new.memberships.values_list("role", flat=True)) == {"billing_admin", "sales_agent"}
    assert [m.role for m in colleague.memberships.all()] == ["helpdesk_agent"]
    assert sent == [{"person_id": new.pk, "by_id": person.pk}]


def test_a_file_that_has_one_bad_person_invites_nobody() -> None:
    partner = a_partner()
    person = a_user(partner=partner, role=Role.GLOBAL_ADMIN)
    stranger = a_user(partner=a_partner("Haselbrück"))

    with pytest.raises(NotTakenIn) as refused:
        prepared(
            partner,
            person,
            USERS,
            "nieuw@waterkant.example,Nina,Nieuw,Billing admin",
            f"{stranger.email},,,Sales agent",
            "nog@waterkant.example,,,Boss",
            f"{person.email},,,Sales agent",
            kind=ImportKind.USERS,
        )

    problems = {(p.row, p.field) for p in refused.value.problems}
    assert problems == {(3, "Email"), (4, "Roles"), (5, "Email")}
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    ["a,b@x.example", "<script>@x.example", "a@b..example", "a@" + "b" * 63 + ".c" * 120],
)
def test_what_is_no_address_invites_nobody(address: str) -> None:
    partner = a_partner()

    with pytest.raises(NotTakenIn, match="Email"):
        prepared(
            partner,
            a_user(partner=partner, role=Role.GLOBAL_ADMIN),
            USERS,
            f'"{address}",,,Sales agent',
            kind=ImportKind.USERS,
        )


def test_staff_are_nobodys_people_in_files_either() -> None:
    partner = a_partner()
    staff = a_user(partner=partner, role=Role.BILLING_ADMIN, is_staff=True)

    with pytest.raises(NotTakenIn, match="row 2, Email"):
        prepared(
            partner,
            a_user(partner=partner, role=Role.GLOBAL_ADMIN),
            USERS,
            f"{staff.email},,,Sales agent",
            kind=ImportKind.USERS,
        )
