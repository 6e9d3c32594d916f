"""A line says in words why it is billed in its currency."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from billing.queries.explanations import currency_words
from billing.queries.words.currency import CURRENCY_REASONS
from pricing.engine.currencies import TABLE, decide, facts_of
from tests.builders import Line, a_customer, a_subscription, an_issued_invoice, an_offer
from tests.web.conftest import Cast
from tests.web.reading import words

OLD = {"is_new": False, "tenant_created_on": date(2018, 1, 1)}
CASES: list[tuple[dict[str, Any], str]] = [
    (
        {"billing_type": "license"},
        "Billed in EUR, your own currency, because licences and usage are always billed in it.",
    ),
    (
        {"partner_country": "US", "partner_currency": "USD"},
        (
            "Billed in USD, your own currency, because your country (United States) is "
            "outside the European Union, EFTA and the United Kingdom."
        ),
    ),
    (
        {"on": date(2021, 1, 27)},
        (
            "Billed in DKK, the currency of your customer's country (Denmark), because it was bought "
            "on 27 Jan 2021, before 28 Jan 2021."
        ),
    ),
    (
        {},
        (
            "Billed in EUR, your own currency, because you have had this customer only since "
            "28 Jan 2021 or later."
        ),
    ),
    (
        OLD,
        (
            "Billed in EUR, your own currency, because until 28 Jan 2021 this customer had bought "
            "nothing one-time or recurring, and its tenant was created on 1 Jan 2018, before "
            "11 May 2020."
        ),
    ),
    (
        {**OLD, "tenant_created_on": date(2020, 5, 11)},
        (
            "Billed in DKK, the currency of your customer's country (Denmark), because you had this "
            "customer before 28 Jan 2021 and its tenant was created on 11 May 2020, not before "
            "11 May 2020."
        ),
    ),
    (
        {**OLD, "bought_before": True},
        (
            "Billed in DKK, the currency of your customer's country (Denmark), because this customer "
            "had bought something one-time or recurring before 28 Jan 2021."
        ),
    ),
    (
        {**OLD, "own_currency_since": date(2021, 2, 1)},
        (
            "Billed in EUR, your own currency, because it holds for everything that is bought since "
            "1 Feb 2021."
        ),
    ),
    (
        {**OLD, "tenant_created_on": None},
        (
            "Billed in DKK, the currency of your customer's country (Denmark), because you had this "
            "customer before 28 Jan 2021 and it is not known when its tenant was created."
        ),
    ),
]


def decided(told: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "billing_type": "one_time",
        "on": date(2021, 2, 10),
        "partner_country": "NL",
        "customer_country": "DK",
    }
    return decide(facts_of(**{**usual, **told})).as_data()


def test_every_reason_has_words_and_no_words_lack_a_reason() -> None:
    assert set(CURRENCY_REASONS) == {row.reason for row in TABLE}


@pytest.mark.parametrize(("told", "expected"), CASES)
def test_the_decision_is_told_in_one_sentence(told: dict[str, Any], expected: str) -> None:
    assert currency_words(decided(told)) == expected


def test_each_row_of_the_table_is_told_above() -> None:
    assert [decided(told)["row"] for told, _ in CASES] == [row.number for row in TABLE]


@pytest.mark.django_db
def test_the_page_of_a_line_says_what_it_is_billed_in_and_why(cast: Cast) -> None:
    subscription = a_subscription(customer=a_customer(partner=cast.partner), price=an_offer())
    explanation = {"currency": decided(OLD)}
    lines = [
        Line(subscription=subscription, net="48.00", explanation=explanation),
        Line(subscription=subscription, net="48.00"),
    ]
    number = an_issued_invoice(partner=cast.partner, lines=lines).number

    told, untold = (
        words(cast.owner.get(reverse("billing:line", args=[number, position])))
        for position in (1, 2)
    )

    assert f"<dt>Currency</dt><dd>{CASES[4][1]}</dd>" in told
    assert "<dt>Currency</dt>" not in untold
