"""Pages told by where the last one ended: nothing twice, nothing left out, whatever is asked."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, Partner
from partnercenter import keyset
from partnercenter.keyset import Page
from tests.builders import a_customer, a_partner

pytestmark = pytest.mark.django_db
A_PAGE = 3


def named(*names: str) -> Partner:
    partner = a_partner()
    for name in names:
        a_customer(partner=partner, name=name)
    return partner


def paged(partner: Partner, **asked: str) -> Page[Customer]:
    rows = Customer.objects.filter(partner=partner)
    return keyset.page(rows, by=("name", "id"), size=A_PAGE, asked=asked)


def names(page: Page[Customer]) -> str:
    return "".join(customer.name for customer in page.rows)


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_every_row_stands_on_one_page_and_the_way_back_is_the_same() -> None:
    partner = named(*"HGFEDCBA")

    first = paged(partner)
    second = paged(partner, after=first.after)
    third = paged(partner, after=second.after)
    back = paged(partner, before=third.before)
    start = paged(partner, before=back.before)

    assert [names(page) for page in (first, second, third)] == ["ABC", "DEF", "GH"]
    assert [names(page) for page in (back, start)] == ["DEF", "ABC"]
    assert (first.before, third.after, start.before) == ("", "", "")
    assert back.after == second.after


def test_rows_of_one_name_are_told_apart() -> None:
    partner = named(*"BBBBBBB", "A", "C")

    first = paged(partner)
    second = paged(partner, after=first.after)
    third = paged(partner, after=second.after)

    seen = [row.pk for page in (first, second, third) for row in page.rows]
    assert len(set(seen)) == len(seen) == 9
    assert names(first) + names(second) + names(third) == "ABBBBBBBC"
    assert [row.pk for row in paged(partner, before=third.before).rows] == seen[3:6]


def test_the_newest_may_come_first() -> None:
    partner = a_partner()
    for day in (1, 2, 3, 3, 3, 5):
        a_customer(partner=partner, name=str(day), relationship_since=date(2026, 1, day))
    rows, by = Customer.objects.filter(partner=partner), ("relationship_since", "id")

    first = keyset.page(rows, by=by, size=4, asked={}, descending=True)
    second = keyset.page(rows, by=by, size=4, asked={"after": first.after}, descending=True)
    back = keyset.page(rows, by=by, size=2, asked={"before": second.before}, descending=True)

    assert (names(first), names(second), names(back)) == ("5333", "21", "33")


def test_a_row_added_meanwhile_moves_no_page() -> None:
    partner = named(*"BCDEFG")
    first = paged(partner)

    a_customer(partner=partner, name="A")

    assert names(paged(partner, after=first.after)) == "EFG"
    assert names(paged(partner, before=paged(partner, after=first.after).before)) == "BCD"


def test_where_little_is_left_before_the_first_page_is_shown_in_full() -> None:
    partner = named(*"ABCDE")
    beyond_b = cursor("B", "0")

    page = paged(partner, before=beyond_b)

    assert names(page) == "ABC"
    assert page.before == ""


def test_of_nothing_there_is_one_empty_page() -> None:
    assert paged(a_partner()) == Page([], "", "")


@pytest.mark.parametrize(
    "made_up",
    [
        "x",
        "%%%",
        "é",
        "AAAA",
        cursor(),
        cursor("A"),
        cursor("A", "1", "2"),
        cursor("A", "no number"),
        cursor("A\0", "1"),
        cursor("\ud800", "1"),
        cursor(["A"], 1),
        cursor("A", None),
        base64.urlsafe_b64encode(b'{"a": 1}').decode(),
        base64.urlsafe_b64encode(b"[" * 5_000).decode(),
    ],
)
def test_a_cursor_that_nobody_gave_out_counts_as_none(made_up: str) -> None:
    partner = named(*"ABCD")

    assert names(paged(partner, after=made_up)) == "ABC"
    assert names(paged(partner, before=made_up)) == "ABC"


def test_a_number_out_of_reach_is_only_a_place_in_the_list() -> None:
    partner = named(*"ABCD")

    assert names(paged(partner, after=cursor("B", str(10**30)))) == "CD"


def test_a_page_is_one_query_and_enters_the_index_where_it_begins() -> None:
    partner = named(*"ABCD")
    after = paged(partner).after

    with CaptureQueriesContext(connection) as queries:
        paged(partner, after=after)

    assert len(queries) == 1
    assert """"name" >= 'C'""" in queries[0]["sql"]
