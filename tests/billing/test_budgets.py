"""A customer's budget: what it can be, who learns of a change, and how much of it is used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.engine.streams import ONE_TIME, RECURRING
from billing.models import Budget, BudgetAlert
from billing.queries import budgets as standing
from billing.services import budgets
from customers.models import Customer
from partnercenter.access import Actor
from partnercenter.models import AuditEntry, User
from partnercenter.money import Money
from partnercenter.periods import Period, month_of
from partnercenter.roles import Role
from tests.builders import (
    AT,
    Line,
    a_customer,
    a_partner,
    a_subscription,
    a_user,
    an_estimate,
    an_issued_invoice,
    an_offer,
)
from tests.builders.budgeted import a_budget, a_plan, estimated_use, use_of

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
NOVEMBER = month_of(ON)


@pytest.fixture
def customer(db: None) -> Customer:
    return a_customer(partner=a_partner())


@pytest.fixture
def agent(customer: Customer) -> User:
    return a_user(partner=customer.partner, role=Role.ADMIN_AGENT)


def used(customer: Customer) -> str:
    found = standing.standings([customer.pk], month=NOVEMBER)[customer.pk].used
    return f"{found.amount:.2f}"


def test_a_budget_is_set_changed_and_removed_and_the_log_tells(
    customer: Customer, agent: User
) -> None:
    given = {"customer": customer, "currency": "EUR", "at": AT, "by": agent}
    budgets.set_budget(amount=Decimal(500), alert_percent=80, **given)  # type: ignore[arg-type]
    budgets.set_budget(amount=Decimal(750), alert_percent=90, **given)  # type: ignore[arg-type]
    changed = Budget.objects.get(customer=customer)
    budgets.remove(customer=customer, at=AT, by=agent)
    budgets.remove(customer=customer, at=AT, by=agent)

    assert (changed.amount, changed.alert_percent, changed.set_by) == (750, 90, agent)
    assert not Budget.objects.exists()
    log = AuditEntry.objects.order_by("pk").values_list("act", "facts")
    assert list(log) == [
        ("budget.set", {"budget": "EUR 500.00, alert at 80 %"}),
        (
            "budget.set",
            {"before": "EUR 500.00, alert at 80 %", "budget": "EUR 750.00, alert at 90 %"},
        ),
        ("budget.removed", {"before": "EUR 750.00, alert at 90 %"}),
    ]
    assert {entry.partner_id for entry in AuditEntry.objects.all()} == {customer.partner_id}


@pytest.mark.parametrize(
    ("amount", "currency", "percent"),
    [
        ("0", "EUR", 80),
        ("-1", "EUR", 80),
        ("NaN", "EUR", 80),
        ("1E13", "EUR", 80),
        ("10.001", "EUR", 80),
        ("10", "USD", 80),
        ("10", "EUR", 0),
        ("10", "EUR", 101),
    ],
)
def test_what_is_no_budget_is_refused_and_nothing_is_written(
    customer: Customer, agent: User, amount: str, currency: str, percent: int
) -> None:
    with pytest.raises(budgets.NotABudget):
        budgets.set_budget(
            customer=customer,
            amount=Decimal(amount),
            currency=currency,
            alert_percent=percent,
            at=AT,
            by=agent,
        )

    assert not Budget.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_budget_can_be_in_a_currency_that_use_is_billed_in(customer: Customer) -> None:
    a_plan(customer=customer, currency="USD")

    assert budgets.currencies(customer) == ["EUR", "USD"]


def test_the_database_keeps_nonsense_out(customer: Customer, agent: User) -> None:
    a_budget("10", customer=customer, by=agent)
    told = {"customer": customer, "used": 8, "budget": 10, "currency": "EUR", "told_at": AT}
    BudgetAlert.objects.create(month=date(2026, 11, 1), percent=80, **told)

    for change in ({"amount": 0}, {"alert_percent": 0}, {"alert_percent": 101}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Budget.objects.update(**change)
    with pytest.raises(IntegrityError, match="a_budget_alert_is_sent_once"), transaction.atomic():
        BudgetAlert.objects.create(month=date(2026, 11, 1), percent=80, **told)
    with pytest.raises(IntegrityError, match="of_a_month"), transaction.atomic():
        BudgetAlert.objects.create(month=date(2026, 11, 2), percent=80, **told)


def test_metered_use_counts_whether_estimated_or_billed(customer: Customer, agent: User) -> None:
    a_budget("1000", customer=customer, by=agent)
    estimated_use({customer: "500.00"}, on=ON)
    plan = a_plan(customer=customer)
    cancelled = use_of(plan, "300.00", period=Period(date(2026, 11, 1), date(2026, 11, 6)))
    an_issued_invoice(partner=customer.partner, lines=[cancelled], stream=ONE_TIME.code)

    (found,) = standing.standings([customer.pk], month=NOVEMBER).values()

    assert found.used == Money(Decimal(800), "EUR")
    assert (found.percent, found.steps, found.is_used_up) == (80, [80], False)
    assert found.left == Money(Decimal(200), "EUR")


def test_licences_credits_and_other_currencies_do_not_count(
    customer: Customer, agent: User
) -> None:
    a_budget("1000", customer=customer, by=agent)
    plan, dollars = a_plan(customer=customer), a_plan(customer=customer, currency="USD")
    refund = Line(
        subscription=plan,
        net="-40.00",
        billing_type="plan",
        period=NOVEMBER,
        explanation={"inputs": {"reason": "Goodwill"}},
    )
    licence = Line(subscription=a_subscription(customer=customer, price=an_offer()), net="48.00")
    lines = [use_of(plan, "100.00", period=NOVEMBER), refund, licence]
    an_estimate(partner=customer.partner, lines=lines, on=ON, stream=ONE_TIME.code)
    an_issued_invoice(
        partner=customer.partner,
        lines=[use_of(dollars, "77.00", period=NOVEMBER)],
        stream=ONE_TIME.code,
        currency="USD",
    )

    assert used(customer) == "100.00"


def test_a_charge_over_two_months_counts_by_days_in_each(customer: Customer, agent: User) -> None:
    a_budget("1000", customer=customer, by=agent)
    service = Period(date(2026, 10, 11), date(2026, 11, 11))
    line = use_of(a_subscription(customer=customer), "310.00", period=service, kind="usage")
    an_issued_invoice(partner=customer.partner, lines=[line])

    history = standing.used_by_month(customer.pk, on=ON, months=12)

    assert used(customer) == "100.00"
    assert history == {
        "EUR": [
            (date(2026, 10, 1), Money(Decimal(210), "EUR")),
            (date(2026, 11, 1), Money(Decimal(100), "EUR")),
        ]
    }


def test_of_what_still_runs_the_days_before_the_estimate_count(
    customer: Customer, agent: User
) -> None:
    a_budget("1000", customer=customer, by=agent)
    service = Period(date(2026, 10, 21), date(2026, 12, 21))
    line = use_of(a_subscription(customer=customer), "300.00", period=service, kind="usage")
    an_estimate(partner=customer.partner, lines=[line], on=ON, stream=RECURRING.code)

    assert used(customer) == "190.00"


def test_only_the_newest_estimate_of_a_stream_counts(customer: Customer, agent: User) -> None:
    a_budget("1000", customer=customer, by=agent)
    line = use_of(
        a_subscription(customer=customer),
        "30.00",
        period=Period(date(2026, 11, 3), date(2026, 11, 9)),
        kind="usage",
    )
    an_estimate(partner=customer.partner, lines=[line], on=date(2026, 11, 15))
    an_estimate(partner=customer.partner, lines=[line], on=date(2026, 11, 16))

    assert used(customer) == "30.00"


def test_nothing_used_is_nothing_of_the_budget(customer: Customer, agent: User) -> None:
    a_budget("1000", customer=customer, by=agent)

    assert used(customer) == "0.00"
    assert standing.standings([], month=NOVEMBER) == {}
    assert standing.used_by_month(customer.pk, on=ON, months=12) == {}


def test_months_without_use_stand_between_those_with_some(customer: Customer) -> None:
    line = use_of(
        a_plan(customer=customer), "5.00", period=Period(date(2026, 9, 1), date(2026, 10, 1))
    )
    an_issued_invoice(partner=customer.partner, lines=[line], stream=ONE_TIME.code)

    (months,) = standing.used_by_month(customer.pk, on=ON, months=3).values()

    assert [(month.month, int(spent.amount)) for month, spent in months] == [
        (9, 5),
        (10, 0),
        (11, 0),
    ]


def test_customers_near_or_over_their_budget_are_found_of_the_own_partner_only(
    agent: User, customer: Customer
) -> None:
    partner, foreign = customer.partner, a_customer(partner=a_partner())
    near, over = (a_customer(partner=partner, name=name) for name in ("Near", "Over"))
    estimated_use({customer: "79.99", near: "80.00", over: "100.00"}, on=ON)
    estimated_use({foreign: "500.00"}, on=ON)
    for one in (customer, near, over, foreign):
        a_budget("100", customer=one, by=agent)
    actor = Actor(partner_id=partner.pk)

    def reaching(percent: int | None) -> list[Customer]:
        found = standing.reaching(
            Customer.objects.visible_to(actor), actor, month=NOVEMBER, percent=percent
        )
        return list(found.order_by("name"))

    assert reaching(None) == [near, over]
    assert reaching(100) == [over]


def test_how_budgets_stand_is_one_query_however_many_there_are(agent: User) -> None:
    partner = a_partner()
    everybody = [a_customer(partner=partner, name=f"Customer {n}") for n in range(12)]
    estimated_use(dict.fromkeys(everybody, "10.00"), on=ON)
    for one in everybody:
        a_budget("100", customer=one, by=agent)

    with CaptureQueriesContext(connection) as queries:
        found = standing.standings_of_partners([partner.pk], month=NOVEMBER)

    assert len(found) == 12
    assert len(queries) == 1


def test_use_is_as_new_as_the_oldest_estimate_of_the_month(customer: Customer) -> None:
    actor = Actor(partner_id=customer.partner_id)
    before = standing.as_of(actor, month=NOVEMBER)
    recurring = an_estimate(partner=customer.partner, on=date(2026, 11, 18))
    an_estimate(partner=customer.partner, on=ON, stream=ONE_TIME.code, asked_at=AT)

    after = standing.as_of(actor, month=NOVEMBER)

    assert (before.at, before.is_waiting) == (None, False)
    assert (after.at, after.is_waiting) == (recurring.made_at, True)
