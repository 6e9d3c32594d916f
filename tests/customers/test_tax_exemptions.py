"""Exemptions: accepted for days to come, one of a kind at a time, and ended."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError

from customers.models import ExemptionKind, Partner, TaxExemption
from customers.services import tax_exemptions
from customers.services.tax_exemptions import ExemptionsOverlap, NoSuchPlace, NotThen
from partnercenter.models import AuditEntry
from tests.builders import a_partner, a_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NEXT = date(2026, 12, 16)


def accepted(partner: Partner, **fields: Any) -> TaxExemption:
    values = {
        "kind": ExemptionKind.VAT,
        "jurisdiction": "NL",
        "certificate": "VR-2026-118",
        "valid_from": NEXT,
        "valid_until": None,
        "at": NOW,
        **fields,
    }
    return tax_exemptions.accept_exemption(partner=partner, **values)


def test_a_certificate_is_accepted_by_somebody_and_remembered() -> None:
    staff, partner = a_user(is_staff=True), a_partner()

    exemption = accepted(partner, by=staff)

    assert (exemption.accepted_by, exemption.accepted_at) == (staff, NOW)
    assert str(exemption) == "VAT NL VR-2026-118"
    assert AuditEntry.objects.get(act="tax_exemption.accepted").partner_id == partner.pk


def test_it_never_begins_before_the_next_billing_cycle() -> None:
    for early in (date(2026, 11, 19), NOW.date(), date(2026, 12, 15)):
        with pytest.raises(NotThen, match="16 Dec 2026"):
            accepted(a_partner(), valid_from=early)


def test_where_it_holds_is_kept_as_taxes_look_for_it() -> None:
    partner = a_partner()

    assert accepted(partner, jurisdiction=" nl ").jurisdiction == "NL"
    with pytest.raises(ExemptionsOverlap):
        accepted(partner, jurisdiction="NL")


@pytest.mark.parametrize("place", ["", "Holland", "N1", "QQ", "US-", "NL DE"])
def test_it_holds_somewhere(place: str) -> None:
    with pytest.raises(NoSuchPlace, match="US-WA"):
        accepted(a_partner(), jurisdiction=place)


def test_it_holds_for_some_days() -> None:
    with pytest.raises(NotThen):
        accepted(a_partner(), valid_until=NEXT)


def test_two_of_one_kind_and_place_never_overlap() -> None:
    partner = a_partner()
    accepted(partner, valid_until=date(2027, 12, 16))

    with pytest.raises(ExemptionsOverlap, match="VR-2026-118"):
        accepted(partner, valid_from=date(2027, 12, 15))
    with pytest.raises(IntegrityError, match="tax_exemptions_never_overlap"):
        TaxExemption.objects.create(
            partner=partner,
            kind="vat",
            jurisdiction="NL",
            valid_from=date(2027, 1, 1),
            accepted_at=NOW,
        )


def test_others_stand_beside_it() -> None:
    partner = a_partner()
    accepted(partner, valid_until=date(2027, 12, 16))

    accepted(partner, valid_from=date(2027, 12, 16))
    accepted(partner, kind=ExemptionKind.SALES_TAX, jurisdiction="US-WA")
    accepted(a_partner("Haselbrück IT-Dienste GmbH"))

    assert TaxExemption.objects.count() == 4


def test_it_is_ended_from_today_on_at_the_earliest() -> None:
    exemption = accepted(a_partner())
    in_force = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)

    with pytest.raises(NotThen):
        tax_exemptions.end(exemption=exemption, on=NEXT, at=NOW)
    with pytest.raises(NotThen):
        tax_exemptions.end(exemption=exemption, on=date(2026, 12, 19), at=in_force)
    tax_exemptions.end(exemption=exemption, on=in_force.date(), at=in_force)

    exemption.refresh_from_db()
    assert exemption.valid_until == in_force.date()
