"""Customers one by one: taken on, corrected, and what the log keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from customers.models import Customer, Partner, PartnerState
from customers.services import customers
from customers.services.customers import Company, NotACustomer
from customers.services.partners import NotOpen
from partnercenter.models import AuditEntry, User
from tests.builders import a_customer, a_partner, a_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BAKER = Company(
    name="Baker  Delft",
    domain=" Baker.Example ",
    country="NL",
    segment="commercial",
    tenant_created_on=date(2022, 3, 4),
    city="Delft",
    contact_email="office@baker.example",
)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def person(partner: Partner) -> User:
    return a_user(partner=partner)


def added(partner: Partner, person: User, company: Company = BAKER) -> Customer:
    return customers.add(partner=partner, company=company, at=AT, by=person)


def test_a_new_customer_is_the_partners_from_today(partner: Partner, person: User) -> None:
    customer = added(partner, person)

    customer.refresh_from_db()
    assert (customer.partner, customer.relationship_since) == (partner, date(2026, 11, 20))
    assert (customer.name, customer.domain) == ("Baker Delft", "baker.example")
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject, entry.partner_id) == (
        "customer.added",
        "Baker Delft",
        partner.pk,
    )
    assert entry.facts["customer_id"] == str(customer.public_id)
    assert entry.facts["tenant_created_on"] == "2022-03-04"
    assert "contact_phone" not in entry.facts


@pytest.mark.parametrize(
    "state", [PartnerState.IN_REVIEW, PartnerState.SUSPENDED, PartnerState.LEFT]
)
def test_only_an_active_partner_takes_customers_on(
    partner: Partner, person: User, state: str
) -> None:
    partner.state = state

    with pytest.raises(NotOpen):
        added(partner, person)

    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 251),
        ("name", "Bak\x00er"),
        ("domain", "https://baker.example/"),
        ("domain", "baker"),
        ("domain", "office@baker.example"),
        ("country", "XX"),
        ("country", "nl"),
        ("segment", "friends"),
        ("tenant_created_on", date(2026, 11, 21)),
        ("contact_email", "nobody"),
        ("postal_code", "x" * 21),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_kept(
    partner: Partner, person: User, field: str, value: object
) -> None:
    with pytest.raises(NotACustomer) as refused:
        added(partner, person, replace(BAKER, **{field: value}))  # type: ignore[arg-type]

    assert list(refused.value.wrong) == [field]
    assert not Customer.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_correction_is_logged_with_what_was_before(partner: Partner, person: User) -> None:
    customer = added(partner, person)
    corrected = replace(BAKER, segment="education", contact_phone="+31 15 555 0102")

    customers.correct(customer=customer, company=corrected, at=AT, by=person)
    customers.correct(customer=customer, company=corrected, at=AT, by=person)

    customer.refresh_from_db()
    assert (customer.segment, customer.contact_phone) == ("education", "+31 15 555 0102")
    entry = AuditEntry.objects.get(act="customer.corrected")
    assert entry.facts == {
        "customer_id": str(customer.public_id),
        "segment": "commercial → education",
        "contact_phone": "– → +31 15 555 0102",
    }


def test_what_somebody_else_corrected_meanwhile_stays(partner: Partner, person: User) -> None:
    customer = added(partner, person)
    Customer.objects.filter(pk=customer.pk).update(city="Leiden")
    company = replace(BAKER, contact_phone="+31 15 555 0102")

    customers.correct(customer=customer, company=company, only={"contact_phone"}, at=AT, by=person)

    customer.refresh_from_db()
    assert (customer.city, customer.contact_phone) == ("Leiden", "+31 15 555 0102")


def test_what_is_odd_from_of_old_hinders_no_correction(partner: Partner, person: User) -> None:
    customer = a_customer(partner=partner, domain="of old")
    company = replace(BAKER, domain="of old", contact_name="Ann")

    customers.correct(customer=customer, company=company, at=AT, by=person)

    customer.refresh_from_db()
    assert (customer.domain, customer.contact_name) == ("of old", "Ann")


def test_a_suspended_partner_may_still_correct(partner: Partner, person: User) -> None:
    customer = added(partner, person)
    Partner.objects.update(state=PartnerState.SUSPENDED)

    customers.correct(customer=customer, company=replace(BAKER, city="Leiden"), at=AT, by=person)

    assert Customer.objects.get().city == "Leiden"


def test_a_domain_is_no_key_but_those_that_share_one_are_found(
    partner: Partner, person: User
) -> None:
    first, second = added(partner, person), added(partner, person)
    a_customer(partner=a_partner(), domain="baker.example")
    a_customer(partner=partner, domain="")

    assert customers.same_domain(partner, "BAKER.example") == [first, second]
    assert customers.same_domain(partner, "baker.example", but=first) == [second]
    assert customers.same_domain(partner, "") == []
