"""The demo world is whole, ties to the cent, and is loaded once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from billing.demo import world
from billing.models import Adjustment, BillingRun, ChargeRecord, Invoice, NumberSeries
from billing.queries.file_sums import file_sums
from billing.queries.verification import verify
from billing.services import runs
from customers.models import Customer, Partner, Subscription
from tests.journeys.conftest import TODAY


def test_it_has_what_a_newcomer_looks_for(demo_world: Path) -> None:
    partners = Partner.objects.all()

    assert {p.country for p in partners} >= {"NL", "DE", "FR", "GB", "CH", "NO", "US", "PL"}
    assert len({p.billing_day for p in partners}) == len(partners)
    assert Customer.objects.count() >= 100
    months = Invoice.objects.filter(partner__mpn_id="4390127", stream="recurring").count()
    assert months >= 14
    assert Invoice.objects.filter(document_type="credit_note").exists()


def test_some_use_came_late_and_a_plan_lost_its_credit_for_some_days(demo_world: Path) -> None:
    late = ChargeRecord.objects.filter(explanation__because="late_usage")
    october = ChargeRecord.objects.filter(billing_type="plan", period_start=date(2026, 10, 1))

    assert {str(line.period) for line in late} == {"2026-09-01 to 2026-09-30"}
    assert {line.recognised_on for line in late} == {date(2026, 10, 9)}
    earned = october.values_list("explanation__inputs__earned_credit_percent", flat=True)
    assert set(earned) == {"0", "15"}


def test_it_shows_goodwill_a_refund_something_withdrawn_and_something_waiting(
    demo_world: Path,
) -> None:
    lines = ChargeRecord.objects.exclude(adjustment=None).order_by(
        "invoice__issued_on", "position"
    )

    said = [(str(line.invoice.issued_on), line.charge_type, f"{line.net:.2f}") for line in lines]
    refunded = lines.get(charge_type="Offset a line item").adjustment
    assert said == [
        ("2026-05-15", "Adjustment", "-90.00"),
        ("2026-06-15", "Adjustment", "90.00"),
        ("2026-07-15", "Adjustment", "-120.00"),
        ("2026-07-15", "Adjustment", "35.00"),
        ("2026-09-15", "Offset a line item", f"{refunded and refunded.amount:.2f}"),
    ]
    assert refunded
    assert refunded.line
    assert refunded.line.net == -refunded.amount
    waiting = Adjustment.objects.get(charges=None)
    assert (str(waiting.amount), waiting.applies_on) == ("-45.5000", TODAY)


def test_a_provider_names_its_resellers_and_an_exempt_partner_pays_no_vat(
    demo_world: Path,
) -> None:
    named = Subscription.objects.exclude(reseller_mpn_id="").select_related("customer__partner")
    exempt = Partner.objects.get(tax_exemptions__certificate="VR-2026-00417")
    invoices = Invoice.objects.issued().filter(partner=exempt).order_by("issued_on")

    assert {(s.customer.partner.kind, s.reseller_mpn_id) for s in named} == {
        ("indirect_provider", "5120318"),
        ("indirect_provider", "5120774"),
    }
    rules = [invoice.tax_decision["rule"] for invoice in invoices]
    assert rules == sorted(rules)
    assert set(rules) == {"domestic", "exempt"}


def test_every_invoice_ties_to_its_files(demo_world: Path) -> None:
    differing = [i.number for i in Invoice.objects.issued() if not file_sums(i).ties]

    assert differing == []


def test_every_line_and_total_is_derived_again(demo_world: Path) -> None:
    for invoice in Invoice.objects.issued():
        assert verify(invoice).differences == (), invoice.number


def test_every_number_from_one_on_was_given(demo_world: Path) -> None:
    for series in NumberSeries.objects.all():
        given = Invoice.objects.filter(number__startswith=series.code).values_list(
            "number", flat=True
        )
        counted = sorted(int(number.removeprefix(series.code)) for number in given)
        assert counted == list(range(1, series.last + 1))


def test_running_everything_again_says_nothing_more(demo_world: Path) -> None:
    before = Invoice.objects.count()
    again = BillingRun.objects.order_by("-period_start")[:18]

    for run in again:
        assert runs.perform(run=run, at=run.finished_at) == []

    assert Invoice.objects.count() == before


def test_it_is_loaded_into_an_empty_database_only(demo_world: Path) -> None:
    with pytest.raises(world.AlreadyThere):
        world.load(today=TODAY, say=lambda done, of, what: None)
