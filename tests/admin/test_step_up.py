"""Staff show once more who they are before they change roles, tax or bank details."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Supplier
from customers.models import Membership, Partner, RequestKind, TaxExemption
from partnercenter.models import AuditEntry, User
from tests.builders import a_partner, a_request, a_supplier, a_tax_registration, a_user

pytestmark = pytest.mark.django_db

PASSWORD = "wijnhaven-pakhuis-7"
AGAIN = reverse("account_reauthenticate")


@pytest.fixture
def staff(db: None) -> Client:
    """A browser in which the password was not asked for since the sign-in."""
    client = Client()
    client.force_login(a_user(password=PASSWORD, is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def person(partner: Partner) -> User:
    return a_user(partner=partner, password="an-old-lantern-3")


def asks(answer: Any) -> bool:
    return answer.status_code == 302 and str(answer["Location"]).startswith(AGAIN)


def form_of(client: Client, address: str) -> dict[str, str]:
    form = client.get(address).context["adminform"].form
    return {name: form.initial.get(name) or "" for name in form.fields}


def test_new_bank_details_ask_for_the_password_and_are_kept_after_it() -> None:
    staff, supplier = Client(), a_supplier()
    boss = a_user(password=PASSWORD, is_staff=True, is_superuser=True)
    staff.force_login(boss)
    address = reverse("admin:billing_supplier_change", args=[supplier.pk])
    vat_id, iban = "NL863920408B01", "NL91ABNA0417164300"
    new = {**form_of(staff, address), "vat_number": vat_id, "iban": iban}

    asked = staff.post(address, new)
    assert asked["Location"].startswith(AGAIN)
    assert Supplier.objects.get().iban == supplier.iban
    staff.post(AGAIN, {"password": "not-this-one", "next": address})
    assert Supplier.objects.get().iban == supplier.iban

    staff.post(AGAIN, {"password": PASSWORD, "next": address})

    assert Supplier.objects.get().iban == iban


@pytest.mark.parametrize("model", [Supplier, Partner, Membership, User, Group, Authenticator])
def test_roles_tax_and_bank_details_are_saved_by_who_was_asked_again(model: type) -> None:
    assert admin.site.get_model_admin(model).asks_who_it_is  # type: ignore[attr-defined]


def test_a_tax_id_is_accepted_once_the_password_is_given(staff: Client, partner: Partner) -> None:
    a_supplier()
    request = a_request(
        partner=partner, kind=RequestKind.TAX_ID, at=timezone.now(), tax_number="NL863920408B01"
    )
    accept = reverse("admin:customers_servicerequest_accept", args=[request.pk])

    asked, sent = staff.get(accept), staff.post(accept, {"text": "Yes."})
    request.refresh_from_db()
    waits = request.is_open
    staff.post(AGAIN, {"password": PASSWORD})
    staff.post(accept, staff.get(accept).context["form"].initial)

    assert asks(asked)
    assert asks(sent)
    assert waits
    assert partner.tax_registrations.get().number == "NL863920408B01"


def test_a_question_is_answered_without_the_password(staff: Client, partner: Partner) -> None:
    request = a_request(partner=partner)
    answer = reverse("admin:customers_servicerequest_accept", args=[request.pk])

    staff.post(answer, {**staff.get(answer).context["form"].initial, "text": "The fee."})

    request.refresh_from_db()
    assert not request.is_open


def test_a_role_is_removed_once_the_password_is_given(staff: Client, person: User) -> None:
    role = person.memberships.get()
    remove = reverse("admin:customers_membership_delete", args=[role.pk])
    chosen = {"action": "delete_selected", "_selected_action": role.pk, "post": "yes"}

    one = staff.post(remove, {"post": "yes"})
    several = staff.post(reverse("admin:customers_membership_changelist"), chosen)

    assert asks(one)
    assert asks(several)
    assert person.memberships.exists()
    staff.post(remove, {"post": "yes"})
    staff.post(AGAIN, {"password": PASSWORD, "next": remove})
    assert not person.memberships.exists()


def test_a_second_factor_is_removed_once_the_password_is_given(
    staff: Client, person: User
) -> None:
    factor = TOTP.activate(person, "JBSWY3DPEHPK3PXP").instance

    answer = staff.post(
        reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"}
    )

    assert asks(answer)
    assert Authenticator.objects.filter(user=person).exists()


def test_a_password_for_somebody_else_is_set_by_who_was_asked_and_never_kept(
    staff: Client, person: User
) -> None:
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    new = {"password1": "maasboulevard-7", "password2": "maasboulevard-7"}

    asked, sent = staff.get(page), staff.post(page, new)
    kept = str(dict(staff.session))
    staff.post(AGAIN, {"password": PASSWORD, "next": page})

    person.refresh_from_db()
    assert asks(asked)
    assert asks(sent)
    assert "maasboulevard-7" not in kept
    assert person.check_password("an-old-lantern-3")
    staff.post(page, new)
    person.refresh_from_db()
    assert person.check_password("maasboulevard-7")


def test_acts_upon_tax_ask_for_the_password(
    staff: Client, partner: Partner, settings: Any
) -> None:
    settings.VAT_CHECKER = "tests.admin.test_tax_acts.says_no"
    registration = a_tax_registration(partner=partner)
    exemption = TaxExemption.objects.create(
        partner=partner,
        kind="vat",
        jurisdiction="NL",
        certificate="VR-2026-118",
        valid_from=date(2026, 1, 1),
        accepted_at=timezone.now(),
    )

    check = staff.post(reverse("admin:customers_taxregistration_check", args=[registration.pk]))
    end = staff.post(
        reverse("admin:customers_taxexemption_end", args=[exemption.pk]), {"on": "2099-01-01"}
    )

    assert asks(check)
    assert asks(end)
    exemption.refresh_from_db()
    assert exemption.valid_until is None


def test_a_file_of_partners_is_not_taken_in_without_the_password(staff: Client) -> None:
    page = reverse("admin:customers_partner_import")
    file = SimpleUploadedFile("partners.csv", b"MpnId\r\n1\r\n")

    asked, sent = staff.get(page), staff.post(page, {"file": file})
    back = staff.post(AGAIN, {"password": PASSWORD, "next": page}, follow=True)

    assert asks(asked)
    assert asks(sent)
    assert back.redirect_chain == [(page, 302)]
    assert "What you sent was not carried out" in back.content.decode()


def test_that_staff_disable_somebody_is_told_to_the_partner(
    staff: Client, partner: Partner, person: User
) -> None:
    staff.get(page := reverse("admin:auth_user_password_change", args=[person.pk]))
    staff.post(AGAIN, {"password": PASSWORD, "next": page})

    staff.post(
        reverse("admin:partnercenter_user_change", args=[person.pk]), {"email": person.email}
    )

    person.refresh_from_db()
    assert not person.is_active
    entry = AuditEntry.objects.get(act="user.disabled")
    assert (entry.subject, entry.partner_id) == (person.email, partner.pk)
