"""The page of exchange rates: both ways, with source and day, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter.periods import add_months
from partnercenter.roles import Role
from tests.builders import a_partner, a_user, an_exchange_rate
from tests.web.conftest import Cast, SignIn
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

RATES = "/pricing/exchange-rates/"


def this_month() -> date:
    return timezone.now().date().replace(day=1)


def page_of(client: Client, **query: str) -> Any:
    return client.get(reverse("pricing:exchange_rates"), query)


def test_a_rate_is_told_both_ways_with_its_source_and_day(cast: Cast) -> None:
    an_exchange_rate("0.846202666", month=date(2026, 10, 1))

    page = page_of(cast.owner)

    assert page.request["PATH_INFO"] == RATES
    assert "EUR 0.846202666" in words(page)
    assert "USD 1.181749999" in words(page)
    assert "Reference rates" in words(page)
    assert "29 Sept 2026" in words(page)


def test_the_newest_month_is_first_and_other_currencies_are_not_there(cast: Cast) -> None:
    for month in (date(2026, 9, 1), date(2026, 10, 1)):
        an_exchange_rate("0.85", month=month)
        an_exchange_rate("11.2", month=month, currency="NOK")

    rates = page_of(cast.owner).context["rates"]

    assert [(rate.row.month.month, rate.row.currency) for rate in rates] == [
        (10, "EUR"),
        (9, "EUR"),
    ]


def test_a_missing_rate_of_this_month_and_of_the_next_is_said(cast: Cast) -> None:
    page = words(page_of(cast.owner))

    assert f"The rate of {this_month():%B %Y} is missing." in page
    assert "cannot be billed before the supplier has it" in page
    assert f"The rate of {add_months(this_month(), 1):%B %Y} is not known yet." in page
    assert "No exchange rates yet" in page

    an_exchange_rate("0.85", month=this_month())
    an_exchange_rate("0.86", month=add_months(this_month(), 1))
    page = words(page_of(cast.owner))
    assert "is missing" not in page
    assert "is not known yet" not in page
    assert "Dashed: a month that has not begun." in page


def test_the_last_two_years_are_plotted_with_their_numbers(cast: Cast) -> None:
    for back in range(30):
        an_exchange_rate(f"0.8{back:02d}", month=add_months(this_month(), -back))

    chart = page_of(cast.owner).context["chart"]

    assert len(chart.steps) == 24
    assert chart.steps[-1].told == "EUR\N{NO-BREAK SPACE}0.80"
    assert chart.steps[-1].figure == "0.8"


def test_several_pricing_currencies_are_chosen_in_the_address(cast: Cast) -> None:
    an_exchange_rate("0.85", month=this_month())
    an_exchange_rate("1.15", month=this_month(), pricing_currency="GBP")

    page = page_of(cast.owner, **{"from": "GBP"})

    assert page.context["choices"] == ["USD", "GBP"]
    assert [rate.row.pricing_currency for rate in page.context["rates"]] == ["GBP"]
    assert page_of(cast.owner, **{"from": "ZZZ"}).context["chosen"] == "USD"


def test_a_partner_billed_in_dollars_converts_nothing(cast: Cast, sign_in: SignIn) -> None:
    partner = a_partner("Harbor Cloud LLC", country="US", currency="USD")
    client = sign_in(a_user(partner=partner, role=Role.SALES_AGENT))

    assert "Nothing is converted" in words(page_of(client))


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_look_rates_up(role: Role, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(a_user(partner=cast.partner, role=role))

    assert page_of(client).status_code == 200


def test_rates_are_paged_and_ask_no_more_questions(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    an_exchange_rate("0.85", month=this_month())
    page_of(cast.owner)
    queries = queries_of(cast.owner, RATES)
    for back in range(1, 60):
        an_exchange_rate("0.86", month=add_months(this_month(), -back))

    with django_assert_num_queries(queries):
        page = page_of(cast.owner)

    assert len(page.context["rates"]) == 50
    assert "1–50 of 60" in words(page)
