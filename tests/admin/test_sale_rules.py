"""The rules of sale that staff set by hand, and orders that are billed another way."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from customers.models import Term
from tests.admin.conftest import Clerk
from tests.admin.world import World


def no_rows(name: str) -> dict[str, str]:
    """What a browser sends of rows that are only shown."""
    return {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}


def test_only_the_rules_of_its_sale_are_set_on_an_offer(world: World, boss: Client) -> None:
    sku = world.price.availability.sku
    change = reverse("admin:pricing_sku_change", args=[sku.pk])

    ticked = {"title": "Another", "may_be_changed": "on", "earns_credit": "on"}
    boss.post(change, {**ticked, **no_rows("availabilities")})

    sku.refresh_from_db()
    assert (sku.title, sku.may_be_changed, sku.may_be_cancelled) == ("Suite Start", True, False)
    assert boss.get(reverse("admin:pricing_sku_add")).status_code == 403
    assert boss.post(reverse("admin:pricing_sku_delete", args=[sku.pk])).status_code == 403


def test_what_cancelling_gives_back_is_set_on_a_product(world: World, boss: Client) -> None:
    product = world.price.availability.sku.product
    change = reverse("admin:pricing_product_change", args=[product.pk])

    given = {"cancellation": "never", "billing_type": "usage"}
    boss.post(change, {**given, **no_rows("skus")})

    product.refresh_from_db()
    assert (product.cancellation, product.billing_type) == ("never", "license")


def test_an_order_is_billed_annually_from_the_chosen_day(world: World, boss: Client) -> None:
    held = world.subscription
    act = reverse("admin:customers_order_bill-annually", args=[held.order_id])

    asked = boss.get(act)
    answer = boss.post(act, {"on": "2026-11-20"}, follow=True)

    assert held.name in asked.content.decode()
    assert [str(m) for m in answer.context["messages"]] == ["1 subscription is billed anew."]
    held.refresh_from_db()
    assert held.frequency == "annual"
    ends = (
        Term.objects.filter(subscription=held).order_by("number").values_list("ends_on", flat=True)
    )
    assert [str(day) for day in ends] == ["2026-11-20", "2027-11-20"]


def test_what_cannot_be_billed_another_way_is_told_in_words(world: World, boss: Client) -> None:
    act = reverse("admin:customers_order_bill-monthly", args=[world.subscription.order_id])

    answer = boss.post(act, {"on": "2026-11-20"}, follow=True)

    (told,) = (str(message) for message in answer.context["messages"])
    assert told == "Suite Start is billed in this way already."


def test_billing_an_order_another_way_needs_the_permission(world: World, clerk: Clerk) -> None:
    act = reverse("admin:customers_order_bill-annually", args=[world.subscription.order_id])

    assert clerk("customers.view_order").post(act, {"on": "2026-11-20"}).status_code == 403
