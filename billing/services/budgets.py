"""Giving a customer a budget for metered use, changing it, taking it away."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Budget, BudgetAlert
from customers.models import Customer, Subscription
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.money import Money, minor_units
from partnercenter.periods import month_of
from pricing.engine.kinds import METERED

MOST = Decimal(10) ** 13


class NotABudget(Refused):
    """What was asked for is no budget; tells why."""

    code = "not_a_budget"


def currencies(customer: Customer) -> list[str]:
    """Return what a budget can be in: the partner's currency, and those its use is billed in."""
    metered = Subscription.objects.filter(
        customer=customer, availability__sku__product__billing_type__in=METERED
    )
    billed = set(metered.values_list("currency", flat=True)) - {customer.partner.currency}
    return [customer.partner.currency, *sorted(billed)]


@transaction.atomic
def set_budget(
    *,
    customer: Customer,
    amount: Decimal,
    currency: str,
    alert_percent: int,
    at: datetime,
    by: User,
) -> Budget:
    """Say what the customer should not use more than in a calendar month, before tax.

    Whoever may set budgets is told at ``alert_percent`` and when it is used up; nothing is ever
    stopped by it (domain 11). Of another amount or currency people are told anew in the running
    month. Raises NotABudget.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    _check(customer, amount, currency, alert_percent)
    before = Budget.objects.filter(customer=customer).first()
    if before and (before.amount, before.currency) != (amount, currency):
        # What was told was of another budget: of this one it is told anew.
        BudgetAlert.objects.filter(customer=customer, month=month_of(at.date()).start).delete()
    budget, _created = Budget.objects.update_or_create(
        customer=customer,
        defaults={
            "amount": amount,
            "currency": currency,
            "alert_percent": alert_percent,
            "set_at": at,
            "set_by": by,
        },
    )
    audit.record(
        *("budget.set", customer),
        at=at,
        by=by,
        partner_id=customer.partner_id,
        **({"before": _told(before)} if before else {}),
        budget=_told(budget),
    )
    return budget


@transaction.atomic
def remove(*, customer: Customer, at: datetime, by: User) -> None:
    """Take the customer's budget away; who has none keeps none, and nothing is written of it."""
    budget = Budget.objects.select_for_update().filter(customer=customer).first()
    if budget is None:
        return
    budget.delete()
    audit.record(
        *("budget.removed", customer),
        at=at,
        by=by,
        partner_id=customer.partner_id,
        before=_told(budget),
    )


def _check(customer: Customer, amount: Decimal, currency: str, alert_percent: int) -> None:
    if currency not in currencies(customer):
        raise NotABudget(
            _("Metered use of %(customer)s is not billed in %(currency)s.")
            % {"customer": customer, "currency": currency}
        )
    if not amount.is_finite() or not 0 < amount < MOST:
        raise NotABudget(_("A budget is more than nothing, with at most 13 digits."))
    money = Money(amount, currency)
    if money.rounded() != money:
        raise NotABudget(
            _("%(currency)s has %(places)d decimals: %(amount)s has more.")
            % {"currency": currency, "places": minor_units(currency), "amount": amount}
        )
    if not 1 <= alert_percent <= 100:
        raise NotABudget(_("Tell the alert as a whole percent from 1 to 100."))


def _told(budget: Budget) -> str:
    return f"{Money(budget.amount, budget.currency)}, alert at {budget.alert_percent} %"
