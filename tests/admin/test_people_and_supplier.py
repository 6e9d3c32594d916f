"""People, their rights, and the supplier: who may change whom."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from partnercenter.models import AuditEntry, User
from tests.admin.conftest import Clerk
from tests.builders import a_supplier, a_user

# People


def test_a_password_is_set_for_somebody_who_gets_no_mail(boss: Client) -> None:
    person = a_user(email="ada@partner.example")
    page = reverse("admin:auth_user_password_change", args=[person.pk])

    weak = boss.post(page, {"password1": "12345678", "password2": "12345678"})
    boss.post(page, {"password1": "maasboulevard-7", "password2": "maasboulevard-7"})

    person.refresh_from_db()
    assert "too common" in weak.content.decode()
    assert person.check_password("maasboulevard-7")
    assert AuditEntry.objects.get(act="user.changed").facts["change"] == "Changed password."


def test_a_person_is_added_by_address_in_lower_case_and_invited_by_mail(
    boss: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    add = reverse("admin:partnercenter_user_add")
    fields = {"email": "Ada@Partner.Example", "first_name": "Ada", "last_name": "Veld"}

    with django_capture_on_commit_callbacks(execute=True):
        boss.post(add, fields)
        assert mailoutbox == []
    again = boss.post(add, fields)

    person = User.objects.get(email="ada@partner.example")
    assert not person.has_usable_password()
    assert person.invited_at
    assert "Somebody with this address exists already." in again.content.decode()
    (message,) = mailoutbox
    assert message.to == ["ada@partner.example"]
    assert "/account/password/reset/key/" in message.body


def test_an_old_address_no_longer_opens_the_account(boss: Client) -> None:
    person = a_user(email="old@partner.example")
    EmailAddress.objects.create(user=person, email="old@partner.example", verified=True)

    boss.post(
        reverse("admin:partnercenter_user_change", args=[person.pk]),
        {"email": "new@partner.example", "is_active": "on"},
    )

    person.refresh_from_db()
    assert person.email == "new@partner.example"
    assert not EmailAddress.objects.filter(user=person).exists()


def test_only_superusers_change_staff_and_give_rights(boss: Client, clerk: Clerk) -> None:
    client = clerk("partnercenter.view_user", "partnercenter.change_user")
    person = a_user(email="ada@partner.example")
    own = User.objects.get(pk=client.session["_auth_user_id"])

    client.post(
        reverse("admin:partnercenter_user_change", args=[person.pk]),
        {"email": "ada@other.example", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )

    person.refresh_from_db()
    password = reverse("admin:auth_user_password_change", args=[own.pk])
    assert person.email == "ada@other.example"
    assert not person.is_staff
    assert not person.is_superuser
    assert client.get(password).status_code == 403
    assert boss.get(password).status_code == 200


def test_a_group_is_given_permissions_of_our_own_tables(boss: Client) -> None:
    add = reverse("admin:auth_group_add")
    see = Permission.objects.get(codename="view_invoice")

    shown = boss.get(add).content.decode()
    boss.post(add, {"name": "Billing clerks", "permissions": [see.pk]})

    assert "Billing: Can view invoice" in shown
    assert "view session" not in shown.lower().replace("user ", "")
    assert list(Group.objects.get().permissions.all()) == [see]
    assert AuditEntry.objects.get(act="group.added").subject == "Billing clerks"


# The supplier


def test_the_supplier_is_changed_with_numbers_that_are_right(boss: Client) -> None:
    supplier = a_supplier()
    page = reverse("admin:billing_supplier_change", args=[supplier.pk])
    sound = {
        **{field.name: getattr(supplier, field.name) for field in supplier._meta.fields},
        "vat_number": "NL 123456782 B12",
        "iban": "NL02 ABNA 0123 4567 89",
        "city": "Dordrecht",
        "tax_rounding": "line",
    }

    refused = boss.post(page, {**sound, "iban": "NL03ABNA0123456789", "vat_number": "NL1"})
    boss.post(page, sound)

    supplier.refresh_from_db()
    assert "This is not an IBAN" in refused.content.decode()
    assert "This is not a VAT id of the country." in refused.content.decode()
    assert (supplier.city, supplier.vat_number) == ("Dordrecht", "NL123456782B12")
    assert (supplier.iban, supplier.tax_rounding) == ("NL02ABNA0123456789", "line")


def test_there_is_one_supplier_and_it_stays(boss: Client) -> None:
    supplier = a_supplier()

    assert boss.get(reverse("admin:billing_supplier_add")).status_code == 403
    assert (
        boss.post(
            reverse("admin:billing_supplier_delete", args=[supplier.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
