"""What an offer's page says of how it may be bought, and when it may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from pricing.models import Price
from pricing.queries import offer_rules
from pricing.queries.offer_rules import Shown
from tests.builders import a_usage_plan, an_offer, an_offer_matrix, an_offer_rule

pytestmark = pytest.mark.django_db
NOVEMBER_3 = date(2026, 11, 3)


def shown(price: Price, *, on: date = NOVEMBER_3) -> Shown:
    availability = price.availability
    found = offer_rules.shown(availability.sku, on=on, beside=availability)
    assert found is not None
    return found


def page(price: Price) -> str:
    return " ".join(render_to_string("pricing/offer_rule.html", {"rule": shown(price)}).split())


def test_the_newest_edition_of_the_latest_month_begun_is_in_force() -> None:
    offer = an_offer()
    sku = offer.availability.sku.pk
    an_offer_rule(offer, month=date(2026, 10, 1), max_quantity=10)
    an_offer_rule(offer, month=date(2026, 10, 1), edition=2, max_quantity=20)
    an_offer_matrix(month=date(2026, 12, 1))

    rules = {day: offer_rules.rule_of(sku, on=day) for day in (date(2026, 11, 30), NOVEMBER_3)}

    assert [rule.max_quantity for rule in rules.values() if rule] == [20, 20]
    assert offer_rules.rule_of(sku, on=date(2026, 9, 30)) is None
    assert offer_rules.rule_of(sku, on=date(2026, 12, 1)) is None


@pytest.mark.parametrize(
    ("fields", "seats"),
    [
        ({}, "Any number"),
        ({"min_quantity": 5}, "At least 5"),
        ({"max_quantity": 300}, "At most 300"),
        ({"min_quantity": 5, "max_quantity": 300}, "5 to 300"),
        ({"min_quantity": 25, "max_quantity": 25}, "Exactly 25"),
    ],
)
def test_seats_are_told_in_words(fields: dict[str, Any], seats: str) -> None:
    offer = an_offer()
    an_offer_rule(offer, **fields)

    assert shown(offer).seats == seats


@pytest.mark.parametrize(
    ("fields", "limit"),
    [
        ({}, "As often as wanted"),
        ({"limit": 1, "scope": "lifetime"}, "Once in a lifetime"),
        ({"limit": 3, "scope": "lifetime"}, "At most 3 in a lifetime"),
        ({"limit": 2, "scope": "concurrent"}, "At most 2 at a time for one customer"),
    ],
)
def test_a_limit_is_told_in_words(fields: dict[str, Any], limit: str) -> None:
    offer = an_offer()
    an_offer_rule(offer, **fields)

    assert shown(offer).limit == limit


def test_billing_is_told_with_the_months_it_is_sold_for() -> None:
    offer = an_offer()
    an_offer_rule(offer, frequencies=["annual", "monthly"], duration_months=12)

    assert (shown(offer).billed, shown(offer).term) == ("Monthly, Annually", "12 months")


def test_a_page_names_the_bases_and_leads_to_those_on_sale_beside_it() -> None:
    base, abroad = an_offer(title="Suite"), an_offer(title="Mail", currency="USD")
    offer = an_offer(title="Archive")
    ids = [one.availability.sku.offer_id for one in (base, abroad)]
    an_offer_rule(
        offer,
        depends_on=[*ids, "never-listed"],
        countries=["BE", "NL"],
        texts={"Description": "Keeps mail.", "LearnMoreLink": "javascript:alert(1)"},
    )

    written = page(offer)

    assert (
        'Needs one of these base offers</dt><dd>Mail<br><a href="/pricing/items/'
        f'{base.availability.availability_id}/">Suite</a><br>never-listed</dd>'
    ) in written
    assert "Belgium, Netherlands" in written
    assert "Keeps mail." in written
    assert "javascript" not in written
    assert "Commercial, Education, Nonprofit" in written


def test_a_licence_that_the_matrix_does_not_have_says_so() -> None:
    offer, before = an_offer(), an_offer()
    assert "cannot be ordered" not in page(before)
    an_offer_matrix()

    written = page(offer)

    assert "It cannot be ordered yet" in written
    assert "not in the offer matrix that holds since November 2026" in written
    assert "Seats" not in written


def test_a_meter_has_no_rules_of_purchase() -> None:
    meter = an_offer(kind="usage", meter=True).availability.sku

    assert offer_rules.shown(meter, on=NOVEMBER_3) is None
    assert offer_rules.shown(a_usage_plan().sku, on=NOVEMBER_3) is None


def test_software_is_for_everybody_and_not_limited_by_a_matrix() -> None:
    software = an_offer(kind="software", term="", agreement_type="")
    an_offer_matrix()

    found = shown(software)

    assert (found.qualifies, found.is_missing) == ("Everybody", False)


def test_the_number_of_queries_is_that_of_one_offer(django_assert_max_num_queries: Any) -> None:
    bases = [an_offer().availability.sku.offer_id for _one in range(20)]
    offer = an_offer()
    an_offer_rule(offer, depends_on=bases, converts_to=bases[:5])

    with django_assert_max_num_queries(5):
        found = shown(offer)

    assert (len(found.bases), len(found.targets)) == (20, 5)
