"""What nobody edits, superusers neither: money, and whatever the database keeps."""

from __future__ import annotations

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from billing.models import (
    BillingRun,
    ChargeRecord,
    Document,
    Estimate,
    Invoice,
    NumberSeries,
    UsageFile,
)
from customers.models import Order, TaxRegistration
from partnercenter.models import AuditEntry
from pricing.models import Availability, ExchangeRate, Price, PriceList
from tests.admin.world import World

KEPT: list[type[Model]] = [
    AuditEntry,
    Availability,
    BillingRun,
    ChargeRecord,
    Document,
    Estimate,
    ExchangeRate,
    Invoice,
    NumberSeries,
    Order,
    Price,
    PriceList,
    TaxRegistration,
    UsageFile,
]


@pytest.mark.parametrize("model", KEPT)
def test_a_row_that_is_kept_is_only_shown(world: World, boss: Client, model: type[Model]) -> None:
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    change = reverse(f"{name}_change", args=[row.pk])

    shown = boss.get(change)
    boss.post(
        reverse(f"{name}_changelist"),
        {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"},
    )

    assert "_save" not in shown.content.decode()
    assert boss.post(change, {"gross": "1.00"}).status_code == 403
    assert boss.post(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
    assert boss.post(reverse(f"{name}_add"), {}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


def test_an_invoice_leads_to_its_charges_and_their_calculation(world: World, boss: Client) -> None:
    charge = world.invoice.charges.get()
    invoice = boss.get(reverse("admin:billing_invoice_change", args=[world.invoice.pk]))
    charges = next(t.href for t in invoice.context["tools"] if str(t.label) == "Charges")

    listed = boss.get(charges)
    shown = boss.get(reverse("admin:billing_chargerecord_change", args=[charge.pk]))

    words = shown.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert [row.pk for row in listed.context["cl"].result_list] == [charge.pk]
    assert "12.50 × 10" in words
    assert "EUR 125.00" in words


def test_charges_are_found_by_invoice_number_and_by_subscription(
    world: World, boss: Client
) -> None:
    charges = reverse("admin:billing_chargerecord_changelist")
    charge = world.invoice.charges.get()

    found = {
        term: [row.pk for row in boss.get(charges, {"q": term}).context["cl"].result_list]
        for term in ("D260000001", str(world.subscription.public_id), "D269999999")
    }

    assert found == {
        "D260000001": [charge.pk],
        str(world.subscription.public_id): [charge.pk],
        "D269999999": [],
    }


def test_prices_are_found_by_what_is_sold(world: World, boss: Client) -> None:
    prices = reverse("admin:pricing_price_changelist")

    found, none = (
        [row.pk for row in boss.get(prices, {"q": term}).context["cl"].result_list]
        for term in ("suite start", "suite other")
    )

    assert (found, none) == ([world.price.pk], [])


def test_an_estimate_says_what_is_unbilled_and_what_stands_in_its_way(
    world: World, boss: Client
) -> None:
    estimate = Estimate.objects.get()
    Estimate.objects.filter(pk=estimate.pk).update(error="A price is missing.")

    listed = boss.get(reverse("admin:billing_estimate_changelist"))
    shown = boss.get(reverse("admin:billing_estimate_change", args=[estimate.pk]))

    assert "A price is missing." in listed.content.decode()
    words = shown.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "EUR 125.00 before tax, EUR 151.25 with tax" in words
