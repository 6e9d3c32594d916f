"""Partners come in by review, buy while they are active, and keep what they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from customers.models import Partner, PartnerState, Subscription
from customers.services import conversions, partners, purchases, subscriptions
from customers.services.purchases import Wanted
from partnercenter.models import AuditEntry
from pricing.models import Sku
from tests.builders import a_customer, a_partner, a_subscription, a_user, an_offer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def a_new_partner(**fields: Any) -> Partner:
    """Return a partner that is not saved yet."""
    values = {
        "mpn_id": "4399001",
        "account_number": "C0004399001",
        "legal_name": "Polderwolk Diensten BV",
        "country": "BE",
        "currency": "EUR",
        "billing_day": 31,
        "enrolled_on": TODAY,
        "address_line1": "Scheldekaai 9",
        "city": "Gent",
        **fields,
    }
    return Partner(**values)


def held_by(partner: Partner, quantity: int = 5) -> Subscription:
    price = an_offer(price="10.00", month=date(2026, 11, 1))
    customer = a_customer(partner=partner)
    return a_subscription(customer=customer, price=price, quantity=quantity)


def wanted(subscription: Subscription, **fields: Any) -> Wanted:
    sku: Sku = subscription.availability.sku
    return Wanted(offer=sku.offer_id or "", quantity=1, **fields)


def test_a_partner_is_enrolled_in_review_and_buys_once_it_is_approved() -> None:
    staff = a_user(is_staff=True)

    partner = partners.enrol(partner=a_new_partner(), at=NOW, by=staff)

    with pytest.raises(partners.NotOpen, match="enrolment is in review"):
        partners.require_open(partner)
    approved = partners.approve(partner=partner, at=NOW, by=staff)
    partners.require_open(approved)
    acts = AuditEntry.objects.filter(partner_id=partner.pk).order_by("pk")
    assert list(acts.values_list("act", "by")) == [
        ("partner.enrolled", staff.pk),
        ("partner.approved", staff.pk),
    ]


def test_the_currency_is_that_of_the_location() -> None:
    with pytest.raises(partners.WrongCurrency, match="billed in EUR"):
        partners.enrol(partner=a_new_partner(country="PL", currency="USD"), at=NOW)

    assert not Partner.objects.exists()


@pytest.mark.parametrize("day", [0, 32])
def test_a_billing_date_is_a_day_of_a_month(day: int) -> None:
    with pytest.raises(partners.NoSuchBillingDate):
        partners.enrol(partner=a_new_partner(billing_day=day), at=NOW)


def test_a_suspension_tells_its_reason_and_ends_with_a_restoration() -> None:
    partner = a_partner()

    suspended = partners.suspend(partner=partner, reason="60 days overdue", at=NOW)
    restored = partners.restore(partner=partner, at=NOW)

    assert (suspended.state, suspended.state_reason) == ("suspended", "60 days overdue")
    assert (restored.state, restored.state_reason) == ("active", "")
    assert AuditEntry.objects.get(act="partner.suspended").facts == {"reason": "60 days overdue"}


def test_who_has_left_does_not_come_back() -> None:
    partner = partners.part(partner=a_partner(), reason="contract ended", at=NOW)

    for act in (partners.approve, partners.restore):
        with pytest.raises(partners.WrongState):
            act(partner=partner, at=NOW)
    with pytest.raises(partners.WrongState):
        partners.suspend(partner=partner, reason="late", at=NOW)
    assert Partner.objects.get().state == PartnerState.LEFT


def test_a_suspended_partner_buys_no_more_and_keeps_managing_what_it_holds() -> None:
    partner = a_partner()
    held = held_by(partner)
    partners.suspend(partner=partner, reason="overdue", at=NOW)

    with pytest.raises(purchases.NotSold, match="suspended"):
        purchases.purchase(customer=held.customer, wanted=wanted(held), on=TODAY, at=NOW)
    with pytest.raises(partners.NotOpen, match="suspended"):
        subscriptions.change_quantity(subscription=held, quantity=6, on=TODAY, at=NOW)
    with pytest.raises(partners.NotOpen, match="suspended"):
        conversions.change_frequency(order=held.order, frequency="annual", on=TODAY, at=NOW)
    subscriptions.change_quantity(subscription=held, quantity=4, on=TODAY, at=NOW)
    subscriptions.suspend(subscription=held, on=TODAY, at=NOW)
    subscriptions.reactivate(subscription=held, on=TODAY, at=NOW)
    subscriptions.cancel(subscription=held, on=TODAY, at=NOW)

    assert Subscription.objects.get().status == "deleted"


def test_an_obstacle_names_what_is_wrong_with_the_partner() -> None:
    partner = a_partner(state=PartnerState.IN_REVIEW)
    held = held_by(partner)

    found = purchases.obstacles(
        customer=held.customer, wanted=wanted(held, reseller_mpn_id="77"), on=TODAY, at=NOW
    )

    told = {problem.field: problem.reason for problem in found}
    assert "in review" in told["customer_id"]
    assert told["reseller_mpn_id"] == "only an indirect provider names a reseller of record"


@pytest.mark.parametrize(
    ("billing_day", "on", "expected"),
    [
        (15, date(2026, 11, 10), date(2026, 11, 16)),
        (15, date(2026, 11, 15), date(2026, 11, 16)),
        (15, date(2026, 11, 16), date(2026, 12, 16)),
        (31, date(2026, 2, 28), date(2026, 3, 1)),
        (30, date(2026, 1, 31), date(2026, 3, 1)),
    ],
)
def test_the_next_cycle_begins_after_the_billing_date(
    billing_day: int, on: date, expected: date
) -> None:
    assert partners.next_cycle(Partner(billing_day=billing_day), on=on) == expected


def test_the_database_knows_a_contact_and_a_reseller_once() -> None:
    partner = a_partner(kind="indirect_provider")
    partner.billing_contacts.create(email="ledger@people.example")
    partner.resellers.create(mpn_id="5110042", name="Moorblick", country="DE")

    with (
        pytest.raises(IntegrityError, match="a_billing_contact_is_told_once"),
        transaction.atomic(),
    ):
        partner.billing_contacts.create(email="Ledger@people.example")
    with pytest.raises(IntegrityError, match="a_reseller_is_known_once_to_a_provider"):
        partner.resellers.create(mpn_id="5110042", name="Moorblick", country="DE")


def test_two_suspensions_at_once_are_one() -> None:
    partner = a_partner()
    same = Partner.objects.get(pk=partner.pk)

    partners.suspend(partner=partner, reason="overdue", at=NOW)

    with pytest.raises(partners.WrongState, match="Suspended"):
        partners.suspend(partner=same, reason="overdue", at=NOW)
