"""Budgets of the demo world: of one customer well within it, of one near its end, of one beyond."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_UP, Decimal

from billing.demo.people import AGENT, MAIN
from billing.queries.budgets import used_by_month
from billing.services import budgets
from customers.models import Customer, Partner
from partnercenter.models import User
from pricing.engine.kinds import METERED

# What was used this month, as a share of the budget to be; begun tens are rounded up.
SHARES = (Decimal("0.40"), Decimal("0.88"), Decimal("1.15"))
TEN = Decimal(10)


def give(*, at: datetime) -> None:
    """Give the three customers who use the most a budget each, from what is estimated today."""
    partner, agent = Partner.objects.get(mpn_id=MAIN), User.objects.get(email=AGENT)
    for (customer, used), share in zip(_most(partner, on=at.date()), SHARES, strict=False):
        amount = max((used / share / TEN).to_integral_value(ROUND_UP), Decimal(1)) * TEN
        budgets.set_budget(
            customer=customer,
            amount=amount,
            currency=partner.currency,
            alert_percent=80,
            at=at,
            by=agent,
        )


def _most(partner: Partner, *, on: date) -> list[tuple[Customer, Decimal]]:
    metered = Customer.objects.filter(
        partner=partner, subscriptions__availability__sku__product__billing_type__in=METERED
    )
    found = []
    for customer in metered.distinct().order_by("pk"):
        months = used_by_month(customer.pk, on=on, months=1).get(partner.currency, [])
        found.append((customer, sum((used.amount for _month, used in months), Decimal(0))))
    return sorted(found, key=lambda one: -one[1])[: len(SHARES)]
