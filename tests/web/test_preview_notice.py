"""The first page tells what the coming month's lists change, to those who may see them."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from customers.queries.people import actor_for
from partnercenter.periods import month_of
from partnercenter.roles import Role
from pricing.queries import previews as questions
from pricing.services import planned, previews
from tests.builders import a_partner, a_user, an_offer

pytestmark = pytest.mark.django_db


def this_month() -> date:
    return month_of(timezone.now().astimezone(UTC).date()).start


def next_month() -> date:
    return month_of(this_month()).end


def a_preview() -> None:
    """Publish a coming list with one price changed and one removed, and one in another currency."""
    offers = [an_offer(month=this_month()) for _ in range(3)]
    an_offer(month=this_month(), currency="CHF")
    at = timezone.now()
    for offer, price in zip(offers[:2], (Decimal(5), None), strict=True):
        planned.plan(
            availability=offer.availability, from_month=next_month(), unit_price=price, at=at
        )
    (run,) = previews.request_due(on=at.date(), at=at)
    previews.perform(run=run, at=at)


def home(role: Role) -> str:
    client = Client()
    client.force_login(a_user(partner=a_partner(), role=role))
    return client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("role", [Role.SALES_AGENT, Role.BILLING_ADMIN])
def test_what_changes_is_told_with_a_link(role: Role) -> None:
    a_preview()

    shown = home(role)

    month = date_format(next_month(), "YEAR_MONTH_FORMAT")
    words = f"Price lists for {month} are published as a preview: 0 new, 1 changed, 1 removed."
    assert words in shown
    assert f'<a href="{reverse("pricing:price_lists")}">Open the price lists</a>' in shown


def test_it_is_not_told_to_roles_that_see_no_lists_nor_before_there_are_any() -> None:
    assert "as a preview" not in home(Role.SALES_AGENT)

    a_preview()

    assert "as a preview" not in home(Role.HELPDESK_AGENT)


def test_it_is_one_question_and_ends_with_the_month(django_assert_num_queries: Any) -> None:
    a_preview()
    actor = actor_for(a_user(partner=a_partner(), role=Role.SALES_AGENT))

    with django_assert_num_queries(1):
        coming = questions.coming(actor, on=this_month())

    assert coming == questions.Coming(next_month(), new=0, changed=1, removed=1)
    assert questions.coming(actor, on=next_month()) is None
