"""The first walk: a Global admin confirms billing profile, tax id and contacts."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Partner
from customers.services import partners
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from partnercenter.submissions import new_key
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_subscription,
    a_user,
    an_issued_invoice,
)
from tests.web.conftest import SignIn
from tests.web.test_account_pages import PROFILE

pytestmark = pytest.mark.django_db
VAT_ID = {"answer": "has", "number": "BE0203201340"}


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner(
        "Polderwolk Diensten BV",
        country="BE",
        profile_confirmed_at=None,
        enrolled_on=date(2026, 11, 2),
    )


@pytest.fixture
def owner(partner: Partner, sign_in: SignIn) -> Client:
    return sign_in(a_user(partner=partner, role=Role.GLOBAL_ADMIN))


def step(client: Client, name: str, **fields: str) -> str:
    """Send a step and return where it leads, or what it says."""
    answer = client.post(reverse(f"customers:welcome{name}"), fields)
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def test_home_leads_to_the_walk_once_and_tells_of_it_afterwards(
    partner: Partner, owner: Client
) -> None:
    first, second = owner.get("/"), owner.get("/")

    assert first["Location"] == reverse("customers:welcome")
    assert second.status_code == 200
    for page in ("/", reverse("billing:overview")):
        assert "Go on with it" in owner.get(page).content.decode()


@pytest.mark.parametrize("name", ["billing:overview", "customers:customers", "customers:tax"])
def test_whoever_signs_in_for_another_page_is_led_to_the_walk_too(
    partner: Partner, owner: Client, name: str
) -> None:
    page = reverse(name)

    first, second = owner.get(page), owner.get(page)

    assert first["Location"] == reverse("customers:welcome")
    assert second.status_code == 200


def test_parts_of_pages_forms_and_the_account_are_not_led_away(owner: Client) -> None:
    overview, account = reverse("billing:overview"), reverse("account_reauthenticate")

    part = owner.get(overview, headers={"HX-Request": "true"})
    sent = owner.post(overview)
    walk = reverse("customers:welcome")

    assert walk not in (part.get("Location"), sent.get("Location"))
    assert owner.get(account).get("Location") != walk
    assert owner.get(overview)["Location"] == walk


def test_whoever_goes_to_the_walk_by_itself_is_not_led_there_again(owner: Client) -> None:
    owner.get(reverse("customers:welcome"))

    assert owner.get(reverse("billing:overview")).status_code == 200


def test_nobody_is_led_once_it_is_confirmed_or_by_another_role(
    partner: Partner, sign_in: SignIn
) -> None:
    other = a_partner("Haselbrück IT-Dienste GmbH", country="DE")
    done = sign_in(a_user(partner=other, role=Role.GLOBAL_ADMIN))
    clerk = sign_in(a_user(partner=partner, role=Role.BILLING_ADMIN))

    for browser in (done, clerk):
        assert browser.get(reverse("billing:overview")).status_code == 200


def test_others_only_read_that_it_is_not_confirmed(partner: Partner, sign_in: SignIn) -> None:
    clerk = sign_in(a_user(partner=partner, role=Role.BILLING_ADMIN))

    for page in ("/", reverse("billing:overview")):
        told = clerk.get(page).content.decode()
        assert "Your Global admin has not confirmed the billing profile yet." in told
    assert "not confirmed" not in clerk.get(reverse("customers:tax")).content.decode()


def test_the_three_steps_end_with_a_confirmation(partner: Partner, owner: Client) -> None:
    steps = [
        step(owner, "", **PROFILE, key=str(new_key())),
        step(owner, "_tax_id", **VAT_ID),
        step(owner, "_contacts", email="ledger@polderwolk.example", key=str(new_key())),
        step(owner, "_confirm"),
    ]

    partner.refresh_from_db()
    registration = partner.tax_registrations.get()
    assert steps == [
        reverse("customers:welcome_tax_id"),
        reverse("customers:welcome_contacts"),
        reverse("customers:welcome_contacts"),
        reverse("home"),
    ]
    assert (partner.city, partner.contact_name) == ("Rotterdam", "Ada Veld")
    assert (registration.number, registration.valid_from) == ("BE0203201340", partner.enrolled_on)
    assert partner.billing_contacts.get().email == "ledger@polderwolk.example"
    assert partner.profile_confirmed_at is not None
    entry = AuditEntry.objects.get(act="partner.profile_confirmed")
    assert entry.facts == {"vat_id": "BE0203201340"}
    assert owner.get("/").status_code == 200
    assert owner.get(reverse("customers:welcome"))["Location"] == reverse(
        "customers:billing_profile"
    )


def test_the_tax_page_leads_back_to_the_walk_while_it_is_not_done(owner: Client) -> None:
    owner.get("/")

    page = owner.get(reverse("customers:tax")).content.decode()

    assert reverse("customers:welcome_tax_id") in page
    assert "counts from the day you enrolled" in page


def test_there_may_be_no_vat_id(partner: Partner, owner: Client) -> None:
    assert step(owner, "_tax_id", answer="none") == reverse("customers:welcome_contacts")

    assert not partner.tax_registrations.exists()
    assert AuditEntry.objects.get(act="partner.no_vat_id").partner_id == partner.pk
    step(owner, "", **PROFILE, key=str(new_key()))
    assert step(owner, "_confirm") == reverse("home")


def test_nothing_is_confirmed_before_the_tax_id_was_answered(
    partner: Partner, owner: Client
) -> None:
    step(owner, "", **PROFILE, key=str(new_key()))

    answer = owner.post(reverse("customers:welcome_confirm"), follow=True)

    partner.refresh_from_db()
    assert answer.redirect_chain[0][0] == reverse("customers:welcome_tax_id")
    assert "say whether you have a VAT id" in answer.content.decode()
    assert partner.profile_confirmed_at is None


def test_a_second_click_lands_where_the_first_one_did(partner: Partner, owner: Client) -> None:
    contact = {"email": "ledger@polderwolk.example", "key": str(new_key())}

    numbers = [step(owner, "_tax_id", **VAT_ID) for _ in range(2)]
    contacts = [step(owner, "_contacts", **contact) for _ in range(2)]

    assert [*numbers, *contacts] == [reverse("customers:welcome_contacts")] * 4
    assert partner.tax_registrations.count() == 1
    assert partner.billing_contacts.count() == 1


def test_a_slip_in_the_number_is_corrected_during_the_walk(
    partner: Partner, owner: Client
) -> None:
    step(owner, "_tax_id", answer="has", number="BE0411905847")
    shown = owner.get(reverse("customers:welcome_tax_id")).content.decode()

    assert step(owner, "_tax_id", **VAT_ID) == reverse("customers:welcome_contacts")

    assert "Correct the number" in shown
    registration = partner.tax_registrations.get()
    assert (registration.number, registration.valid_from) == ("BE0203201340", partner.enrolled_on)


@pytest.mark.parametrize(
    ("number", "words"), [("", "Enter the number"), ("BE0203201341", "its format or check digit")]
)
def test_a_wrong_number_is_told_and_nothing_is_kept(
    partner: Partner, owner: Client, number: str, words: str
) -> None:
    assert words in step(owner, "_tax_id", answer="has", number=number)

    assert not partner.tax_registrations.exists()


def test_what_was_left_is_there_when_the_walk_goes_on(partner: Partner, owner: Client) -> None:
    step(owner, "", **PROFILE, key=str(new_key()))
    step(owner, "_tax_id", **VAT_ID)

    shown = {
        name: owner.get(reverse(f"customers:welcome{name}")).content.decode()
        for name in ("", "_tax_id", "_contacts")
    }

    assert 'value="Boompjes 7"' in shown[""]
    assert "BE0203201340" in shown["_tax_id"]
    assert "BE0203201340" in shown["_contacts"]


def test_without_a_contact_nothing_is_confirmed(partner: Partner, owner: Client) -> None:
    assert step(owner, "_confirm") == reverse("customers:welcome")

    partner.refresh_from_db()
    assert partner.profile_confirmed_at is None


def test_after_the_first_invoice_nothing_is_stamped_back(partner: Partner, owner: Client) -> None:
    subscription = a_subscription(customer=a_customer(partner=partner))
    invoice = an_issued_invoice(partner=partner, lines=[Line(subscription=subscription, net="4")])

    step(owner, "_tax_id", **VAT_ID)
    shown = owner.get(reverse("customers:welcome_tax_id")).content.decode()
    assert "Correct the number" not in shown

    expected = partners.next_cycle(partner, on=timezone.now().date())
    assert partner.tax_registrations.get().valid_from == expected
    invoice.refresh_from_db()
    assert invoice.buyer["vat_number"] == ""


def test_the_walk_is_for_global_admins(partner: Partner, sign_in: SignIn) -> None:
    clerk = sign_in(a_user(partner=partner, role=Role.BILLING_ADMIN))

    assert clerk.get(reverse("customers:welcome")).status_code == 403
    assert clerk.post(reverse("customers:welcome_confirm")).status_code == 403
