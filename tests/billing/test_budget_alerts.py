"""Whoever may set budgets is told that one is nearly used, and that it is used up: once each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from billing import tasks
from billing.engine.streams import ONE_TIME
from billing.models import Budget, BudgetAlert, EstimateLine
from billing.services import budget_alerts, budgets
from customers.models import Customer, Membership, Partner
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_customer, a_partner, a_user
from tests.builders.budgeted import a_budget, estimated_use
from tests.together import together

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def told(on: date = ON, **asked: Any) -> int:
    return budget_alerts.tell(on=on, at=datetime.combine(on, time(3, 45), UTC), **asked)


def an_agent(partner: Partner, **fields: Any) -> User:
    return a_user(partner=partner, role=Role.ADMIN_AGENT, **fields)


def with_use(partner: Partner, uses: dict[str, str], *, budget: str = "1000") -> list[Customer]:
    """Make customers with that budget who used so much this month."""
    customers = {a_customer(partner=partner, name=name): net for name, net in uses.items()}
    estimated_use(customers, on=ON)
    by = a_user()
    for customer in customers:
        a_budget(budget, customer=customer, by=by)
    return list(customers)


def steps() -> list[tuple[str, int]]:
    rows = BudgetAlert.objects.order_by("customer__name", "percent")
    return list(rows.values_list("customer__name", "percent"))


def used_since(net: str) -> None:
    EstimateLine.objects.filter(estimate__stream=ONE_TIME.code).update(net=net, amount=net)


def test_whoever_may_set_budgets_is_told_what_is_used(settings: Any) -> None:
    settings.PUBLIC_URL = "https://partnercenter.example"
    partner = a_partner()
    an_agent(partner, email="agent@waterkant-cloud.example")
    an_agent(partner, is_active=False)
    for role in (Role.GLOBAL_ADMIN, Role.HELPDESK_AGENT, Role.BILLING_ADMIN):
        a_user(partner=partner, role=role)
    baker, _calm = with_use(partner, {"Baker": "800.00", "Calm": "799.99"})

    assert told() == 1

    (message,) = mail.outbox
    assert message.to == ["agent@waterkant-cloud.example"]
    assert message.subject == "Baker has used 80% of its budget"
    address = f"https://partnercenter.example/customers/{baker.public_id}/budget/"
    assert message.body.replace("\N{NO-BREAK SPACE}", " ") == (
        "For: Waterkant Cloud B.V.\n"
        "\n"
        "Metered use of 1–30 Nov 2026, as last estimated, before tax and credits:\n"
        "\n"
        "Baker\n"
        "  EUR 800.00 of EUR 1,000.00 used, 80%\n"
        f"  {address}\n"
        "\n"
        "A budget stops nothing: whatever is used goes on and is billed.\n"
        "\n"
        "You get this message because your role in Partner Center may set budgets.\n"
    )
    assert f'<a href="{address}">Baker</a>' in message.alternatives[0][0]  # type: ignore[attr-defined]
    row = BudgetAlert.objects.get()
    assert (row.customer, row.month, row.percent) == (baker, date(2026, 11, 1), 80)
    assert (row.used, row.budget, row.currency) == (800, 1000, "EUR")
    log = AuditEntry.objects.get(act="budgets.alerted")
    assert (log.partner_id, log.by, log.facts["customers"]) == (partner.pk, None, "1")


def test_each_step_is_told_once_a_month() -> None:
    partner = a_partner()
    an_agent(partner)
    with_use(partner, {"Baker": "850.00"})

    near = [told(), told()]
    used_since("1000.00")
    over = [told(), told()]

    assert (near, over) == ([1, 0], [1, 0])
    assert steps() == [("Baker", 80), ("Baker", 100)]
    assert mail.outbox[1].subject == "Baker has used up its budget"


def test_a_budget_that_is_used_up_at_once_is_told_of_in_one_message() -> None:
    partner = a_partner()
    an_agent(partner)
    with_use(partner, {"Baker": "1200.00", "Carrier": "900.00", "Calm": "1.00"})

    assert [told(), told()] == [1, 0]

    (message,) = mail.outbox
    assert message.subject == "2 customers have used much of their budgets"
    assert steps() == [("Baker", 80), ("Baker", 100), ("Carrier", 80)]


def test_the_next_month_begins_anew() -> None:
    partner = a_partner()
    an_agent(partner)
    (baker,) = with_use(partner, {"Baker": "850.00"})
    told()

    quiet = told(date(2026, 12, 2))
    estimated_use({baker: "990.00"}, on=date(2026, 12, 20))

    assert (quiet, told(date(2026, 12, 20))) == (0, 1)
    assert BudgetAlert.objects.filter(month=date(2026, 12, 1)).count() == 1


def test_a_budget_tells_at_its_own_percent() -> None:
    partner = a_partner()
    an_agent(partner)
    with_use(partner, {"Baker": "500.00"})

    before = told()
    Budget.objects.update(alert_percent=50)

    assert (before, told()) == (0, 1)
    assert steps() == [("Baker", 50)]


def test_where_nobody_is_to_be_told_it_is_left_for_later() -> None:
    partner = a_partner()
    helper = a_user(partner=partner, role=Role.HELPDESK_AGENT)
    with_use(partner, {"Baker": "850.00"})

    before = told()
    Membership.objects.create(user=helper, partner=partner, role=Role.ADMIN_AGENT)

    assert (before, told()) == (0, 1)
    assert mail.outbox[0].to == [helper.email]


def test_the_message_is_in_the_language_of_the_partner() -> None:
    partner = a_partner(language="nl")
    an_agent(partner)
    with_use(partner, {"Baker": "850.00"})

    told()

    assert "850,00" in mail.outbox[0].body


def test_a_mail_that_is_refused_is_sent_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        partner = a_partner()
        an_agent(partner, email=f"agent@partner{number}.example")
        with_use(partner, {f"Customer {number}": "850.00"})
    send = EmailMultiAlternatives.send

    def refusing(message: EmailMultiAlternatives, **asked: Any) -> int:
        if message.to == ["agent@partner1.example"]:
            raise SMTPRecipientsRefused({})
        return send(message, **asked)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refusing)
    first = told()
    monkeypatch.undo()

    assert (first, told()) == (2, 1)
    assert len(mail.outbox) == BudgetAlert.objects.count() == 3


def test_partners_are_told_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(budget_alerts, "BATCH", 2)
    monkeypatch.setattr(budget_alerts, "enqueue", lambda name, **of: asked.append((name, of)))
    partners = [a_partner() for _ in range(3)]
    for partner in partners:
        an_agent(partner)
        with_use(partner, {f"Customer of {partner.pk}": "850.00"})

    first = told()

    assert (first, told(after=partners[1].pk)) == (2, 1)
    assert asked == [("billing.tell_of_budgets", {"after": partners[1].pk})]


def test_the_queries_do_not_grow_with_the_customers_told_of(
    django_assert_max_num_queries: Any,
) -> None:
    partner = a_partner()
    an_agent(partner)
    with_use(partner, {f"Customer {number:02}": "850.00" for number in range(30)})

    with django_assert_max_num_queries(18):
        told()

    assert BudgetAlert.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_each_partner_once() -> None:
    for number in range(4):
        partner = a_partner()
        an_agent(partner)
        with_use(partner, {f"Customer {number}": "1850.00"})

    counts = together(lambda _: told(), range(6))

    assert sum(counts) == len(mail.outbox) == 4
    assert BudgetAlert.objects.count() == 8


def test_the_clock_tells_of_budgets_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(budget_alerts, "tell", lambda *, on, at, after: asked.append(after))

    tasks.tell_of_budgets(after=7)

    named = {entry["task"] for entry in configured.CELERY_BEAT_SCHEDULE.values()}
    assert asked == [7]
    assert "billing.tell_of_budgets" in named


def test_a_raised_budget_is_told_of_anew() -> None:
    partner = a_partner()
    agent = an_agent(partner)
    (bakery,) = with_use(partner, {"Bakkerij": "850"})
    assert told() == 1
    budgets.set_budget(
        customer=bakery,
        amount=Decimal(5000),
        currency="EUR",
        alert_percent=80,
        at=datetime.combine(ON, time(9), UTC),
        by=agent,
    )
    assert told() == 0

    used_since("4500")

    assert told() == 1
    assert steps() == [("Bakkerij", 80)]


def test_what_was_used_on_the_last_day_of_a_month_is_told_of_on_the_first_of_the_next() -> None:
    partner = a_partner()
    an_agent(partner)
    with_use(partner, {"Bakkerij": "850"})

    assert told(on=date(2026, 12, 4)) == 0
    assert told(on=date(2026, 12, 2)) == 1

    assert "1–30 Nov 2026" in mail.outbox[0].body
    assert BudgetAlert.objects.get().month == date(2026, 11, 1)
