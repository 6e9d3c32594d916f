"""An Admin agent changes, plans, lets end and cancels what customers hold, money first; others by role."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from customers.models import RenewalPlan, Status, Subscription
from tests.journeys.conftest import TODAY, sign_in

pytestmark = pytest.mark.browser
AT = "waterkant-cloud.example"


@pytest.fixture(autouse=True)
def the_day_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists and periods are those of the day for which the world was made."""
    monkeypatch.setattr(timezone, "now", lambda: datetime.combine(TODAY, time(10, 0), UTC))


def held(number: int = 0, **fields: object) -> Subscription:
    """A licence of the partner's that stands alone and that nothing else is told of."""
    found = Subscription.objects.filter(
        customer__partner__legal_name__startswith="Waterkant",
        status=Status.ACTIVE,
        frequency="monthly",
        term_months=12,
        auto_renew=True,
        base=None,
        add_ons=None,
        renewal_plan=None,
        availability__sku__product__billing_type="license",
        availability__sku__may_be_changed=True,
        availability__sku__may_be_cancelled=True,
        **{"starts_on__lt": TODAY - timedelta(days=60), "quantity__gte": 5, **fields},
    ).exclude(availability__sku__secondary_type__iexact="trial")
    return found.select_related("customer").order_by("-pk")[number]


def opened(page: Page, subscription: Subscription) -> None:
    """Open the customer, then what it holds."""
    customer = subscription.customer
    page.goto(f"/customers/{customer.public_id}/")
    page.locator(f"#subscription-{subscription.public_id} a.row-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subscription.name)


def test_a_quantity_is_changed_once_and_its_cost_seen_before(page: Page) -> None:
    one = held()
    wanted, events = one.quantity + 2, one.changes.count()
    sign_in(page, f"admin.agent@{AT}")
    opened(page, one)

    page.get_by_role("link", name="Change quantity").click()
    page.get_by_label("New quantity").fill(str(wanted))
    page.get_by_role("button", name="Show what it costs").click()
    expect(page.get_by_text(re.compile("each month instead of"))).to_be_visible()
    expect(page.get_by_role("row", name="Change of this invoice")).to_be_visible()
    assert one.changes.count() == events
    page.get_by_role("button", name="Change quantity").dblclick()

    expect(page.get_by_text(f"Quantity changed from {one.quantity} to {wanted}")).to_be_visible()
    assert one.changes.count() == events + 1


def test_fewer_are_planned_for_the_renewal(page: Page) -> None:
    one = held(1)
    sign_in(page, f"admin.agent@{AT}")
    opened(page, one)

    page.get_by_role("link", name="Plan the renewal").click()
    page.get_by_label("Quantity").fill(str(one.quantity - 1))
    page.get_by_role("button", name="Show what it costs").click()
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    page.get_by_role("button", name="Plan this").click()

    expect(page.locator("main .notice").filter(has_text="Planned for the renewal")).to_be_visible()
    assert RenewalPlan.objects.get(subscription=one).quantity == one.quantity - 1


def test_one_is_left_to_end_with_its_term(page: Page) -> None:
    one = held(2)
    sign_in(page, f"admin.agent@{AT}")
    opened(page, one)

    page.get_by_role("link", name="Switch auto-renew off").click()
    expect(page.get_by_text(re.compile("no more EUR.* each month"))).to_be_visible()
    page.get_by_role("button", name="Switch auto-renew off").click()

    expect(page.get_by_text("No, it ends with its term")).to_be_visible()
    expect(page.get_by_text("Automatic renewal switched off")).to_be_visible()
    one.refresh_from_db()
    assert not one.auto_renew


def test_one_bought_lately_is_cancelled_after_reading_what_comes_back(page: Page) -> None:
    one = held(starts_on__gte=TODAY - timedelta(days=30), starts_on__lt=TODAY, quantity__gte=1)
    sign_in(page, f"admin.agent@{AT}")
    opened(page, one)

    page.get_by_role("link", name="Cancel subscription").click()
    expect(page.get_by_text("everything that was charged for it comes back")).to_be_visible()
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible()
    page.get_by_role("button", name="Cancel subscription").click()

    expect(page.locator("main .badge").first).to_have_text("Cancelled")
    expect(page.get_by_role("link", name="Change quantity")).to_have_count(0)


def test_helpdesk_changes_licences_and_a_billing_admin_the_frequency_but_not_cancels(
    page: Page,
) -> None:
    one = held(3)
    sign_in(page, f"helpdesk.agent@{AT}")
    opened(page, one)
    page.get_by_role("link", name="Change quantity").click()
    page.get_by_label("New quantity").fill(str(one.quantity + 1))
    page.get_by_role("button", name="Show what it costs").click()
    page.get_by_role("button", name="Change quantity").click()
    expect(page.get_by_text("has another quantity from")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, f"billing.admin@{AT}")
    opened(page, one)
    expect(page.get_by_role("link", name="Cancel subscription")).to_have_count(0)
    expect(page.get_by_role("link", name="Change quantity")).to_have_count(0)
    page.get_by_role("link", name="Change billing frequency").click()
    expect(page.get_by_role("row", name="Term until").first).to_be_visible()
    page.get_by_role("button", name="Change billing frequency").click()

    expect(page.get_by_text("Billing frequency changed to annual")).to_be_visible()
