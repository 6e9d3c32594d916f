"""Staff show once more who they are before they change roles, tax or bank details."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from billing.models import Supplier
from customers.models import Membership, Partner
from partnercenter.models import User
from tests.builders import a_supplier, a_user

pytestmark = pytest.mark.django_db

PASSWORD = "wijnhaven-pakhuis-7"
AGAIN = reverse("account_reauthenticate")


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


@pytest.mark.parametrize("model", [Supplier, Partner, Membership, User])
def test_roles_tax_and_bank_details_are_saved_by_who_was_asked_again(model: type) -> None:
    assert admin.site.get_model_admin(model).asks_who_it_is  # type: ignore[attr-defined]
