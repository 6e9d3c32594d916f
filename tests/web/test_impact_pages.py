"""The pages and files of a coming list's impact, read as the partner's people read them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse

from billing.web import impact, impact_files
from partnercenter.periods import add_months
from partnercenter.roles import Role
from tests.builders import (
    AT,
    a_customer,
    a_price_list,
    a_subscription,
    a_user,
)
from tests.web.conftest import Cast, SignIn
from tests.web.impacts import coming, coming_month, read, rows, sold, text_of

pytestmark = pytest.mark.django_db


def test_the_answer_stands_on_top_how_much_for_whom_and_from_when(cast: Cast) -> None:
    one, other = a_customer(partner=cast.partner), a_customer(partner=cast.partner, name="Brouwer")
    a_subscription(customer=a_customer(partner=cast.partner, name="Tuinders"))
    sold(one)
    sold(other, price="2.00", coming="1.95")

    text = read(cast.owner)

    # Twelve times 10 x 1.00 more and 10 x 0.05 less.
    assert "EUR 114.00 more" in text
    assert "for 2 of 3 customers" in text
    for figure in ("EUR 120.00", "EUR \N{MINUS SIGN}6.00"):
        assert figure in text
    assert text.index(one.name) < text.index("Brouwer")


def test_a_customer_unfolds_to_prices_and_until_when_they_are_guaranteed(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner), title="Suite Start")

    text = read(cast.owner)

    until = coming_month() - timedelta(days=1)
    assert f"{until.day} {until:%b %Y}" in text
    for said in ("Suite Start", "4.00", "5.00", "(25%)", "12 charges", "one, a month"):
        assert said in text


def test_search_and_kind_of_change_leave_what_fits_and_can_be_taken_off(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner, name="Bakkerij Noord"))
    sold(a_customer(partner=cast.partner, name="Tuinders 100%"), coming="3.00")

    assert "Tuinders" not in read(cast.owner, search="bakkerij")
    assert "Bakkerij" not in read(cast.owner, search="100%")
    assert "Tuinders" not in read(cast.owner, change="up")
    assert "Bakkerij" not in read(cast.owner, change="down")
    assert "No customer fits" in read(cast.owner, search="bakkerij", change="down")
    assert "Bakkerij" in read(cast.owner, sort="-first", page="7", change="nonsense")


def test_what_cannot_renew_is_warned_of_before_anything_else(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner, name="Bakkerij"), coming=None, title="Suite Old")
    sold(a_customer(partner=cast.partner, name="Tuinders"))

    text = read(cast.owner)

    assert text.index("Cannot renew: no longer offered") < text.index("Change in twelve months")
    assert "Suite Old, Bakkerij" in text


def test_a_list_that_changes_nothing_says_so(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner), coming="4.00")

    text = read(cast.owner)

    assert "This list changes nothing for you" in text
    assert "1 subscription renews at the price it has." in text


def test_a_list_that_was_corrected_leads_to_the_one_that_holds(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner))
    first = coming()
    second = a_price_list(month=coming_month(), edition=2)

    answer = cast.owner.get(reverse("billing:impact", args=[first.pk]))

    assert "This list changes nothing more" in text_of(answer)
    assert reverse("billing:impact", args=[second.pk]) in answer.content.decode()
    for name in ("impact_file", "impact_letters"):
        refused = cast.owner.get(reverse(f"billing:{name}", args=[first.pk]))
        assert refused.status_code == 409


def test_the_file_has_a_row_for_every_month_and_one_for_what_cannot_renew(cast: Cast) -> None:
    customer = a_customer(partner=cast.partner, name="=Bakkerij")
    held = sold(customer, title="Suite Start")
    gone = sold(customer, coming=None, title="Suite Old")

    exact, safe = rows(cast.owner, format="csv"), rows(cast.owner, format="csv_safe")

    assert len(exact) == 13
    assert [row["CustomerName"] for row in (exact[0], safe[0])] == ["=Bakkerij", "'=Bakkerij"]
    of_held = [row for row in exact if row["SubscriptionId"] == str(held.public_id)]
    assert [row["ChargedInMonth"] for row in of_held] == [
        str(add_months(coming_month(), step)) for step in range(12)
    ]
    assert {(row["Difference"], row["OldUnitPrice"], row["NewUnitPrice"]) for row in of_held} == {
        ("10", "4", "5")
    }
    (row,) = (row for row in exact if row["SubscriptionId"] == str(gone.public_id))
    assert (row["Change"], row["CannotRenewOn"], row["ChargedInMonth"]) == (
        "cannot renew",
        str(coming_month()),
        "",
    )


def test_the_file_takes_the_filters_along_and_knows_two_flavours(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner, name="Bakkerij Noord"))
    sold(a_customer(partner=cast.partner, name="Tuinders"), coming="3.00")

    assert {row["CustomerName"] for row in rows(cast.owner, search="noord")} == {"Bakkerij Noord"}
    assert {row["CustomerName"] for row in rows(cast.owner, change="down")} == {"Tuinders"}
    address = reverse("billing:impact_file", args=[coming().pk])
    assert cast.owner.get(address, {"format": "pdf"}).status_code == 404


def test_nothing_of_another_partner_is_told_in_page_or_file(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner, name="Bakkerij Noord"))

    assert "This list changes nothing for you" in read(cast.stranger)
    assert rows(cast.stranger) == []


def test_helpdesk_is_refused_and_a_sales_agent_reads_it(cast: Cast, sign_in: SignIn) -> None:
    sold(a_customer(partner=cast.partner))
    agent = sign_in(a_user(partner=cast.partner, role=Role.SALES_AGENT))

    assert "EUR 120.00 more" in read(agent)
    address = reverse("billing:impact", args=[coming().pk])
    assert cast.helpdesk.get(address).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_customers(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        sold(a_customer(partner=cast.partner, name=f"Customer {number:02d}"))
    address = reverse("billing:impact", args=[coming().pk])
    cast.owner.get(reverse("home"))  # that somebody is there is written down once a minute

    with django_assert_max_num_queries(24):
        text = text_of(cast.owner.get(address, {"sort": "name"}))

    assert "Customer 24" in text
    assert "Customer 25" not in text
    assert "1–25 of 30" in text


def test_a_list_that_was_published_at_another_time_is_chosen_by_its_name(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner))
    other = a_price_list(kind="software", month=coming_month(), published_at=AT)

    answer = cast.owner.get(reverse("billing:impact", args=[coming().pk]))

    assert reverse("billing:impact", args=[other.pk]) in answer.content.decode()


def test_many_letters_are_printed_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (impact, impact_files):
        monkeypatch.setattr(module, "MOST_LETTERS", 1)
    for name in ("Bakkerij", "Tuinders"):
        sold(a_customer(partner=cast.partner, name=name))
    letters = reverse("billing:impact_letters", args=[coming().pk])

    assert "Print 2 letters, some at a time" in read(cast.owner)

    for part, name in (("1", "Bakkerij"), ("2", "Tuinders")):
        (page,) = pypdfium2.PdfDocument(cast.owner.get(letters, {"part": part}).content)
        assert name in page.get_textpage().get_text_range()


def test_a_letter_to_a_customer_without_a_change_is_refused_with_the_reason(cast: Cast) -> None:
    customer = a_customer(partner=cast.partner)
    sold(customer, coming="4.00", erp="4.96")

    address = reverse("billing:impact_letter", args=[coming().pk, customer.public_id])

    answer = cast.owner.get(address)
    assert answer.status_code == 409
    assert "No retail price that" in text_of(answer)


def test_what_costs_nothing_any_more_is_told_as_so_much_less(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner), price="4.00", coming="0.00", erp="0.00")

    text = read(cast.owner)

    # Twelve times ten pieces that cost 4.00 before.
    assert "4.00 0.00 \N{MINUS SIGN}4.00 (\N{MINUS SIGN}100%) \N{MINUS SIGN}480.00" in text
    changes = [Decimal(row["Difference"]) for row in rows(cast.owner)]
    assert (len(changes), sum(changes)) == (12, Decimal(-480))


def test_what_cost_nothing_before_rises_by_no_percentage(cast: Cast) -> None:
    sold(a_customer(partner=cast.partner), price="0.00", coming="4.00")

    assert "0.00 4.00 4.00 480.00" in read(cast.owner)
