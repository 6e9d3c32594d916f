"""The impact of a coming list over all partners, for staff who may see price lists."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Partner
from partnercenter.periods import add_months
from pricing.models import PriceList
from tests.builders import (
    a_customer,
    a_partner,
    a_price_list,
    a_price_of,
    a_subscription,
    an_offer,
)

pytestmark = pytest.mark.django_db


def coming() -> PriceList:
    return a_price_list(month=add_months(timezone.now().date().replace(day=1), 1))


def renewing(partner: Partner, *, price: str) -> None:
    """Let ten licences at 4.00 renew by the month, from the coming list's first day on."""
    this_month = timezone.now().date().replace(day=1)
    found = an_offer(price="4.00", month=this_month)
    a_price_of(found.availability.sku, price=price, month=coming().month)
    customer = a_customer(partner=partner)
    a_subscription(customer=customer, price=found, quantity=10, on=this_month, term_months=1)


def read(client: Client, **asked: str) -> str:
    answer = client.get(reverse("admin:billing_impact", args=[coming().pk]), asked)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def partners(db: None) -> list[Partner]:
    found = [a_partner("Waterkant Cloud B.V."), a_partner("Haselbrück IT-Dienste GmbH")]
    for partner, price in zip(found, ("5.00", "3.50"), strict=True):
        renewing(partner, price=price)
    return found


def test_staff_read_the_sum_the_months_and_every_partner(
    boss: Client, partners: list[Partner]
) -> None:
    text = read(boss)

    # Twelve times 10 x 1.00 more for one, 10 x 0.50 less for the other: 5.00 a month.
    assert "EUR 2 2" in text
    assert "120.00 \N{MINUS SIGN}60.00 60.00" in text
    assert text.index("Waterkant Cloud B.V.") < text.index("Haselbrück IT-Dienste GmbH")
    assert text.count(" 5.00 ") == 12
    assert "2 partners" in text
    by_name = read(boss, sort="name")
    assert by_name.index("Haselbrück") < by_name.index("Waterkant")


def test_the_file_has_the_lines_of_all_partners(boss: Client, partners: list[Partner]) -> None:
    answer = boss.get(reverse("admin:billing_impact_file", args=[coming().pk]))

    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 24
    assert {row["PartnerName"] for row in rows} == {partner.legal_name for partner in partners}


def test_a_price_list_leads_to_its_impact(boss: Client, partners: list[Partner]) -> None:
    shown = boss.get(reverse("admin:pricing_pricelist_change", args=[coming().pk]))

    hrefs = [tool.href for tool in shown.context["tools"]]
    assert reverse("admin:billing_impact", args=[coming().pk]) in hrefs


def test_a_list_that_is_over_leads_back_with_the_reason(boss: Client) -> None:
    past = a_price_list(month=add_months(coming().month, -3))

    answer = boss.get(reverse("admin:billing_impact", args=[past.pk]), follow=True)

    assert "This price list is over or was corrected" in answer.content.decode()


def test_who_may_not_see_price_lists_may_not_see_their_impact(
    clerk: Callable[..., Client], partners_user: Client, partners: list[Partner]
) -> None:
    for name in ("billing_impact", "billing_impact_file"):
        address = reverse(f"admin:{name}", args=[coming().pk])

        assert clerk("billing.view_supplier").get(address).status_code == 403
        assert clerk("pricing.view_pricelist").get(address).status_code == 200
        assert partners_user.get(address).status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_partners(
    boss: Client, partners: list[Partner], django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        renewing(a_partner(), price="4.20")
    address = reverse("admin:billing_impact", args=[coming().pk])

    with django_assert_max_num_queries(22):
        assert boss.get(address).status_code == 200
