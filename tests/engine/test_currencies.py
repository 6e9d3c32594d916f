"""Every purchase has a currency and one reason for it, and the published cases come out."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.engine.currencies import (
    LEGACY,
    PARTNER,
    PHASE_ONE,
    TABLE,
    TENANTS_SINCE,
    Facts,
    decide,
    facts_from,
    facts_of,
    is_new_customer,
)
from pricing.engine.kinds import KINDS
from pricing.engine.markets import EFTA, EU, UK, UK_DEPENDENCIES, market_currency

PATH = Path(__file__).parent.parent / "golden" / "billing_examples.json"
EXAMPLES = {example["id"]: example for example in json.loads(PATH.read_text())["currency"]}
DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
NEAR = st.sampled_from([PHASE_ONE - DAY, PHASE_ONE, PHASE_ONE + DAY, TENANTS_SINCE])
COUNTRIES = st.sampled_from(sorted(EU | EFTA | UK | UK_DEPENDENCIES | {"US", "JP", "BR"}))


def a_day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def facts_told(inputs: dict[str, Any]) -> Facts:
    """Read an example: a partner or customer given as text is only a country."""
    partner, customer = (
        told if isinstance(told, dict) else {"country": told}
        for told in (inputs["partner"], inputs["customer"])
    )
    first = a_day(customer.get("first_nce_purchase"))
    return facts_of(
        billing_type={"onetime": "one_time"}.get(inputs["billing_type"], inputs["billing_type"]),
        on=a_day(customer.get("purchase_date")) or PHASE_ONE,
        partner_country=partner["country"],
        own_currency_since=a_day(partner.get("phase2_date")),
        customer_country=customer["country"],
        is_new=customer.get("is_new_customer", True),
        bought_before=first is not None and first < PHASE_ONE,
        tenant_created_on=a_day(customer.get("tenant_created")),
    )


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    return facts_of(
        billing_type=draw(st.sampled_from(sorted({*KINDS, "one_time", "plan"}))),
        on=draw(DAYS | NEAR),
        partner_country=draw(COUNTRIES),
        partner_currency=draw(st.sampled_from(["", "EUR", "USD"])),
        own_currency_since=draw(st.none() | DAYS | NEAR),
        customer_country=draw(COUNTRIES),
        is_new=draw(st.booleans()),
        bought_before=draw(st.booleans()),
        tenant_created_on=draw(st.none() | DAYS | NEAR),
        settings=draw(st.sampled_from([{}, {"uk_dependencies": "as_uk"}])),
    )


def a_purchase(**told: Any) -> Facts:
    """A purchase of an existing customer in Denmark from a partner in the Netherlands."""
    usual = {
        "billing_type": "one_time",
        "on": date(2021, 2, 10),
        "partner_country": "NL",
        "customer_country": "DK",
        "is_new": False,
        "tenant_created_on": date(2019, 7, 1),
    }
    return facts_of(**{**usual, **told})


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_case_is_billed_in_the_published_currency(name: str) -> None:
    example = EXAMPLES[name]

    decision = decide(facts_told(example["inputs"]))

    assert decision.currency == example["expected"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("CU-01", 1),
        ("CU-08", 2),
        ("CU-09", 3),
        ("CU-03", 4),
        ("CU-10", 4),
        ("CU-04", 5),
        ("CU-05", 6),
        ("CU-06", 7),
        ("CU-07", 8),
    ],
)
def test_a_published_case_is_decided_by_the_row_that_the_table_names(name: str, row: int) -> None:
    assert decide(facts_told(EXAMPLES[name]["inputs"])).row == row


@given(facts())
def test_every_purchase_has_a_currency_and_is_decided_again_alike_from_what_was_kept(
    asked: Facts,
) -> None:
    decision = decide(asked)

    kept = json.loads(json.dumps(decision.as_data()))
    assert decision.currency in {asked.partner_currency, market_currency(asked.customer_country)}
    assert decide(facts_from(kept["inputs"])) == decision


def test_every_combination_of_facts_is_decided() -> None:
    days = [PHASE_ONE - DAY, PHASE_ONE, PHASE_ONE + DAY]
    tenants = [None, TENANTS_SINCE - DAY, TENANTS_SINCE]
    flags = [False, True]

    rows = {
        decide(
            facts_of(
                billing_type=kind,
                on=on,
                partner_country=country,
                own_currency_since=since,
                customer_country="DK",
                is_new=new,
                bought_before=bought,
                tenant_created_on=tenant,
            )
        ).row
        for kind, on, country, since, new, bought, tenant in product(
            [*KINDS, "plan"], days, ["NL", "US"], [None, *days], flags, flags, tenants
        )
    }

    assert rows == {row.number for row in TABLE}


@pytest.mark.parametrize("kind", LEGACY)
def test_licences_and_use_are_in_the_currency_of_the_partners_account(kind: str) -> None:
    decision = decide(a_purchase(billing_type=kind, partner_currency="SEK"))

    assert (decision.currency, decision.row) == ("SEK", 1)


def test_a_tenant_of_unknown_age_leaves_an_existing_customer_its_own_currency() -> None:
    decision = decide(a_purchase(tenant_created_on=None))

    assert (decision.currency, decision.reason) == ("DKK", "other_existing")


def test_the_partners_own_date_counts_from_that_day_on() -> None:
    def on(day: date) -> str:
        since = date(2021, 8, 16)
        return decide(a_purchase(on=day, bought_before=True, own_currency_since=since)).currency

    assert on(date(2021, 8, 15)) == "DKK"
    assert on(date(2021, 8, 16)) == "EUR"


@pytest.mark.parametrize("country", sorted(UK_DEPENDENCIES))
def test_the_dependencies_of_the_uk_count_as_it_by_a_setting_and_bill_in_its_currency(
    country: str,
) -> None:
    outside = decide(a_purchase(partner_country=country, bought_before=True))
    as_uk = decide(
        a_purchase(
            partner_country=country, bought_before=True, settings={"uk_dependencies": "as_uk"}
        )
    )

    assert (outside.currency, outside.row) == ("GBP", 2)
    assert (as_uk.currency, as_uk.row) == ("DKK", 7)


def test_a_customer_is_new_from_phase_one_on() -> None:
    assert not is_new_customer(PHASE_ONE - DAY)
    assert is_new_customer(PHASE_ONE)


@pytest.mark.parametrize(
    ("countries", "currency"),
    [
        ("AT BG CZ HR HU IS LI PL RO FO GL", "EUR"),
        ("GB GG IM JE GI", "GBP"),
        ("NO SJ", "NOK"),
        ("US BR ZA MX TR", "USD"),
        ("CH", "CHF"),
        ("DK", "DKK"),
        ("SE", "SEK"),
        ("JP", "JPY"),
    ],
)
def test_a_market_bills_in_its_currency(countries: str, currency: str) -> None:
    assert {market_currency(country) for country in countries.split()} == {currency}


def test_every_row_says_whose_currency_and_why_and_no_two_the_same_reason() -> None:
    assert len({row.reason for row in TABLE}) == len(TABLE)
    assert [row.number for row in TABLE] == sorted(row.number for row in TABLE)
    assert {row.number for row in TABLE if row.outcome == PARTNER} == {1, 2, 4, 5, 8}


def test_a_decision_is_kept_with_all_that_was_asked() -> None:
    decision = decide(a_purchase(own_currency_since=date(2021, 8, 16)))

    assert decision.as_data() == {
        "currency": "EUR",
        "row": 5,
        "reason": "early_tenant",
        "inputs": {
            "billing_type": "one_time",
            "bought_on": "2021-02-10",
            "partner_country": "NL",
            "partner_currency": "EUR",
            "in_area": True,
            "own_currency_since": "2021-08-16",
            "customer_country": "DK",
            "is_new": False,
            "bought_before": False,
            "tenant_created_on": "2019-07-01",
        },
    }
