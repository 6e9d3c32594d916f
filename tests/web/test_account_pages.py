"""The account settings: billing profile, contacts, resellers and tax, as a partner's people see them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import PartnerKind
from customers.queries import invoice_mail
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from partnercenter.submissions import new_key
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_subscription,
    a_supplier,
    a_tax_registration,
    a_user,
    an_issued_invoice,
)
from tests.web.conftest import Cast, SignIn

pytestmark = pytest.mark.django_db
PROFILE = {
    "registration": "KvK 24351234",
    "address_line1": "Boompjes 7",
    "address_line2": "",
    "postal_code": "3011 XB",
    "city": "Rotterdam",
    "region": "",
    "contact_name": "Ada Veld",
    "contact_email": "ada@waterkant.example",
    "contact_phone": "",
    "language": "nl",
    "purchase_order": "WK-2027",
}


def shown(client: Client, name: str, **asked: str) -> str:
    return client.get(reverse(f"customers:{name}"), asked).content.decode()


def send(client: Client, **fields: str) -> Any:
    form = {**PROFILE, "key": str(new_key()), **fields}
    return client.post(reverse("customers:billing_profile_edit"), form)


# The billing profile


def test_the_profile_tells_what_is_fixed_and_why(cast: Cast) -> None:
    page = shown(cast.owner, "billing_profile")

    assert "Day 15 of the month" in page
    assert "Billing date and currency were fixed at enrolment" in page
    assert cast.partner.mpn_id in page
    assert "Edit billing profile" in page


def test_who_may_only_look_is_offered_no_edit(cast: Cast, sign_in: SignIn) -> None:
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))

    page = shown(agent, "billing_profile")

    assert cast.partner.legal_name in page
    assert "Edit billing profile" not in page


def test_a_change_asks_who_is_there_once_more(cast: Cast, sign_in: SignIn) -> None:
    password, again = "maasboulevard-7", reverse("account_reauthenticate")
    owner = sign_in(a_user(partner=cast.partner, password=password))
    page = reverse("customers:billing_profile_edit")

    asked = owner.get(page)
    owner.post(again, {"password": password})

    assert asked["Location"].startswith(again)
    assert owner.get(page).status_code == 200


def test_a_change_counts_for_documents_to_come_only(cast: Cast) -> None:
    subscription = a_subscription(customer=a_customer(partner=cast.partner))
    before = an_issued_invoice(
        partner=cast.partner, lines=[Line(subscription=subscription, net="4")]
    )
    said = dict(before.buyer)

    answer = send(cast.owner)

    cast.partner.refresh_from_db()
    before.refresh_from_db()
    assert answer["Location"] == reverse("customers:billing_profile")
    assert (cast.partner.address_line1, cast.partner.language) == ("Boompjes 7", "nl")
    assert before.buyer == said
    assert before.buyer["address_lines"][0] == "Schiehaven 41"
    entry = AuditEntry.objects.get(act="partner.profile")
    assert entry.facts["address_line1"] == "Boompjes 7"
    assert "region" not in entry.facts


def test_a_form_sent_twice_changes_once(cast: Cast) -> None:
    client, key = cast.owner, str(new_key())

    for _click in range(2):
        send(client, key=key)

    assert AuditEntry.objects.filter(act="partner.profile").count() == 1


def test_what_is_missing_is_said_on_top(cast: Cast) -> None:
    page = send(cast.owner, contact_email="", city="").content.decode()

    assert "Nothing was saved" in page
    assert 'href="#id_city"' in page
    assert not AuditEntry.objects.filter(act="partner.profile").exists()


def test_a_suspended_partner_reads_why(cast: Cast) -> None:
    cast.partner.state, cast.partner.state_reason = "suspended", "60 days overdue"
    cast.partner.state_since = date(2026, 11, 20)
    cast.partner.save()

    assert "60 days overdue" in shown(cast.owner, "billing_profile")
    assert "60 days overdue" in cast.owner.get("/").content.decode()


# Billing contacts


def test_a_contact_is_added_once_and_removed(cast: Cast) -> None:
    page = reverse("customers:billing_contacts")

    sent = {"email": "ledger@waterkant.example", "name": "Ledger desk", "key": str(new_key())}
    answers = [cast.owner.post(page, sent) for _click in range(2)]
    new = {"email": "Ledger@Waterkant.example", "key": str(new_key())}
    again = cast.owner.post(page, new)

    contact = cast.partner.billing_contacts.get()
    assert [answer["Location"] for answer in answers] == [page, page]
    assert "is on the list already" in again.content.decode()
    assert contact.email in invoice_mail.recipients(cast.partner)
    cast.owner.post(reverse("customers:billing_contact_remove", args=[contact.pk]))
    assert not cast.partner.billing_contacts.exists()
    acts = AuditEntry.objects.filter(act__startswith="billing_contact").order_by("pk")
    assert [entry.act for entry in acts] == ["billing_contact.added", "billing_contact.removed"]


def test_an_address_that_is_too_long_is_told(cast: Cast) -> None:
    long = f"{'x' * 64}@{'.'.join(['y' * 60] * 3)}.example"
    assert len(long) == 255

    answer = cast.owner.post(
        reverse("customers:billing_contacts"), {"email": long, "key": str(new_key())}
    )

    assert "at most 254 characters" in answer.content.decode()
    assert not cast.partner.billing_contacts.exists()


def test_only_a_global_admin_adds_contacts(cast: Cast, sign_in: SignIn) -> None:
    clerk = sign_in(a_user(partner=cast.partner, role=Role.BILLING_ADMIN))
    page = reverse("customers:billing_contacts")

    assert clerk.get(page).status_code == 200
    assert clerk.post(page, {"email": "ledger@waterkant.example"}).status_code == 403
    assert not cast.partner.billing_contacts.exists()


def test_a_contact_of_another_partner_is_not_there(cast: Cast) -> None:
    contact = cast.partner.billing_contacts.create(email="ledger@waterkant.example")
    remove = reverse("customers:billing_contact_remove", args=[contact.pk])

    assert cast.stranger.post(remove).status_code == 404
    assert cast.owner.get(remove).status_code == 405


def test_invoices_are_told_to_each_address_once() -> None:
    partner, other = a_partner(), a_partner("Haselbrück IT-Dienste GmbH")
    a_user(partner=partner, role=Role.GLOBAL_ADMIN, email="boss@waterkant.example")
    a_user(partner=partner, role=Role.SALES_AGENT, email="sales@waterkant.example")
    gone = a_user(partner=partner, role=Role.BILLING_ADMIN, email="gone@waterkant.example")
    gone.is_active = False
    gone.save()
    a_user(partner=other, role=Role.BILLING_ADMIN, email="stranger@people.example")
    for email in ("Boss@waterkant.example", "ledger@waterkant.example"):
        partner.billing_contacts.create(email=email)

    found = invoice_mail.recipients(partner)

    assert found == ["boss@waterkant.example", "ledger@waterkant.example"]


# Resellers


def test_a_provider_adds_and_stops_resellers(cast: Cast) -> None:
    cast.partner.kind = PartnerKind.INDIRECT_PROVIDER
    cast.partner.save()
    page = reverse("customers:resellers")
    form = {"mpn_id": "5110042", "name": "Moorblick IT GmbH", "country": "DE"}

    sent = {**form, "key": str(new_key())}
    answers = [cast.owner.post(page, sent) for _click in range(2)]
    again = cast.owner.post(page, {**form, "key": str(new_key())}).content.decode()
    assert [answer["Location"] for answer in answers] == [page, page]
    reseller = cast.partner.resellers.get()
    a_subscription(customer=a_customer(partner=cast.partner), reseller_mpn_id="5110042")
    cast.owner.post(reverse("customers:reseller_stop", args=[reseller.pk]))

    assert "MPN id 5110042 is known already" in again
    assert 'class="number">1</td>' in shown(cast.owner, "resellers")
    assert "Stopped" in shown(cast.owner, "resellers")


def test_a_direct_bill_partner_reads_that_it_has_none(cast: Cast) -> None:
    answer = cast.owner.post(
        reverse("customers:resellers"),
        {"mpn_id": "5110042", "name": "M", "country": "DE", "key": str(new_key())},
    )

    assert "You bill your customers directly" in answer.content.decode()
    assert not cast.partner.resellers.exists()


def test_a_reseller_of_another_provider_is_not_there(cast: Cast) -> None:
    reseller = cast.partner.resellers.create(mpn_id="5110042", name="Moorblick", country="DE")

    stop = reverse("customers:reseller_stop", args=[reseller.pk])

    assert cast.stranger.post(stop).status_code == 404


@pytest.mark.parametrize("name", ["resellers", "billing_contacts"])
def test_a_longer_list_asks_no_more_questions(
    cast: Cast, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        cast.partner.resellers.create(mpn_id=str(5_110_000 + number), name="R", country="DE")
        cast.partner.billing_contacts.create(email=f"ledger{number}@waterkant.example")

    with django_assert_max_num_queries(12):
        shown(cast.owner, name)


# Tax


def test_the_tax_page_tells_what_the_next_invoice_carries(cast: Cast) -> None:
    a_supplier()

    page = shown(cast.owner, "tax")

    assert "VAT of 21%" in page
    assert "in the same country" in page
    assert "No VAT id on file" in page


def test_vat_ids_and_exemptions_stand_with_their_days(cast: Cast, sign_in: SignIn) -> None:
    a_supplier()
    now = timezone.now()
    registration = a_tax_registration(partner=cast.other, number="DE136695976")
    registration.validated_at, registration.online = (
        datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
        "valid",
    )
    registration.save()
    for kind, place in (("vat", "NL"), ("sales_tax", "US-WA")):
        cast.other.tax_exemptions.create(
            kind=kind,
            jurisdiction=place,
            certificate="VR-2026-118",
            valid_from=now.date(),
            accepted_at=now,
        )

    page = shown(cast.stranger, "tax")

    assert "Reverse charge, no VAT" in page
    assert "DE136695976" in page
    assert "United States, WA" in page
    assert "this supplier charges no sales tax" in page
    assert "DE136695976" not in shown(cast.owner, "tax")


def test_without_a_supplier_nothing_is_foretold(cast: Cast) -> None:
    assert "cannot be told yet" in shown(cast.owner, "tax")
