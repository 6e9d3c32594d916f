"""Taking customers on one by one, and correcting what is known of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer, Partner
from customers.services.partners import require_open
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.intake.values import countries
from partnercenter.models import User

DOMAIN = re.compile(r"(?=.{1,253}\Z)([\w-]{1,63}\.)+[\w-]{2,63}")


class NotACustomer(Refused):
    """What was said of a customer cannot be; ``wrong`` names each column and why."""

    code = "not_a_customer"

    def __init__(self, wrong: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(word for words in wrong.values() for word in words))
        self.wrong = wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everything that a partner says of a customer."""

    name: str
    domain: str
    country: str
    segment: str
    tenant_created_on: date | None = None
    address_line1: str = ""
    address_line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


def same_domain(partner: Partner, domain: str, *, but: Customer | None = None) -> list[Customer]:
    """Return a few of the partner's customers with this domain, which is no key (domain 11)."""
    if not domain:
        return []
    found = Customer.objects.filter(partner=partner, domain__iexact=domain)
    if but is not None:
        found = found.exclude(pk=but.pk)
    return list(found.order_by("name", "pk")[:5])


@transaction.atomic
def add(*, partner: Partner, company: Company, at: datetime, by: User) -> Customer:
    """Take a customer on; the relationship begins on the day of ``at``.

    Raises NotACustomer, and what ``partners.require_open`` raises while the partner may not buy.
    """
    require_open(partner)
    customer = Customer(partner=partner, relationship_since=at.date())
    _take_over(customer, company)
    _check(customer, on=at.date())
    customer.save()
    audit.record(
        *("customer.added", customer),
        at=at,
        by=by,
        partner_id=partner.pk,
        customer_id=customer.public_id,
        **{name: value for name, value in _said(customer).items() if value},
    )
    return customer


@transaction.atomic
def correct(
    *,
    customer: Customer,
    company: Company,
    at: datetime,
    by: User,
    only: Collection[str] | None = None,
) -> Customer:
    """Correct what is known of a customer; what changed stands in the log, before and after.

    What was bought stays as it was: segment and country decide over purchases to come only.
    Where ``only`` names fields, the others stay what somebody else may have made of them
    meanwhile. Raises NotACustomer.
    """
    held = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    before = _said(held)
    _take_over(held, company, only)
    _check(held, on=at.date(), known=before["domain"])
    after = _said(held)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return held
    held.save(update_fields=changed)
    audit.record(
        *("customer.corrected", held),
        at=at,
        by=by,
        partner_id=held.partner_id,
        customer_id=held.public_id,
        **{name: f"{before[name] or '–'} → {after[name] or '–'}" for name in changed},
    )
    return held


def _take_over(customer: Customer, company: Company, only: Collection[str] | None = None) -> None:
    for field in fields(company):
        if only is not None and field.name not in only:
            continue
        value = getattr(company, field.name)
        clean = " ".join(value.split()) if isinstance(value, str) else value
        setattr(customer, field.name, clean)
    customer.domain = customer.domain.lower()


def _said(customer: Customer) -> dict[str, Any]:
    return {field.name: getattr(customer, field.name) for field in fields(Company)}


def _check(customer: Customer, *, on: date, known: str = "") -> None:
    """Ask the model's own rules and more; the ``known`` domain may stay what it was."""
    wrong: dict[str, list[str]] = {}
    try:
        customer.clean_fields(exclude=["partner", "public_id"])
    except ValidationError as error:
        wrong = error.message_dict
    if customer.country not in countries():
        wrong["country"] = [_("Choose a country.")]
    if customer.domain not in ("", known) and not DOMAIN.fullmatch(customer.domain):
        wrong["domain"] = [_("Tell the domain alone, such as baker.example.")]
    if customer.tenant_created_on and customer.tenant_created_on > on:
        wrong["tenant_created_on"] = [_("A tenant cannot be created in the future.")]
    for name, value in _said(customer).items():
        if isinstance(value, str) and not value.isprintable():
            wrong[name] = [_("This holds characters that cannot be printed.")]
    if wrong:
        raise NotACustomer(wrong)
