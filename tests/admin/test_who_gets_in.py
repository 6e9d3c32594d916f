"""Every page of the supplier's side: it opens for staff, and for nobody else."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Withholding
from customers.models import Announcement, TaxExemption
from pricing.models import PlannedPrice, PreviewRun
from tests.admin.conftest import Clerk
from tests.admin.world import World
from tests.billing.grants import granted
from tests.builders import a_request, an_offer_rule

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
IMPORTS = [
    "pricing_exchangerate_import",
    "pricing_offermatrix_import",
    "pricing_pricelist_import",
    "customers_partner_import",
    "customers_customer_import",
    "customers_subscription_import",
    "customers_subscription_import-changes",
    "billing_usagefile_import",
]


@pytest.fixture
def everything(world: World, boss: Client) -> None:
    """Add what the world itself has no use for."""
    user = world.partner.memberships.get().user
    Group.objects.create(name="Billing staff")
    granted(world.partner)
    an_offer_rule(world.price)
    coming, at = date(2100, 1, 1), timezone.now()
    Announcement.objects.create(partner=world.partner, month=coming, announced_at=at, recipients=1)
    PreviewRun.objects.create(month=coming, asked_at=at)
    PlannedPrice.objects.create(
        availability=world.price.availability, from_month=coming, unit_price=1, recorded_at=at
    )
    TaxExemption.objects.create(
        partner=world.partner,
        kind="vat",
        jurisdiction="NL",
        certificate="VR-2026-118",
        valid_from=coming,
        accepted_at=at,
    )
    asked = a_request(partner=world.partner, by=user, invoice_number=world.invoice.number)
    Withholding.objects.create(
        invoice=world.invoice, amount=1, request=asked, accepted_at=at, accepted_by=user
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": "never-to-be-shown"})


def pages_of(model: type[Model]) -> list[str]:
    """Return the addresses of a model's list, form and rows, as far as it has them."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    assert row is not None, f"the world has no {model.__name__}"
    return [
        reverse(f"{name}_changelist"),
        reverse(f"{name}_add"),
        reverse(f"{name}_change", args=[row.pk]),
        reverse(f"{name}_history", args=[row.pk]),
    ]


def test_every_page_opens_for_a_superuser(everything: None, boss: Client) -> None:
    request = boss.get("/admin/").wsgi_request

    for model in MODELS:
        answers = [boss.get(page).status_code for page in pages_of(model)]

        added = 200 if admin.site._registry[model].has_add_permission(request) else 403
        assert (model, answers) == (model, [200, added, 200, 200])


def test_no_page_opens_for_anybody_else(everything: None, partners_user: Client) -> None:
    for page in (page for model in MODELS for page in pages_of(model)):
        stranger = Client().get(page, follow=True)
        partner = partners_user.get(page, follow=True)

        sign_in = f"/account/login/?next={quote(page, safe='')}"
        assert stranger.redirect_chain[-1] == (sign_in, 302)
        assert partner.redirect_chain[-1] == ("/", 302)


def test_staff_without_permissions_see_nothing(everything: None, clerk: Clerk) -> None:
    client = clerk()

    for page in (page for model in MODELS for page in pages_of(model)):
        assert (page, client.get(page).status_code) == (page, 403)


def test_imports_open_for_those_who_may_add(boss: Client, clerk: Clerk) -> None:
    client = clerk()

    for page in (reverse(f"admin:{name}") for name in IMPORTS):
        assert (page, boss.get(page).status_code) == (page, 200)
        assert client.get(page).status_code == client.post(page).status_code == 403


def test_the_first_page_opens_and_names_every_part(everything: None, boss: Client) -> None:
    page = boss.get("/admin/").content.decode()

    assert all(part in page for part in ("Pricing", "Customers", "Billing", "Partner Center"))


def test_a_second_factor_never_shows_its_secret(everything: None, boss: Client) -> None:
    factor = Authenticator.objects.get()

    page = boss.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))

    assert "never-to-be-shown" not in page.content.decode()
