"""Telling partners, once, that a customer used much of its budget, or all of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from billing.models import Budget, BudgetAlert
from billing.queries import budgets
from billing.queries.budgets import Standing
from customers.models import Customer, Membership, Partner
from partnercenter import audit
from partnercenter.grants import grants
from partnercenter.periods import Period, month_of
from partnercenter.queue import enqueue
from partnercenter.roles import Permission

log = logging.getLogger(__name__)
BATCH = 50
LATE = timedelta(days=3)
REFUSED_BY_MAIL = (SMTPRecipientsRefused, SMTPDataError)


@dataclass(frozen=True, slots=True)
class Alert:
    """A customer, how its budget stands, and the percents to tell of that nobody was told of."""

    customer: Customer
    standing: Standing
    steps: tuple[int, ...]


def tell(*, on: date, at: datetime, after: int = 0) -> int:
    """Tell some fifty partners whose customers reached a step of their budget; return how many.

    A step is told once a month: at the budget's own percent and at 100 (domain 11, BU-01). What was
    used on a month's last days is told of on the first days of the next, once it is known. Whoever
    is told has a row for each, written in the transaction that sends the mail, so that neither a
    crash nor a second worker tells anything twice. When there may be more, the next batch is asked
    for: the partners with a key greater than the last one's.
    """
    months = {month_of(day).start: month_of(day) for day in (on - LATE, on)}
    with_budgets = Budget.objects.order_by("customer__partner").values("customer__partner")
    rows = with_budgets.filter(customer__partner__gt=after).distinct()[:BATCH]
    partners = [row["customer__partner"] for row in rows]
    ready = sorted(
        {
            (start, one.standing.partner_id)
            for start, month in months.items()
            for one in _untold(partners, month)
        }
    )
    told = 0
    with get_connection() if ready else nullcontext() as connection:
        for start, key in ready:
            told += _tell(key, months[start], at, connection)
    if len(partners) == BATCH:
        enqueue("billing.tell_of_budgets", after=partners[-1])
    return told


def message_to(
    partner: Partner,
    people: Sequence[str],
    alerts: Sequence[Alert],
    *,
    month: Period,
    connection: Any = None,
) -> EmailMultiAlternatives:
    """Return the message about these customers, in the partner's language."""
    with translation.override(partner.language):
        context = {
            "partner": partner,
            "month": month,
            "alerts": [
                (one, _address("customers:budget", one.customer.public_id)) for one in alerts
            ],
            "first": alerts[0],
        }
        subject = " ".join(render_to_string("emails/budgets_subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("emails/budgets.txt", context).strip() + "\n",
            to=list(people),
            connection=connection,
        )
        message.attach_alternative(render_to_string("emails/budgets.html", context), "text/html")
    return message


def _tell(key: int, month: Period, at: datetime, connection: Any) -> bool:
    """Send one partner's message and keep what was told; say whether there was something."""
    partner = Partner.objects.get(pk=key)
    try:
        with transaction.atomic():
            held = Partner.objects.select_for_update(skip_locked=True, no_key=True)
            people = _people_of(partner)
            if not people or not held.filter(pk=key).exists():
                return False
            alerts = _untold([key], month)
            if not alerts:
                return False
            BudgetAlert.objects.bulk_create(
                row for alert in alerts for row in _rows(alert, month, at)
            )
            audit.record(
                *("budgets.alerted", partner),
                at=at,
                by=None,
                partner_id=key,
                customers=len(alerts),
                recipients=len(people),
            )
            message_to(partner, people, alerts, month=month, connection=connection).send()
    except REFUSED_BY_MAIL:
        log.exception("the mail server refused the budget alert to partner %s", partner.mpn_id)
        return False
    return True


def _untold(partners: Sequence[int], month: Period) -> list[Alert]:
    """Return what these partners were not told of yet, the most used budgets first."""
    reached = [one for one in budgets.standings_of_partners(partners, month=month) if one.steps]
    ids = [one.customer_id for one in reached]
    rows = BudgetAlert.objects.filter(customer__in=ids, month=month.start)
    told = set(rows.values_list("customer_id", "percent"))
    customers = Customer.objects.in_bulk(ids)
    found = [
        Alert(
            customers[one.customer_id],
            one,
            tuple(step for step in one.steps if (one.customer_id, step) not in told),
        )
        for one in reached
    ]
    return [alert for alert in found if alert.steps]


def _rows(alert: Alert, month: Period, at: datetime) -> Iterable[BudgetAlert]:
    for step in alert.steps:
        yield BudgetAlert(
            customer=alert.customer,
            month=month.start,
            percent=step,
            used=alert.standing.used.amount,
            budget=alert.standing.budget.amount,
            currency=alert.standing.budget.currency,
            told_at=at,
        )


def _people_of(partner: Partner) -> list[str]:
    """Return the addresses of those whose roles may set budgets and see billing, all together."""
    held: dict[str, set[str]] = {}
    rows = Membership.objects.filter(partner=partner, user__is_active=True)
    for email, role in rows.order_by("user__email").values_list("user__email", "role"):
        held.setdefault(email, set()).add(role)
    needed = [grants()[one] for one in (Permission.SET_BUDGETS, Permission.SEE_BILLING)]
    return [email for email, roles in held.items() if all(roles & granted for granted in needed)]


def _address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
