"""What one purchase would be billed in, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from customers.models import Customer, Subscription
from pricing.engine import currencies


def decided(
    *, customer: Customer, billing_type: str, on: date, rules: Mapping[str, Any] | None = None
) -> currencies.CurrencyDecision:
    """Return the currency of a purchase by the customer on the day (domain 5.1).

    Says what ``currency_sql.decide`` says of many; ``rules`` are the settings agreed.
    """
    partner = customer.partner
    before = Subscription.objects.filter(
        customer=customer, starts_on__lt=currencies.PHASE_ONE
    ).exclude(availability__sku__product__billing_type__in=currencies.LEGACY)
    return currencies.decide(
        currencies.facts_of(
            billing_type=billing_type,
            on=on,
            partner_country=partner.country,
            partner_currency=partner.currency,
            own_currency_since=partner.own_currency_since,
            customer_country=customer.country,
            is_new=currencies.is_new_customer(customer.relationship_since),
            bought_before=on >= currencies.PHASE_ONE and before.exists(),
            tenant_created_on=customer.tenant_created_on,
            settings=rules,
        )
    )
