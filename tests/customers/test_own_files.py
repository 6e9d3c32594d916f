"""A partner's own files of customers: shown first, taken in as shown, all or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from customers.models import Customer, PreparedImport
from customers.services.imports import outlook, taking_in
from customers.services.imports.taking_in import Outdated
from partnercenter.intake import AlreadyTakenIn, NotTakenIn
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from tests.builders import a_customer, a_partner, a_user
from tests.customers.own_files import AT, EVERYTHING, HEADER, prepared

pytestmark = pytest.mark.django_db


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


def test_a_row_beyond_those_shown_counts_for_what_was_shown() -> None:
    partner = a_partner()
    person = a_user(partner=partner)
    known = [a_customer(partner=partner, name=f"Klant {place}") for place in range(205)]
    rows = [f"{one.public_id},Nieuw {one.pk},,NL,Commercial" for one in known]
    shown = prepared(partner, person, HEADER, *rows)
    Customer.objects.filter(pk=known[-1].pk).update(name="Tussendoor")

    with pytest.raises(Outdated):
        taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    assert partner.customers.filter(name="Tussendoor").exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",Klant,HTTP://nergens/?x,NL,Commercial,", "DomainName"),
        (",Klant,,NL,Commercial,2099-01-01", "TenantCreatedOn"),
        (",Kl\u202eant,,NL,Commercial,", ""),
    ],
)
def test_a_file_is_held_to_the_rules_of_the_form(row: str, field: str) -> None:
    partner = a_partner()

    with pytest.raises(NotTakenIn) as refused:
        prepared(partner, a_user(partner=partner), f"{HEADER},TenantCreatedOn", row)

    assert [(p.row, p.field) for p in refused.value.problems] == [(2, field)]


def test_each_customer_of_a_file_stands_in_the_log_with_what_changed() -> None:
    partner = a_partner()
    person = a_user(partner=partner)
    known = a_customer(partner=partner, name="Eerst", domain="eerst.example")
    shown = prepared(
        partner,
        person,
        HEADER,
        f"{known.public_id},Later,eerst.example,NL,Commercial",
        ",Nieuw,nieuw.example,NL,Commercial",
    )

    taking_in.take_in(prepared=shown, permissions=EVERYTHING, at=AT, by=person)

    corrected = AuditEntry.objects.get(act="customer.corrected")
    assert (corrected.partner_id, corrected.by, corrected.at) == (partner.pk, person, AT)
    assert corrected.facts == {
        "customer_id": str(known.public_id),
        "CompanyName": "Eerst → Later",
    }
    added = AuditEntry.objects.get(act="customer.added")
    assert added.facts["DomainName"] == "nieuw.example"
    assert added.facts["customer_id"] == str(Customer.objects.get(name="Nieuw").public_id)
