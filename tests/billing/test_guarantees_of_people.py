"""What the database itself promises of people, requests, carts, plans and budgets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing.models import Budget, BudgetAlert, Withholding
from customers.models import (
    Attachment,
    Cart,
    CartItem,
    Membership,
    RenewalPlan,
    RequestMessage,
    ServiceRequest,
    TaxExemption,
)
from partnercenter.roles import Role
from tests.billing.refusals import CHECK, FROZEN, UNIQUE, execute, refused
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_request,
    a_subscription,
    a_user,
    an_issued_invoice,
    an_offer,
)
from tests.builders.asked import PROOF

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_nobody_works_for_two_partners() -> None:
    person = a_user(partner=a_partner(), role=Role.SALES_AGENT)
    other = a_partner("Haselbrück IT-Dienste GmbH")

    with refused(CHECK, "works for another partner"):
        Membership.objects.create(user=person, partner=other, role=Role.SALES_AGENT)
    with refused(CHECK, "works for another partner"):
        a_second = Membership(user=person, partner_id=person.memberships.get().partner_id)
        a_second.role = Role.HELPDESK_AGENT
        a_second.save()
        execute(
            "UPDATE customers_membership SET partner_id = %s WHERE id = %s", other.pk, a_second.pk
        )


@pytest.mark.parametrize("table", ["requestmessage", "attachment"])
@pytest.mark.parametrize("act", ["UPDATE customers_{} SET id = id", "DELETE FROM customers_{}"])
def test_what_was_said_and_sent_is_kept(table: str, act: str) -> None:
    a_request(partner=a_partner(), files=(PROOF,))
    assert Attachment.objects.exists()

    with refused(FROZEN, "only ever added to"):
        execute(act.format(table))


@pytest.mark.parametrize(
    "act",
    ["UPDATE customers_servicerequest SET amount = 1", "DELETE FROM customers_servicerequest"],
)
def test_a_decided_request_is_kept(act: str) -> None:
    asked = a_request(partner=a_partner())
    ServiceRequest.objects.filter(pk=asked.pk).update(state="declined", decided_at=AT)

    with refused(FROZEN, "is decided"):
        execute(act)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"amount": Decimal(0), "currency": "EUR"}, "a_request_asks_for_a_positive_amount"),
        ({"amount": Decimal(5), "currency": ""}, "a_request_asks_for_a_positive_amount"),
        ({"state": "completed"}, "a_request_is_decided_once"),
        ({"decided_at": AT}, "a_request_is_decided_once"),
    ],
)
def test_a_request_says_what_it_means(change: dict[str, object], because: str) -> None:
    asked = a_request(partner=a_partner())

    with refused(CHECK, because):
        ServiceRequest.objects.filter(pk=asked.pk).update(**change)


def test_only_the_supplier_keeps_notes() -> None:
    asked = a_request(partner=a_partner())

    with refused(CHECK, "only_the_supplier_keeps_notes"):
        RequestMessage.objects.create(
            request=asked,
            at=AT,
            by=asked.opened_by,
            from_supplier=False,
            is_internal=True,
            text="Between us",
        )


def test_an_exemption_is_valid_for_some_days() -> None:
    day = date(2026, 11, 1)

    with refused(CHECK, "a_tax_exemption_is_valid_for_some_days"):
        TaxExemption.objects.create(
            partner=a_partner(),
            kind="vat",
            jurisdiction="NL",
            valid_from=day,
            valid_until=day,
            accepted_at=AT,
        )


def test_a_cart_is_one_and_its_items_make_sense() -> None:
    customer, offer = a_customer(partner=a_partner()), an_offer()
    cart = Cart.objects.create(customer=customer, owner=a_user(), changed_at=AT)
    item = {
        "cart": cart,
        "availability": offer.availability,
        "frequency": "monthly",
        "term_months": 12,
    }
    base = CartItem.objects.create(**item, quantity=1)
    held = a_subscription(customer=customer, price=offer)

    with refused(UNIQUE, "a_person_has_one_cart_for_a_customer"):
        Cart.objects.create(customer=customer, owner=cart.owner, changed_at=AT)
    with refused(CHECK, "a_cart_item_is_at_least_one"):
        CartItem.objects.create(**item, quantity=0)
    with refused(CHECK, "an_add_on_has_one_base"):
        CartItem.objects.create(**item, quantity=1, base=held, base_item=base)


def test_a_plan_plans_something() -> None:
    held = a_subscription(customer=a_customer(partner=a_partner()), price=an_offer())

    with refused(CHECK, "a_renewal_plan_plans_something"):
        RenewalPlan.objects.create(subscription=held, planned_at=AT)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"amount": Decimal(0)}, "a_budget_is_some_amount"),
        ({"alert_percent": 0}, "a_budget_alerts_before_it_is_used_up"),
        ({"alert_percent": 101}, "a_budget_alerts_before_it_is_used_up"),
    ],
)
def test_a_budget_makes_sense(change: dict[str, object], because: str) -> None:
    told = {"amount": Decimal(100), "currency": "EUR", "set_at": AT, "set_by": a_user(), **change}

    with refused(CHECK, because):
        Budget.objects.create(customer=a_customer(partner=a_partner()), **told)


def test_an_alert_is_of_a_month() -> None:
    with refused(CHECK, "a_budget_alert_is_of_a_month"):
        BudgetAlert.objects.create(
            customer=a_customer(partner=a_partner()),
            month=date(2026, 11, 2),
            percent=80,
            used=80,
            budget=100,
            currency="EUR",
            told_at=AT,
        )


def test_a_withholding_is_some_amount() -> None:
    partner = a_partner()
    held = a_subscription(customer=a_customer(partner=partner), price=an_offer())
    invoice = an_issued_invoice(partner=partner, lines=[Line(subscription=held, net="48.00")])

    with refused(CHECK, "a_withholding_is_some_amount"):
        Withholding.objects.create(
            invoice=invoice,
            amount=0,
            request=a_request(partner=partner),
            accepted_at=AT,
            accepted_by=a_user(),
        )
