"""What a partner was billed and when it is due, and how spending went, to the cent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from billing.models import Invoice
from billing.queries.balances import balances
from billing.queries.invoices import history, latest, years
from billing.queries.statements import spending_trend
from customers.models import Partner
from partnercenter.access import Actor
from partnercenter.periods import Period, add_months
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_subscription,
    an_issued_invoice,
    an_offer,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def billed(partner: Partner, closing_on: date, net: str, tax: str = "0", **fields: Any) -> Invoice:
    """Issue an invoice of one line for the month that closes on a day."""
    subscription = a_subscription(customer=a_customer(partner=partner), price=an_offer())
    period = Period.of_days(add_months(closing_on, -1), closing_on)
    lines = [Line(subscription=subscription, net=net, tax=tax)]
    return an_issued_invoice(partner=partner, lines=lines, period=period, **fields)


def works_for(partner: Partner) -> Actor:
    return Actor(1, partner.pk)


def test_the_balance_counts_from_the_last_billing_date_on() -> None:
    partner = a_partner(billing_day=15)
    billed(partner, date(2026, 10, 15), "100.00", "21.00")
    billed(partner, date(2026, 11, 15), "10.00", "2.10")
    billed(partner, date(2026, 11, 20), "-5.00", "-1.05", credit_note=True, stream="one_time")

    (balance,) = balances(works_for(partner), partner=partner, on=TODAY)

    assert balance.since == date(2026, 11, 15)
    assert str(balance.issued) == "EUR 6.05"
    assert balance.documents == 2
    assert str(balance.not_yet_due) == "EUR 127.05"
    assert balance.next_due_on == date(2026, 12, 14)


def test_on_the_billing_date_itself_that_date_is_the_last() -> None:
    partner = a_partner(billing_day=23)
    billed(partner, date(2026, 11, 22), "10.00")

    (balance,) = balances(works_for(partner), partner=partner, on=TODAY)

    assert balance.since == TODAY
    assert str(balance.issued) == "EUR 0.00"


def test_the_due_date_itself_is_not_yet_past() -> None:
    partner = a_partner()
    billed(partner, date(2026, 6, 15), "10.00", due_on=date(2026, 11, 22))
    billed(partner, date(2026, 7, 15), "20.00", due_on=TODAY)

    (balance,) = balances(works_for(partner), partner=partner, on=TODAY)

    assert str(balance.not_yet_due) == "EUR 20.00"
    assert balance.next_due_on == TODAY


def test_every_currency_has_its_own_balance() -> None:
    partner = a_partner()
    billed(partner, date(2026, 11, 15), "10.00")
    billed(partner, date(2026, 11, 15), "20.00", currency="USD")

    found = balances(works_for(partner), partner=partner, on=TODAY)

    assert [str(balance.issued) for balance in found] == ["EUR 10.00", "USD 20.00"]


def test_another_partner_and_drafts_count_nothing() -> None:
    partner, other = a_partner(), a_partner("Haselbrück IT-Dienste GmbH")
    billed(other, date(2026, 11, 15), "10.00")
    Invoice.objects.create(
        partner=partner,
        stream="recurring",
        currency="EUR",
        period_start=date(2026, 10, 16),
        period_end=date(2026, 11, 16),
    )

    assert balances(works_for(partner), partner=partner, on=TODAY) == []
    trend = spending_trend(works_for(partner), stream="recurring", on=TODAY, periods=14)
    assert trend == {}
    assert years(works_for(partner), stream="recurring") == []
    assert not history(works_for(partner), stream="recurring", year=2026)
    assert not latest(works_for(partner), stream="recurring")


def test_the_trend_takes_credits_off_and_leaves_no_month_out() -> None:
    partner = a_partner()
    billed(partner, date(2026, 8, 15), "100.00", "21.00")
    billed(partner, date(2026, 8, 20), "-30.00", credit_note=True)
    billed(partner, date(2026, 11, 15), "-7.50", credit_note=True)
    billed(partner, date(2026, 11, 16), "99.00", stream="one_time")

    trend = spending_trend(works_for(partner), stream="recurring", on=TODAY, periods=14)

    assert [(month, str(spent)) for month, spent in trend["EUR"]] == [
        (date(2026, 8, 1), "EUR 70.00"),
        (date(2026, 9, 1), "EUR 0.00"),
        (date(2026, 10, 1), "EUR 0.00"),
        (date(2026, 11, 1), "EUR -7.50"),
    ]


def test_the_trend_tells_the_last_fourteen_periods() -> None:
    partner = a_partner()
    for back in range(20):
        billed(partner, add_months(date(2026, 11, 15), -back), "1.00")

    trend = spending_trend(works_for(partner), stream="recurring", on=TODAY, periods=14)

    assert len(trend["EUR"]) == 14
    assert trend["EUR"][0][0] == date(2025, 10, 1)
    assert trend["EUR"][-1][0] == date(2026, 11, 1)


def test_the_latest_bill_is_the_newest_invoice_of_each_currency() -> None:
    partner = a_partner()
    billed(partner, date(2026, 10, 15), "1.00")
    newest = billed(partner, date(2026, 11, 15), "2.00")
    dollars = billed(partner, date(2026, 9, 15), "3.00", currency="USD")
    billed(partner, date(2026, 11, 20), "-1.00", credit_note=True)

    assert list(latest(works_for(partner), stream="recurring")) == [newest, dollars]
