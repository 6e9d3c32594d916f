"""The database decides many purchases as the table decides one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection

from customers.models import Customer
from customers.services import currencies, currency_sql
from partnercenter.intake import execute
from pricing.engine.currencies import PHASE_ONE, TABLE, TENANTS_SINCE, decide, facts_of
from tests.builders import a_customer, a_partner, a_subscription, an_offer

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DAYS = [PHASE_ONE - DAY, PHASE_ONE, date(2021, 8, 16)]
OWN_DATES = [None, PHASE_ONE - DAY, date(2021, 8, 16), date(2021, 8, 17)]
TENANTS = [None, TENANTS_SINCE - DAY, TENANTS_SINCE]
KINDS = ["license", "usage", "one_time", "plan"]
ASKED = "SELECT line, customer_id, billing_type, bought_on FROM asked_for"
ASKED_FOR = """
CREATE TEMP TABLE asked_for (line int, customer_id bigint, billing_type text, bought_on date)
"""


def every_customer() -> list[tuple[Customer, dict[str, Any]]]:
    """Make a customer for each combination of facts that are the partner's or the customer's."""
    earlier = an_offer(kind="software", price="1.00", month=date(2020, 10, 1), term="")
    found = []
    for country, since in product(["NL", "US", "GG"], OWN_DATES):
        currency = {"NL": "SEK", "US": "USD", "GG": "GBP"}[country]
        partner = a_partner(country=country, currency=currency, own_currency_since=since)
        for new, tenant, bought in product([False, True], TENANTS, [False, True]):
            customer = a_customer(
                partner=partner,
                country="DK",
                relationship_since=PHASE_ONE if new else PHASE_ONE - DAY,
                tenant_created_on=tenant,
            )
            if bought:
                a_subscription(
                    customer=customer, price=earlier, on=date(2020, 10, 1), frequency="one_time"
                )
            facts = {
                "partner_country": country,
                "partner_currency": currency,
                "own_currency_since": since,
                "customer_country": "DK",
                "is_new": new,
                "tenant_created_on": tenant,
            }
            found.append((customer, {**facts, "bought_before": bought}))
    return found


def decided(
    asked: list[tuple[Customer, str, date]], rules: dict[str, str] | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """Ask the database about all of them at once; the market and the decision of each."""
    execute("DROP TABLE IF EXISTS pg_temp.asked_for", {})
    execute(ASKED_FOR, {})
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO asked_for VALUES (%s, %s, %s, %s)",
            [(line, c.pk, kind, on) for line, (c, kind, on) in enumerate(asked)],
        )
        currency_sql.decide(ASKED, rules=rules or {})
        cursor.execute("SELECT market, currency, decision::text FROM decided ORDER BY line")
        rows = cursor.fetchall()
    return [(market, currency_told(currency, decision)) for market, currency, decision in rows]


def currency_told(currency: str, decision: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(decision)
    assert told["currency"] == currency
    return told


@pytest.mark.parametrize("rules", [{}, {"uk_dependencies": "as_uk"}])
def test_every_combination_of_facts_is_decided_alike_by_both(rules: dict[str, str]) -> None:
    customers = every_customer()
    seen = set()

    for on in DAYS:
        asked = [(customer, kind, on) for customer, _ in customers for kind in KINDS]
        expected = [
            decide(
                facts_of(
                    billing_type=kind,
                    on=on,
                    settings=rules,
                    **{**facts, "bought_before": facts["bought_before"] and on >= PHASE_ONE},
                )
            )
            for _, facts in customers
            for kind in KINDS
        ]
        found = decided(asked, rules)

        assert [decision for _, decision in found] == [one.as_data() for one in expected]
        markets = {"SEK": "NL", "USD": "US", "GBP": "GG", "DKK": "DK"}
        assert [market for market, _ in found] == [markets[one.currency] for one in expected]
        seen |= {decision["row"] for _, decision in found}

    assert seen == {row.number for row in TABLE}


def test_one_purchase_is_decided_as_it_would_be_among_many() -> None:
    customers = [customer for customer, _ in every_customer()][::5]
    asked = [(customer, kind, on) for on in DAYS for customer in customers for kind in KINDS]

    one_by_one = [
        currencies.decided(customer=customer, billing_type=kind, on=on).as_data()
        for customer, kind, on in asked
    ]
    together = [
        decision for on in DAYS for _, decision in decided([a for a in asked if a[2] == on])
    ]

    assert one_by_one == together


def test_what_is_bought_in_the_same_file_before_phase_one_counts() -> None:
    partner = a_partner()
    customer, other = (
        a_customer(
            partner=partner,
            country="DK",
            relationship_since=date(2019, 1, 1),
            tenant_created_on=date(2018, 1, 1),
        )
        for _ in range(2)
    )

    found = decided(
        [
            (customer, "one_time", date(2021, 2, 10)),
            (customer, "plan", date(2020, 10, 1)),
            (other, "one_time", date(2021, 2, 10)),
            (other, "license", date(2020, 10, 1)),
        ]
    )

    assert [(told["currency"], told["row"]) for _, told in found] == [
        ("DKK", 7),
        ("DKK", 3),
        ("EUR", 5),
        ("EUR", 1),
    ]


def test_a_customer_that_nobody_knows_is_left_out() -> None:
    execute(ASKED_FOR, {})
    execute("INSERT INTO asked_for VALUES (1, NULL, 'plan', '2021-02-10')", {})

    currency_sql.decide(ASKED, rules={})

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM decided")
        assert cursor.fetchone() == (0,)
