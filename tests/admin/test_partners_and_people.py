"""Partners, their VAT ids, contacts, resellers and memberships."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from customers.models import Membership, Partner
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from tests.builders import (
    a_customer,
    a_partner,
    a_subscription,
    a_user,
)

NO_ROWS = {
    f"{prefix}-{count}": "0"
    for prefix in (
        "tax_registrations",
        "tax_exemptions",
        "billing_contacts",
        "resellers",
        "memberships",
    )
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}
FIELDS = {
    "legal_name": "Fjordsky AS",
    "kind": "direct_bill",
    "mpn_id": "4391111",
    "account_number": "C0004391111",
    "purchase_order": "",
    "language": "nb",
    "address_line1": "Brygga 1",
    "postal_code": "5003",
    "city": "Bergen",
    "country": "NO",
}
CLOCK = {"currency": "NOK", "billing_day": "5", "enrolled_on": "2026-01-05"}


def change(client: Client, partner: Partner, **fields: str) -> Any:
    address = reverse("admin:customers_partner_change", args=[partner.pk])
    return client.post(address, {**FIELDS, **NO_ROWS, **fields}, follow=True)


def test_a_partner_is_enrolled_and_then_its_vat_id_registered(boss: Client) -> None:
    boss.post(reverse("admin:customers_partner_add"), {**FIELDS, **CLOCK, **NO_ROWS})

    partner = Partner.objects.get(mpn_id="4391111")
    register = reverse("admin:customers_partner_vat-id", args=[partner.pk])
    asked = boss.get(register).context["form"]
    assert asked["valid_from"].value() == partner.enrolled_on
    boss.post(register, {"number": "100417251 mva", "valid_from": "2026-01-05"})

    registration = partner.tax_registrations.get()
    assert (partner.currency, partner.billing_day) == ("NOK", 5)
    assert (registration.number, registration.valid_from) == ("NO100417251MVA", date(2026, 1, 5))
    assert registration.proof == "format and check digit"
    assert partner.state == "in_review"
    for act in ("partner.added", "partner.enrolled", "tax_registration.registered"):
        assert AuditEntry.objects.get(act=act).partner_id == partner.pk


def test_the_currency_of_another_location_is_refused(boss: Client) -> None:
    clock = {**CLOCK, "currency": "EUR"}

    answer = boss.post(reverse("admin:customers_partner_add"), {**FIELDS, **clock, **NO_ROWS})

    assert "Partners in this country are billed in NOK." in answer.content.decode()
    assert not Partner.objects.exists()


def test_a_partner_is_approved_suspended_for_a_reason_restored_and_parted_with(
    boss: Client,
) -> None:
    partner = a_partner(state="in_review")
    page = reverse("admin:customers_partner_change", args=[partner.pk])

    def act(code: str, **asked: str) -> tuple[str, str]:
        boss.post(reverse(f"admin:customers_partner_{code}", args=[partner.pk]), asked)
        partner.refresh_from_db()
        return partner.state, partner.state_reason

    assert "Approve the enrolment" in boss.get(page).content.decode()
    assert act("approve") == ("active", "")
    assert act("suspend") == ("active", "")
    assert act("suspend", reason="60 days overdue") == ("suspended", "60 days overdue")
    assert "60 days overdue" in boss.get(page).content.decode()
    assert act("restore") == ("active", "")
    assert act("part", reason="Contract ended") == ("left", "Contract ended")
    assert "Approve the enrolment" not in boss.get(page).content.decode()


def test_partners_are_found_by_their_state(boss: Client) -> None:
    a_partner(), a_partner("Haselbrück IT-Dienste GmbH", state="suspended")

    listed = boss.get(reverse("admin:customers_partner_changelist"), {"state__exact": "suspended"})

    assert "Haselbrück" in listed.content.decode()
    assert "Waterkant" not in listed.content.decode()


def test_contacts_and_resellers_stand_on_the_partners_page(boss: Client) -> None:
    partner = a_partner(kind="indirect_provider")
    rows = {
        "billing_contacts-TOTAL_FORMS": "1",
        "billing_contacts-0-name": "Ledger desk",
        "billing_contacts-0-email": "ledger@fjordsky.example",
        "resellers-TOTAL_FORMS": "1",
        "resellers-0-mpn_id": "5110042",
        "resellers-0-name": "Moorblick IT GmbH",
        "resellers-0-country": "DE",
        "resellers-0-is_active": "on",
    }

    change(boss, partner, **{"kind": "indirect_provider", **rows})

    assert partner.billing_contacts.get().email == "ledger@fjordsky.example"
    assert partner.resellers.get().mpn_id == "5110042"


def test_billing_date_and_currency_stay_as_enrolled(boss: Client) -> None:
    partner = a_partner()

    change(boss, partner, currency="USD", billing_day="28", enrolled_on="2030-01-01")

    partner.refresh_from_db()
    entry = AuditEntry.objects.get(act="partner.changed")
    assert partner.legal_name == "Fjordsky AS"
    assert (partner.currency, partner.billing_day) == ("EUR", 15)
    assert partner.enrolled_on == date(2025, 7, 2)
    assert "Legal name" in entry.facts["change"]


def test_the_country_stays_as_enrolled_because_tax_follows_from_it(boss: Client) -> None:
    partner = a_partner()
    page = reverse("admin:customers_partner_change", args=[partner.pk])

    change(boss, partner, country="DE")

    partner.refresh_from_db()
    assert (partner.country, partner.legal_name) == ("NL", "Fjordsky AS")
    assert "A move to another country is a new enrolment" in boss.get(page).content.decode()


def test_the_day_from_which_a_partners_own_currency_holds_is_entered(boss: Client) -> None:
    partner = a_partner()

    change(boss, partner, own_currency_since="2021-08-16")

    partner.refresh_from_db()
    assert partner.own_currency_since == date(2021, 8, 16)


def test_a_subscription_shows_what_it_is_billed_in_and_why(boss: Client) -> None:
    decision = {"currency": "DKK", "row": 6, "reason": "late_tenant", "inputs": {"is_new": False}}
    subscription = a_subscription(
        customer=a_customer(partner=a_partner()), currency="DKK", currency_decision=decision
    )

    shown = boss.get(
        reverse("admin:customers_subscription_change", args=[subscription.pk])
    ).content.decode()

    assert "late_tenant" in shown
    assert "<dt>is new</dt><dd>False</dd>" in shown


def test_nobody_works_for_two_partners(boss: Client) -> None:
    partner, other = a_partner(), a_partner("Fjordsky AS")
    person = a_user(partner=other)
    row = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-user": str(person.pk),
        "memberships-0-role": Role.BILLING_ADMIN.value,
    }

    answer = change(boss, partner, **row)

    assert "This person works for another partner." in answer.content.decode()
    assert Membership.objects.get().partner == other


def test_what_the_database_refuses_is_told_in_words(boss: Client) -> None:
    partner, person = a_partner(), a_user()
    twice = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-user": str(person.pk),
        "memberships-0-role": Role.BILLING_ADMIN.value,
    }
    change(boss, partner, **twice)

    answer = change(boss, partner, **twice)

    assert answer.status_code == 200
    assert Membership.objects.count() == 1
