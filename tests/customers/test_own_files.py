"""A partner's own files: shown first, taken in as shown, all or nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from customers.models import Customer, ImportKind, Order, Partner, PreparedImport, Subscription
from customers.services.imports import outlook, taking_in
from customers.services.imports.taking_in import Outdated
from partnercenter.grants import permissions_of
from partnercenter.intake import AlreadyTakenIn, NotTakenIn
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_customer, a_partner, a_subscription, a_user, an_offer

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
EVERYTHING = permissions_of(Role)
HEADER = "CustomerId,CompanyName,DomainName,Country,Segment"


def prepared(
    partner: Partner,
    by: User,
    *rows: str,
    kind: ImportKind = ImportKind.CUSTOMERS,
    roles: tuple[Role, ...] = tuple(Role),
) -> PreparedImport:
    return taking_in.prepare(
        partner=partner,
        kind=kind,
        file=io.BytesIO("\r\n".join(rows).encode()),
        name="file.csv",
        permissions=permissions_of(roles),
        at=AT,
        by=by,
    )


def test_a_file_of_customers_is_shown_before_anything_is_taken_in() -> None:
    partner = a_partner()
    known = a_customer(partner=partner, name="Bakkerij Zeezicht", domain="zeezicht.example")
    same = a_customer(partner=partner, name="Hotel Duinrand", domain="duinrand.example")

    shown = prepared(
        partner,
        a_user(partner=partner),
        HEADER,
        f"{known.public_id},Bakkerij Zeezicht B.V.,zeezicht.example,NL,Commercial",
        f"{same.public_id},Hotel Duinrand,duinrand.example,NL,Commercial",
        ",Fietsen Van Dam,vandam.example,NL,Commercial",
    )

    told = outlook.from_data(shown.counts)
    assert (told.new, told.changed, told.same) == (1, 1, 1)
    changed, new = told.rows
    assert (changed.row, changed.name) == (2, "Bakkerij Zeezicht B.V.")
    assert [(d.field, d.before, d.after) for d in changed.differences] == [
        ("CompanyName", "Bakkerij Zeezicht", "Bakkerij Zeezicht B.V.")
    ]
    assert (new.row, new.what) == (4, "new")
    assert set(partner.customers.values_list("name", flat=True)) == {known.name, same.name}


def test_what_was_shown_is_taken_in_once() -> None:
    partner = a_partner()
    person, known = a_user(partner=partner), a_customer(partner=partner, city="Delft")
    shown = prepared(
        partner,
        person,
        HEADER,
        f"{known.public_id},Nieuwe Naam,nieuw.example,BE,Education",
        ",Fietsen Van Dam,vandam.example,NL,Commercial",
    )

    taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    known.refresh_from_db()
    assert (known.name, known.country, known.segment) == ("Nieuwe Naam", "BE", "education")
    assert known.city == "Delft", "a column that the file does not have stays as it is"
    added = partner.customers.get(name="Fietsen Van Dam")
    assert added.relationship_since == AT.date()
    entry = AuditEntry.objects.get(act="customers.imported")
    assert (entry.partner_id, entry.facts) == (partner.pk, {"new": "1", "changed": "1"})
    with pytest.raises(AlreadyTakenIn):
        taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)


def test_what_changed_since_it_was_shown_is_shown_again() -> None:
    partner = a_partner()
    person, known = a_user(partner=partner), a_customer(partner=partner, name="Eerst")
    shown = prepared(partner, person, HEADER, f"{known.public_id},Tweede,,NL,Commercial")
    Customer.objects.filter(pk=known.pk).update(name="Tussendoor")

    with pytest.raises(Outdated):
        taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    known.refresh_from_db()
    assert known.name == "Tussendoor"


def test_what_was_shown_a_day_ago_is_shown_again_and_forgotten() -> None:
    partner = a_partner()
    person = a_user(partner=partner)
    shown = prepared(partner, person, HEADER, ",Fietsen Van Dam,,NL,Commercial")
    later = AT + timedelta(hours=25)

    with pytest.raises(Outdated):
        taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=later, by=person)

    assert taking_in.forget(at=later) == 1
    assert not PreparedImport.objects.exists()


def test_every_problem_is_told_by_row_and_nothing_is_kept() -> None:
    partner = a_partner()
    stranger = a_customer(partner=a_partner("Haselbrück"), name="Fremd")

    with pytest.raises(NotTakenIn) as refused:
        prepared(
            partner,
            a_user(partner=partner),
            HEADER,
            ",Fietsen Van Dam,,NL,Commercial",
            f"{stranger.public_id},Gekaapt,,NL,Commercial",
            ",,,Nederland,Wholesale",
        )

    assert {(p.row, p.field) for p in refused.value.problems} == {
        (3, "CustomerId"),
        (4, "CompanyName"),
        (4, "Country"),
        (4, "Segment"),
    }
    stranger.refresh_from_db()
    assert stranger.name == "Fremd"
    assert not PreparedImport.objects.exists()


@pytest.mark.parametrize(
    ("role", "row"),
    [
        (Role.HELPDESK_AGENT, ",Fietsen Van Dam,,NL,Commercial"),
        (Role.ADMIN_AGENT, "{known},Andere Naam,,NL,Commercial"),
    ],
)
def test_a_row_asks_for_the_permission_of_what_it_does(role: Role, row: str) -> None:
    partner = a_partner()
    known = a_customer(partner=partner)

    with pytest.raises(NotTakenIn, match="row 2: your roles"):
        prepared(
            partner,
            a_user(partner=partner, role=role),
            HEADER,
            row.format(known=known.public_id),
            roles=(role,),
        )


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


def test_the_number_of_statements_does_not_grow_with_the_rows() -> None:
    partner = a_partner()
    person = a_user(partner=partner)

    def statements(number: int) -> int:
        rows = [f",Klant {place},,NL,Commercial" for place in range(number)]
        before = len(connection.queries_log)
        prepared(partner, person, HEADER, *rows)
        return len(connection.queries_log) - before

    connection.force_debug_cursor = True
    try:
        assert statements(5) == statements(500)
    finally:
        connection.force_debug_cursor = False


USERS = "Email,FirstName,LastName,Roles"


def test_people_of_a_file_are_invited_once_it_is_taken_in(mailoutbox: list[EmailMessage]) -> None:
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
    assert not mailoutbox
    assert not User.objects.filter(email="nieuw@waterkant.example").exists()

    taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    told = outlook.from_data(shown.counts)
    assert (told.new, told.changed, told.same) == (1, 1, 1)
    assert [mail.to for mail in mailoutbox] == [["nieuw@waterkant.example"]]
    new = User.objects.get(email="nieuw@waterkant.example")
    assert set(new.memberships.values_list("role", flat=True)) == {"billing_admin", "sales_agent"}
    assert [m.role for m in colleague.memberships.all()] == ["helpdesk_agent"]


def test_a_file_that_has_one_bad_person_invites_nobody(mailoutbox: list[EmailMessage]) -> None:
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
    assert not mailoutbox
