"""Budgets, and metered use that is unbilled yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing.engine.streams import ONE_TIME
from billing.models import Budget, Estimate
from customers.models import Customer, Subscription
from partnercenter.models import User
from partnercenter.periods import Period, month_of
from pricing.engine.lists import CONSUMPTION_PLAN
from tests.builders.billed import Line
from tests.builders.catalogue import AT, a_usage_plan
from tests.builders.estimated import an_estimate
from tests.builders.holdings import a_subscription


def a_budget(
    amount: str, *, customer: Customer, by: User, currency: str = "", alert_percent: int = 80
) -> Budget:
    return Budget.objects.create(
        customer=customer,
        amount=Decimal(amount),
        currency=currency or customer.partner.currency,
        alert_percent=alert_percent,
        set_at=AT,
        set_by=by,
    )


def a_plan(*, customer: Customer, currency: str = "EUR") -> Subscription:
    """Make a consumption plan of a customer, billed by calendar month."""
    plan = a_subscription(customer=customer, on=date(2026, 1, 1), term_months=1)
    plan.availability = a_usage_plan(currency=currency, offer=CONSUMPTION_PLAN)
    plan.currency = currency
    plan.save()
    return plan


def use_of(subscription: Subscription, net: str, *, period: Period, kind: str = "plan") -> Line:
    """Return a line of metered use to be estimated or issued."""
    return Line(
        subscription=subscription,
        net=net,
        charge_type="New",
        billing_type=kind,
        period=period,
        explanation={"inputs": {}},
    )


def estimated_use(uses: dict[Customer, str], *, on: date) -> Estimate:
    """Estimate what customers of one partner used in the day's month, in the partner's currency."""
    partner = next(iter(uses)).partner
    month = month_of(on)
    lines = [
        use_of(a_plan(customer=customer), net, period=month) for customer, net in uses.items()
    ]
    return an_estimate(partner=partner, lines=lines, on=on, stream=ONE_TIME.code)
