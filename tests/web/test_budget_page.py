"""A customer's budget as its pages tell it, and who may set it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.engine.streams import ONE_TIME
from billing.models import Budget, BudgetAlert, Estimate
from customers.models import Customer
from partnercenter.models import AuditEntry
from partnercenter.periods import month_of
from partnercenter.roles import Role
from tests.builders import AT, a_customer, a_user, an_issued_invoice
from tests.builders.budgeted import a_budget, a_plan, estimated_use, use_of
from tests.web.conftest import Cast, SignIn
from tests.web.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return a_customer(partner=cast.partner, name="Baker")


@pytest.fixture
def agent(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))


def address(customer: Customer, name: str = "budget") -> str:
    return reverse(f"customers:{name}", args=[customer.public_id])


def asked(**fields: Any) -> dict[str, Any]:
    return {
        "key": uuid4(),
        "amount": "500.00",
        "currency": "EUR",
        "alert_percent": "80",
        **fields,
    }


def test_an_agent_sets_changes_and_removes_a_budget(agent: Client, customer: Customer) -> None:
    before = words(agent.get(address(customer)))
    agent.post(address(customer), asked())
    page = agent.post(address(customer), asked(amount="750", alert_percent="90"), follow=True)
    changed = Budget.objects.get()
    after = words(agent.post(address(customer, "budget_remove"), follow=True))

    assert "This customer has no budget." in before
    assert "The budget of Baker is EUR 750.00 a month." in words(page)
    assert "A budget stops nothing" in words(page)
    assert (changed.amount, changed.alert_percent) == (750, 90)
    assert "Baker has no budget now." in after
    assert not Budget.objects.exists()


def test_a_second_click_sets_nothing_more(agent: Client, customer: Customer) -> None:
    once = asked()

    first, second = (agent.post(address(customer), once) for _ in range(2))

    assert first.url == second.url == address(customer)
    assert AuditEntry.objects.filter(act="budget.set").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "0"), ("amount", "a lot"), ("alert_percent", "0"), ("currency", "JPY")],
)
def test_what_is_no_budget_is_told_and_nothing_is_kept(
    agent: Client, customer: Customer, field: str, value: str
) -> None:
    page = agent.post(address(customer), asked(**{field: value}))

    assert page.status_code == 200
    assert "Nothing was saved" in words(page)
    assert not Budget.objects.exists()


def test_what_is_used_is_told_in_words_with_the_days_left(
    cast: Cast, agent: Client, customer: Customer
) -> None:
    today = timezone.now().date()
    estimated_use({customer: "850.00"}, on=today)
    a_budget("1000", customer=customer, by=a_user())
    BudgetAlert.objects.create(
        customer=customer,
        month=today.replace(day=1),
        percent=80,
        used=810,
        budget=1000,
        currency="EUR",
        told_at=AT,
    )

    page = words(agent.get(address(customer)))
    seen = words(cast.helpdesk.get(address(customer)))

    left = (month_of(today).end - today).days
    for told in (page, seen):
        assert "<strong>EUR 850.00</strong> of EUR 1,000.00" in told
        assert "85% used" in told
        assert "EUR 150.00 left." in told
        assert f"{left} day" in told
        assert "80% reached, told on" in told
    assert "Change budget" in page
    assert "Change budget" not in seen


def test_use_in_another_currency_is_told_as_not_counted(agent: Client, customer: Customer) -> None:
    month = month_of(timezone.now().date())
    a_budget("1000", customer=customer, by=a_user())
    line = use_of(a_plan(customer=customer, currency="USD"), "77.00", period=month)
    an_issued_invoice(
        partner=customer.partner, lines=[line], stream=ONE_TIME.code, period=month, currency="USD"
    )

    page = words(agent.get(address(customer)))

    assert "USD 77.00 of other use does not count" in page
    assert "EUR 0.00" in page


def test_before_the_first_estimate_it_is_said_and_one_can_be_asked_for(
    agent: Client, customer: Customer
) -> None:
    before = words(agent.get(address(customer)))
    after = words(agent.post(address(customer, "budget_update"), follow=True))

    assert "This month has not been estimated yet" in before
    assert "A newer one is being worked out." in after
    assert Estimate.objects.left_over().count() == 2


def test_who_may_not_set_budgets_changes_none(cast: Cast, customer: Customer) -> None:
    a_budget("100", customer=customer, by=a_user())

    for client in (cast.owner, cast.helpdesk):
        assert client.post(address(customer), asked()).status_code == 403
        assert client.post(address(customer, "budget_remove")).status_code == 403

    assert Budget.objects.get().amount == 100


def test_another_partners_customer_has_no_budget_to_be_seen(cast: Cast, agent: Client) -> None:
    foreign = a_customer(partner=cast.other)
    a_budget("100", customer=foreign, by=a_user())

    assert agent.get(address(foreign)).status_code == 404
    for name in ("budget", "budget_remove", "budget_update"):
        assert agent.post(address(foreign, name), asked()).status_code == 404
    assert Budget.objects.get().amount == 100
