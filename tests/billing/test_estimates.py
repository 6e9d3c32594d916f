"""The estimate of the open period is its bill, worked out and not billed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.models import BillingRun, ChargeRecord, Estimate, EstimateLine, Invoice, Supplier
from billing.services import estimates
from customers.models import Subscription, SubscriptionChange, Term
from pricing.models import Price
from tests.billing.conftest import Nudges
from tests.billing.scenes import (
    FIRST,
    NOVEMBER,
    SECOND,
    a_customer_of,
    a_licence,
    a_meter,
    a_plan,
    a_purchase,
    billed,
    early_on,
    use,
)
from tests.builders import a_price_of, a_tax_registration

pytestmark = pytest.mark.django_db
DAY_9 = datetime(2026, 11, 9, 2, 15, tzinfo=UTC)


def lines(estimate: Estimate) -> list[tuple[str, str, str, str]]:
    """The lines as (charge type, dates, net, tax), in their order."""
    return [
        (line.charge_type, str(line.period), f"{line.net:.2f}", f"{line.tax:.2f}")
        for line in estimate.lines.order_by("currency", "position")
    ]


def test_an_estimate_has_the_lines_and_the_tax_that_the_invoice_will_have() -> None:
    customer = a_customer_of()
    a_licence(customer, price="4.00", quantity=10)
    plan, meter = a_plan(customer), a_meter("0.10", "0.12")
    use(plan, meter, "100", on=date(2026, 10, 31))

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)

    assert (estimate.period, estimate.made_at, estimate.asked_at) == (FIRST, DAY_9, None)
    assert lines(estimate) == [
        ("Assess usage fee for current cycle", "2026-10-10 to 2026-10-31", "10.00", "2.10"),
        ("Prorate fees when purchase", "2026-10-20 to 2026-11-19", "40.00", "8.40"),
    ]
    line = estimate.lines.get(position=2)
    assert line.texts["customer"] == customer.name
    assert line.explanation["rule"] == "license.full"
    assert line.money.currency == "EUR"


def test_nothing_is_billed_or_renewed_by_an_estimate() -> None:
    customer = a_customer_of()
    licence = a_licence(customer, on=date(2026, 10, 20), term_months=1)
    a_price_of(licence.availability.sku, price="5.00", month=NOVEMBER)
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=at)

    assert estimate.period == SECOND
    assert [line[2] for line in lines(estimate)] == ["40.00", "50.00"]
    assert Term.objects.count() == 1
    assert SubscriptionChange.objects.count() == 1
    assert Subscription.objects.get().status == "active"
    assert not ChargeRecord.objects.exists()
    assert not Invoice.objects.exists()
    assert not BillingRun.objects.exists()


def test_what_expires_by_the_day_is_told_and_not_written() -> None:
    customer = a_customer_of()
    licence = a_licence(customer, on=date(2026, 10, 20), term_months=1, auto_renew=False)
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=at)

    told = Estimate.objects.get(pk=estimate.pk).inputs["told"][str(licence.pk)]
    assert told["event 2"] == "expire 2026-11-20 10"
    licence.refresh_from_db()
    assert licence.status == "active"
    assert licence.changes.count() == 1


def test_making_it_again_replaces_its_lines() -> None:
    customer = a_customer_of()
    a_licence(customer, price="4.00")
    estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)
    a_licence(customer, price="2.00", on=date(2026, 11, 10))

    again = DAY_9 + timedelta(days=1)
    estimate = estimates.make(partner=customer.partner, stream="recurring", at=again)

    assert Estimate.objects.get() == estimate
    assert estimate.made_at == again
    assert sorted(line[2] for line in lines(estimate)) == ["20.00", "40.00"]
    assert EstimateLine.objects.count() == 2


def test_charges_of_a_period_not_billed_yet_count_until_it_is_billed(
    nudges: Nudges, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    customer = a_customer_of()
    a_licence(customer, price="4.00")
    at = early_on(date(2026, 11, 16))

    early = estimates.make(partner=customer.partner, stream="recurring", at=at)
    with django_capture_on_commit_callbacks(execute=True):
        billed(customer.partner)
    early.refresh_from_db()
    late = estimates.make(partner=customer.partner, stream="recurring", at=at)

    assert early.asked_at == at
    assert ("billing.make_next_estimate", {}) in nudges
    assert [line[1] for line in lines(late)] == ["2026-11-20 to 2026-12-19"]
    assert late.period == SECOND


def test_each_currency_and_stream_is_estimated_by_itself() -> None:
    customer = a_customer_of()
    a_licence(customer)
    a_purchase(customer, on=date(2026, 11, 3), price="615.00")
    abroad = a_purchase(customer, on=date(2026, 11, 3), price="10.00")
    Subscription.objects.filter(pk=abroad.pk).update(currency="USD")
    abroad.availability.currency = "USD"
    abroad.availability.save()

    estimate = estimates.make(partner=customer.partner, stream="one_time", at=DAY_9)

    assert str(estimate.period) == "2026-11-01 to 2026-11-30"
    found = estimate.lines.order_by("currency").values_list("currency", "position", "net", "tax")
    assert list(found) == [
        ("EUR", 1, Decimal("615.0000"), Decimal("129.1500")),
        ("USD", 1, Decimal("10.0000"), Decimal("2.1000")),
    ]


def test_the_tax_is_of_the_day_that_the_invoice_will_bear() -> None:
    customer = a_customer_of("DE")
    a_licence(customer, price="4.00", quantity=10)
    registration = a_tax_registration(
        partner=customer.partner, number="DE136695976", since=date(2026, 11, 12)
    )
    registration.validated_at = DAY_9
    registration.save()

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)

    assert [line[3] for line in lines(estimate)] == ["0.00"]
    assert estimate.inputs["tax"]["rule"] == "reverse_charge"


def test_the_supplier_rounds_the_tax_of_an_estimate_as_of_an_invoice() -> None:
    customer = a_customer_of()
    Supplier.objects.update(tax_rounding="line")
    for price in ("4.66", "4.92"):
        a_licence(customer, price=price, quantity=1)

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)

    assert sorted(line[3] for line in lines(estimate)) == ["0.98", "1.03"]


def test_a_missing_price_is_told_and_the_older_lines_stay() -> None:
    customer = a_customer_of()
    plan, meter = a_plan(customer), a_meter("0.10", title="Compute hours")
    use(plan, meter, "100", on=date(2026, 10, 31))
    older = estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)
    use(plan, meter, "1", on=date(2026, 11, 2))

    failed = estimates.make(
        partner=customer.partner, stream="recurring", at=DAY_9 + timedelta(hours=40)
    )

    assert failed.error.startswith("Compute hours was used on 2026-11-02, but no price list")
    assert (failed.pk, failed.made_at, failed.asked_at) == (older.pk, DAY_9, None)
    assert [line[2] for line in lines(failed)] == ["10.00"]

    a_price_of(meter, price="0.12", kind="usage", month=NOVEMBER)
    mended = estimates.make(
        partner=customer.partner, stream="recurring", at=DAY_9 + timedelta(hours=41)
    )

    assert mended.error == ""
    assert [line[2] for line in lines(mended)] == ["10.00", "0.12"]


def test_a_term_that_no_list_prices_is_told() -> None:
    customer = a_customer_of()
    licence = a_licence(customer, on=date(2026, 10, 20), term_months=1)
    Price.objects.filter(valid_from__gte=NOVEMBER).delete()
    at = datetime(2026, 11, 21, tzinfo=UTC)

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=at)

    assert estimate.error.startswith(f"{licence.name} renews on 2026-11-20")
    assert estimate.made_at is None


def test_without_a_supplier_nothing_can_be_taxed() -> None:
    customer = a_customer_of()
    Supplier.objects.all().delete()

    estimate = estimates.make(partner=customer.partner, stream="recurring", at=DAY_9)

    assert estimate.error == "The supplier's name and tax number are not entered yet."


def test_an_unexpected_error_is_raised_and_told_without_its_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customer = a_customer_of()
    estimates.ask(partner=customer.partner, stream="recurring", at=DAY_9)
    monkeypatch.setattr(estimates.estimating.facts, "of", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        estimates.make_next(at=DAY_9)

    estimate = Estimate.objects.get()
    assert estimate.error == "An unexpected error stopped the work; nothing else is affected."
    assert estimate.asked_at is None
