"""The record of a subscription: agreed, coming, charged, happened; and acts by role."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.services import auto_renewal, renewal_plans, subscriptions
from partnercenter.localize import day
from partnercenter.periods import DAY
from partnercenter.roles import Role
from tests.builders import Line, a_change, a_subscription, a_user, an_issued_invoice
from tests.web.conftest import Cast, SignIn
from tests.web.held import a_holding, address, days_ago, text, today
from tests.web.reading import queries_of

pytestmark = pytest.mark.django_db


def test_the_record_tells_what_is_agreed_and_what_comes(cast: Cast) -> None:
    held = a_holding(cast.partner)
    held.order.purchase_order = "PO-7"
    held.order.save()
    add_on = a_holding(cast.partner, customer=held.customer, base=held, name="More room")

    said = text(cast.owner.get(address(held)))

    until = held.terms.get().ends_on - DAY
    assert "Quantity 10, billed monthly." in said
    assert f"Price guaranteed until {day(until)}" in said
    assert "Purchase order PO-7" in said
    assert add_on.name in said
    assert "EUR 40.00 on the invoice of" in said
    assert "No issued invoice has a line of it yet." in said
    assert "Bought, quantity 10" in said
    assert "Suite Start" in text(cast.owner.get(address(add_on)))


def test_past_charges_lead_to_their_lines(cast: Cast) -> None:
    held = a_holding(cast.partner)
    invoice = an_issued_invoice(partner=cast.partner, lines=[Line(subscription=held, net="48.00")])

    page = cast.owner.get(address(held))

    assert f"/billing/invoices/{invoice.number}/" in page.content.decode()
    assert "EUR 48.00" in text(page)


def test_the_timeline_tells_events_and_what_was_arranged(cast: Cast) -> None:
    held, at = a_holding(cast.partner), timezone.now()
    person = a_user(partner=cast.partner, role=Role.ADMIN_AGENT)
    subscriptions.change_quantity(subscription=held, quantity=12, on=today(), at=at, by=person)
    renewal_plans.plan(subscription=held, quantity=5, at=at, by=person)
    auto_renewal.set_auto_renew(subscription=held, renews=False, at=at, by=person)

    said = text(cast.owner.get(address(held)))

    assert "Quantity changed from 10 to 12 recorded by" in said
    assert "Planned for the renewal: quantity 5" in said
    assert "Automatic renewal switched off: it ends with its term" in said
    assert str(person) in said


def test_what_others_hold_under_that_customer_or_partner_is_not_there(cast: Cast) -> None:
    held, other = a_holding(cast.partner), a_holding(cast.partner)
    crossed = address(held).replace(str(held.public_id), str(other.public_id))

    assert cast.stranger.get(address(held)).status_code == 404
    assert cast.stranger.get(address(held, "cancel")).status_code == 404
    assert cast.owner.get(crossed).status_code == 404
    assert cast.owner.get(address(held, "explode")).status_code == 404


def test_acts_are_offered_by_role_with_the_reason_where_one_is_not_possible(
    cast: Cast, sign_in: SignIn
) -> None:
    held = a_holding(cast.partner)
    helpdesk = text(cast.helpdesk.get(address(held)))
    accountant = sign_in(a_user(partner=cast.partner, role=Role.BILLING_ADMIN))
    billing = text(accountant.get(address(held)))

    assert "Change quantity" in helpdesk
    assert "Cancel subscription" in helpdesk
    assert "Change billing frequency" in billing
    assert "Change quantity" not in billing
    assert "Cancel subscription" not in billing

    subscriptions.suspend(subscription=held, on=days_ago(5), at=timezone.now())
    said = text(cast.helpdesk.get(address(held)))
    assert "Change quantity It is suspended: reactivate it first." in said
    assert "86 days left to reactivate" in said
    assert day(days_ago(5) + timedelta(days=90)) in said


def test_what_has_ended_offers_nothing(cast: Cast) -> None:
    held = a_holding(cast.partner)
    subscriptions.cancel(subscription=held, on=today(), at=timezone.now())

    page = cast.owner.get(address(held))

    assert "Quantity 10 when it ended." in text(page)
    assert page.context["offered"] == []
    assert cast.owner.get(address(held, "quantity")).status_code == 409


def test_use_is_told_as_such(cast: Cast) -> None:
    plan = a_subscription(customer=a_holding(cast.partner).customer, on=days_ago(5))

    said = text(cast.owner.get(address(plan)))

    assert "billed by use." in said
    assert "Change quantity" not in said
    assert "Switch auto-renew" not in said


def test_queries_do_not_grow_with_what_happened(cast: Cast) -> None:
    few, many = a_holding(cast.partner), a_holding(cast.partner)
    at = timezone.now()
    for number in range(11, 17):
        subscriptions.change_quantity(subscription=many, quantity=number, on=today(), at=at)
    subscriptions.change_quantity(subscription=few, quantity=11, on=today(), at=at)
    cast.owner.get(address(few))

    assert queries_of(cast.owner, address(few)) == queries_of(cast.owner, address(many))


def test_an_add_on_whose_base_does_not_renew_is_not_said_to_renew(cast: Cast) -> None:
    base = a_holding(cast.partner)
    add_on = a_holding(cast.partner, customer=base.customer, base=base, name="More room")
    assert "Renews automatically Yes" in text(cast.owner.get(address(add_on)))

    auto_renewal.set_auto_renew(subscription=base, renews=False, at=timezone.now())

    assert "Renews automatically No, it ends with its base" in text(
        cast.owner.get(address(add_on))
    )
    assert "Renews automatically No, it ends with its term" in text(cast.owner.get(address(base)))


def test_switching_a_base_off_tells_that_its_add_ons_do_not_renew_either(cast: Cast) -> None:
    base = a_holding(cast.partner)
    add_on = a_holding(cast.partner, customer=base.customer, base=base, name="More room")

    turns = cast.owner.get(address(base, "renew-off")).context["foreseen"].turns

    assert {turn.name: turn.after.renews for turn in turns} == {
        base.name: False,
        add_on.name: False,
    }


def test_a_trial_has_no_term_and_no_guarantee_to_tell(cast: Cast) -> None:
    trial = a_holding(cast.partner, name="Suite")
    sku = trial.availability.sku
    sku.secondary_type = "Trial"
    sku.save()
    trial.pk, trial.public_id, trial.name = None, uuid.uuid4(), "Suite Trial"
    trial.save()
    a_change(trial, action="purchase", on=trial.starts_on, quantity=10)

    said = text(cast.owner.get(address(trial)))

    assert "Price guaranteed until" not in said
    assert "Renews automatically" not in said
    assert "Bought for good on" not in said


def test_a_term_that_is_still_to_come_is_told_with_its_days(cast: Cast) -> None:
    held = a_holding(cast.partner, on=today() + timedelta(days=5))
    term = held.terms.get()

    said = text(cast.owner.get(address(held)))

    assert f"Price guaranteed until {day(term.ends_on - DAY)}" in said
    assert day(term.starts_on) in said


def test_an_order_is_a_link_only_for_who_may_see_orders(cast: Cast) -> None:
    held = a_holding(cast.partner)
    order = f'href="{reverse("customers:order", args=[held.order.order_id])}"'

    mine = cast.owner.get(address(held)).content.decode()
    helpdesk = cast.helpdesk.get(address(held)).content.decode()

    assert order in mine
    assert order not in helpdesk
    assert held.order.order_id in helpdesk
