"""Reading what comes next never waits for whoever is billing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from billing.services.next_charges import BeingBilled, next_charges
from customers.models import Partner
from tests.builders import a_customer, a_partner, a_subscription, a_supplier, an_offer
from tests.together import together

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_while_a_run_holds_the_partner_the_page_says_so() -> None:
    a_supplier()
    held = a_subscription(customer=a_customer(partner=a_partner()), price=an_offer())
    partner = held.customer.partner

    def read(_place: int) -> str:
        try:
            next_charges(partner=partner, subscriptions=[held], at=AT)
        except BeingBilled as error:
            return str(error)
        return ""

    with transaction.atomic():
        Partner.objects.select_for_update().get(pk=partner.pk)
        meanwhile = together(read, [1])

    assert meanwhile == ["Invoices are being made right now: look again in a minute."]
    assert next_charges(partner=partner, subscriptions=[held], at=AT)[held.pk]
