"""What a partner's people see of what is unbilled: sums, lines with reasons, and where it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from billing.models import Estimate
from tests.builders import (
    Line,
    a_customer,
    a_subscription,
    an_estimate,
    an_issued_invoice,
    an_offer,
)
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
PAGE, UPDATE = "billing:estimate:page", "billing:estimate:update"
POLLS = 'hx-trigger="every 2s"'
ASKS = 'hx-post="/billing/estimate/update/?on=" hx-trigger="load"'


@pytest.fixture(autouse=True)
def _at_noon(db: None) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def some_lines(cast: Cast, *nets: str, customer: str = "Baker", **fields: Any) -> list[Line]:
    held_by = a_customer(partner=cast.partner, name=customer)
    offer = an_offer(title=fields.pop("title", f"Suite of {customer}"))
    return [
        Line(
            subscription=a_subscription(customer=held_by, price=offer), net=net, tax="1", **fields
        )
        for net in nets
    ]


def test_the_billing_page_says_what_is_unbilled_for_whom_and_for_what(cast: Cast) -> None:
    lines = some_lines(cast, "100.00", "50.00") + some_lines(cast, "25.00", customer="Carrier")
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)

    page = words(cast.owner.get(reverse("billing:overview")))

    assert "Next billing date 15 Dec 2026, estimated EUR 175.00 before tax so far." in page
    assert "What is unbilled of 16 Nov – 15 Dec 2026, if nothing else happens until then." in page
    assert "It is not final and can change until the invoice, which will be dated 15 Dec" in page
    assert "As of 23 Nov 2026, 02:15 UTC." in page
    assert "EUR 178.00" in page
    assert page.index("Baker") < page.index("Carrier")
    assert '<rect width="17%"' in page
    assert 'href="/billing/estimate/?group=product&amp;currency=EUR"' in page


def test_each_currency_has_its_sums_and_its_own_lines(cast: Cast) -> None:
    stream = "one_time"
    an_estimate(partner=cast.partner, lines=some_lines(cast, "10.00"), on=TODAY, stream=stream)
    dollars = some_lines(cast, "20.00", customer="Dyer")
    an_estimate(partner=cast.partner, lines=dollars, on=TODAY, stream=stream, currency="USD")

    overview = words(cast.owner.get(reverse("billing:one_time")))
    own = words(cast.owner.get("/billing/one-time/estimate/"))
    other = words(cast.owner.get("/billing/one-time/estimate/?currency=USD"))

    assert "EUR 10.00" in overview
    assert "USD 20.00" in overview
    assert "which will be there by 8 Dec 2026" in overview
    assert "Baker" in own
    assert "Dyer" not in own
    assert "Dyer" in other
    assert '<a href="?currency=USD" aria-current="page"' in other


def test_the_lines_are_found_grouped_and_paged(cast: Cast) -> None:
    lines = some_lines(cast, *["1.00"] * 60) + some_lines(cast, "7.00", customer="Carrier")
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)

    first = cast.owner.get(reverse(PAGE))
    found = cast.owner.get(reverse(PAGE), {"search": "carrier", "group": "product"})

    assert len(first.context["table"].page) == 50
    assert [group.total.label for group in first.context["table"].groups] == ["Baker"]
    assert first.context["table"].groups[0].total.net.amount == 60
    assert [row.net.amount for group in found.context["table"].groups for row in group.rows] == [7]
    assert "Export the lines found (CSV)" in words(found)


def test_a_line_is_explained_as_its_invoice_will_explain_it(cast: Cast) -> None:
    told = {
        "rule": "license.full",
        "because": "cycle",
        "inputs": {"quantity": 1, "price": "4.00", "sign": 1},
        "steps": [{"formula": "4.00 × 1", "value": "4.00"}],
        "notes": [],
    }
    lines = some_lines(cast, "4.00", unit_price="4.00", explanation=told)
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)
    address = reverse("billing:estimate:line", args=["EUR", 1])

    page = words(cast.owner.get(address))
    unfolded = words(cast.owner.get(address, HTTP_HX_REQUEST="true"))
    folded = words(cast.owner.get(address, {"fold": ""}, HTTP_HX_REQUEST="true"))

    for shown in (page, unfolded):
        assert "4.00 × 1" in shown
        assert "You and the supplier are in the same country (Netherlands)" in shown
    assert "Line 1, EUR" in page
    assert 'aria-expanded="true"' in unfolded
    assert 'aria-expanded="false"' in folded
    assert "4.00 × 1" not in folded


def test_a_line_that_takes_another_back_or_refunds_it_leads_to_it(cast: Cast) -> None:
    invoice = an_issued_invoice(partner=cast.partner, lines=some_lines(cast, "48.00"))
    issued = str(invoice.charges.get().pk)
    reversal = {"rule": "correction", "because": "correction", "inputs": {"reversed": issued}}
    refund = {
        "rule": "adjustment.offset",
        "because": "offset",
        "inputs": {"offsets": issued, "reason": "Outage", "amount": "5", "sign": -1},
    }
    lines = [
        *some_lines(cast, "-48.00", explanation={**reversal, "steps": [], "notes": []}),
        *some_lines(cast, "-5.00", explanation={**refund, "steps": [], "notes": []}),
    ]
    an_estimate(partner=cast.partner, lines=lines, on=TODAY)

    pages = [
        words(cast.owner.get(reverse("billing:estimate:line", args=["EUR", position])))
        for position in (1, 2)
    ]

    leads = f'href="{reverse("billing:line", args=[invoice.number, 1])}"'
    assert [f"Takes back</dt><dd><a {leads}" in page for page in pages] == [True, False]
    assert [f"Refund of</dt><dd><a {leads}" in page for page in pages] == [False, True]
    assert "Outage" in pages[1]


def test_what_was_never_asked_for_asks_by_itself_and_then_waits(cast: Cast) -> None:
    before = words(cast.owner.get(reverse(PAGE)))
    asked = cast.owner.post(f"{reverse(UPDATE)}?on=", HTTP_HX_REQUEST="true")
    polled = words(cast.owner.get(reverse("billing:estimate:status")))
    shown = words(cast.owner.get(reverse(PAGE)))

    assert ASKS in before
    assert "Not worked out yet." in before
    assert Estimate.objects.get().asked_at == NOON
    for answer in (words(asked), polled, shown):
        assert POLLS in answer
        assert "Being worked out" in answer
        assert ASKS not in answer


def test_once_it_is_there_the_page_fetches_it(cast: Cast) -> None:
    an_estimate(partner=cast.partner, lines=some_lines(cast, "4.00"), on=TODAY)

    polled = words(cast.owner.get(reverse("billing:estimate:status"), {"on": "overview"}))
    page = words(cast.owner.get(reverse(PAGE)))

    fetches = 'hx-get="" hx-trigger="load" hx-select="#estimate" hx-target="#estimate"'
    assert fetches in polled
    assert POLLS not in polled
    assert fetches not in page
    assert 'id="estimate"' in page


@pytest.mark.parametrize(("on", "back"), [("overview", "/billing/"), ("", "/billing/estimate/")])
def test_without_javascript_the_button_leads_back_with_a_word(
    on: str, back: str, cast: Cast
) -> None:
    answer = cast.owner.post(f"{reverse(UPDATE)}?on={on}")
    page = words(cast.owner.get(answer["Location"]))

    assert (answer.status_code, answer["Location"]) == (302, back)
    assert "Reload this page in a few seconds to see it." in page
    assert f'action="/billing/estimate/update/?on={on}"' in page


def test_an_older_estimate_stays_and_says_why_it_is_older(cast: Cast) -> None:
    lines = some_lines(cast, "4.00")
    an_estimate(partner=cast.partner, lines=lines, on=TODAY, error="A price is missing.")

    page = words(cast.owner.get(reverse(PAGE)))

    assert "Not up to date: what is shown is older, as of 23 Nov 2026, 02:15 UTC" in page
    assert "A price is missing." in page
    assert "Try again" in page
    assert "EUR 4.00" in page


def test_one_that_never_worked_says_what_to_do(cast: Cast) -> None:
    an_estimate(partner=cast.partner, on=TODAY, made_at=None, error="A price is missing.")

    for address in (reverse(PAGE), reverse("billing:overview")):
        page = words(cast.owner.get(address))

        assert "The estimate could not be worked out" in page
        assert "A price is missing." in page
        assert "Your supplier has to mend it" in page


def test_an_empty_estimate_says_that_nothing_is_unbilled(cast: Cast) -> None:
    for stream, address in (("recurring", PAGE), ("one_time", "billing:one_time_estimate:page")):
        an_estimate(partner=cast.partner, on=TODAY, stream=stream)

        assert "Nothing is unbilled" in words(cast.owner.get(reverse(address)))


def test_nobody_sees_the_estimate_of_another_partner(cast: Cast) -> None:
    an_estimate(partner=cast.partner, lines=some_lines(cast, "4321.00"), on=TODAY)

    for address in (reverse(PAGE), reverse("billing:overview")):
        assert "4,321.00" not in words(cast.stranger.get(address))
    line = cast.stranger.get(reverse("billing:estimate:line", args=["EUR", 1]))
    assert line.status_code == 404


def test_an_estimate_of_a_period_that_is_over_is_not_shown(cast: Cast) -> None:
    an_estimate(partner=cast.partner, lines=some_lines(cast, "4321.00"), on=date(2026, 11, 15))

    page = words(cast.owner.get(reverse(PAGE)))

    assert "4,321.00" not in page
    assert "Not worked out yet." in page


@pytest.mark.parametrize("address", [PAGE, "billing:overview"])
def test_the_number_of_queries_does_not_grow_with_the_estimate(address: str, cast: Cast) -> None:
    an_estimate(partner=cast.partner, lines=some_lines(cast, "1.00"), on=TODAY)
    cast.owner.get(reverse(address))
    queries = queries_of(cast.owner, reverse(address))
    Estimate.objects.all().delete()
    many = [line for n in range(9) for line in some_lines(cast, "1.00", "2.00", customer=f"C{n}")]
    an_estimate(partner=cast.partner, lines=many, on=TODAY)

    assert queries_of(cast.owner, reverse(address)) == queries
