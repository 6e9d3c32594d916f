"""What is registered or accepted today shifts the tax from the next cycle on, never before."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.documents.sheet import sheet_of
from billing.models import Invoice
from billing.queries.explanations import tax_words
from billing.queries.verification import verify
from billing.services import estimates
from customers.models import ExemptionKind, OnlineCheck, Partner
from customers.services import partners, tax_exemptions, tax_registrations
from tests.billing.scenes import FIRST, SECOND, THIRD, a_customer_of, a_licence, billed

pytestmark = pytest.mark.django_db
SUBMITTED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
IN_OCTOBER = datetime(2026, 10, 18, 9, 0, tzinfo=UTC)


def a_partner_of(country: str, **fields: Any) -> Partner:
    customer = a_customer_of(country, **{"profile_confirmed_at": SUBMITTED, **fields})
    a_licence(customer)
    return customer.partner


def exempted(partner: Partner, at: datetime, jurisdiction: str = "NL") -> None:
    tax_exemptions.accept_exemption(
        partner=partner,
        kind=ExemptionKind.VAT,
        jurisdiction=jurisdiction,
        certificate="VR-2026-118",
        valid_from=partners.next_cycle(partner, on=at.date()),
        valid_until=None,
        at=at,
    )


def taxed(invoice: Invoice) -> tuple[str, str, Decimal]:
    invoice.refresh_from_db()
    decision = invoice.tax_decision
    return decision["rule"], decision["category"], invoice.tax


def test_the_invoice_before_stays_without_the_id_and_the_next_one_carries_it() -> None:
    partner = a_partner_of("DE")
    (before,) = billed(partner)
    next_cycle = partners.next_cycle(partner, on=SUBMITTED.date())

    tax_registrations.register(
        partner=partner, number="DE136695976", valid_from=next_cycle, at=SUBMITTED
    )
    (of_the_open_cycle,) = billed(partner, SECOND)
    (of_the_next_cycle,) = billed(partner, THIRD)

    assert next_cycle == THIRD.start
    for invoice in (before, of_the_open_cycle):
        assert (taxed(invoice)[0], invoice.buyer["vat_number"]) == ("no_vat_number", "")
    assert taxed(of_the_next_cycle)[0] == "reverse_charge"
    assert of_the_next_cycle.buyer["vat_number"] == "DE136695976"


def test_an_id_of_account_setup_shifts_the_charge_of_the_first_invoice() -> None:
    partner = a_partner_of("DE", profile_confirmed_at=None)

    tax_registrations.register(
        partner=partner,
        number="DE136695976",
        valid_from=partner.enrolled_on,
        at=IN_OCTOBER,
        nothing_billed=True,
    )
    (invoice,) = billed(partner)

    assert taxed(invoice) == ("reverse_charge", "AE", Decimal(0))
    assert invoice.buyer["vat_number"] == "DE136695976"


def test_an_id_that_turned_out_invalid_shifts_nothing_and_is_not_printed() -> None:
    partner = a_partner_of("DE")
    registration = tax_registrations.register(
        partner=partner,
        number="DE136695976",
        valid_from=partners.next_cycle(partner, on=IN_OCTOBER.date()),
        at=IN_OCTOBER,
    )
    registration.online = OnlineCheck.INVALID
    registration.save()

    (invoice,) = billed(partner, SECOND)

    assert (taxed(invoice)[0], invoice.buyer["vat_number"]) == ("no_vat_number", "")


def test_an_exemption_takes_the_tax_off_from_the_next_cycle_on() -> None:
    partner = a_partner_of("NL")
    exempted(partner, IN_OCTOBER)

    (before,) = billed(partner, FIRST)
    (after,) = billed(partner, SECOND)

    assert taxed(before)[:2] == ("domestic", "S")
    assert taxed(after) == ("exempt", "E", Decimal(0))
    assert after.gross == after.net
    assert after.tax_decision["exemption"] == "VR-2026-118"
    assert sheet_of(after).tax_words == "Exempt from VAT under certificate VR-2026-118"
    assert tax_words(after).startswith("Exempt from VAT under certificate VR-2026-118")
    assert verify(after).differences == ()


def test_the_whole_address_of_the_day_stands_on_the_invoice() -> None:
    partner = a_partner_of("NL")
    partner.address_line2, partner.region = "Gebouw C", "Zuid-Holland"
    partner.save()

    (invoice,) = billed(partner)

    assert invoice.buyer["address_lines"] == [
        "Schiehaven 41",
        "Gebouw C",
        "3024 EC Rotterdam",
        "Zuid-Holland",
        "NL",
    ]


def test_an_exemption_elsewhere_or_from_sales_tax_changes_nothing() -> None:
    partner = a_partner_of("NL")
    exempted(partner, IN_OCTOBER, jurisdiction="BE")
    partner.tax_exemptions.create(
        kind=ExemptionKind.SALES_TAX,
        jurisdiction="NL",
        valid_from=IN_OCTOBER.date(),
        accepted_at=IN_OCTOBER,
    )

    (invoice,) = billed(partner, SECOND)

    assert taxed(invoice)[0] == "domestic"


def test_an_estimate_foresees_the_exemption_and_the_invoice_tells_when_it_did_not() -> None:
    partner = a_partner_of("NL")
    estimate = estimates.make(partner=partner, stream="recurring", at=IN_OCTOBER)
    partner.tax_exemptions.create(
        kind=ExemptionKind.VAT,
        jurisdiction="NL",
        certificate="VR-2026-118",
        valid_from=IN_OCTOBER.date(),
        accepted_at=IN_OCTOBER,
    )

    (invoice,) = billed(partner, FIRST)

    assert estimate.inputs["tax"]["rule"] == "domestic"
    told = {one["name"]: one["after"] for one in invoice.estimated["differences"]}
    assert told["tax exemption"] == "VR-2026-118"
    assert (told["tax rule"], told["tax percent"]) == ("exempt", "0")
