"""Staff ask again about a VAT id and end an exemption."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import OnlineCheck, TaxExemption
from customers.services.vat_checks import Answer
from partnercenter.periods import DAY
from tests.builders import a_partner, a_tax_registration


def says_no(number: str, *, country: str, at: datetime) -> Answer:
    """What ``VAT_CHECKER`` names here."""
    return Answer(OnlineCheck.INVALID, f"register, {number}, not known")


def test_a_vat_id_is_checked_again_where_a_register_can_be_asked(
    boss: Client, settings: Any
) -> None:
    registration = a_tax_registration(partner=a_partner())
    page = reverse("admin:customers_taxregistration_change", args=[registration.pk])

    without = boss.get(page).content.decode()
    settings.VAT_CHECKER = "tests.admin.test_tax_acts.says_no"
    asked = boss.get(page).content.decode()
    boss.post(reverse("admin:customers_taxregistration_check", args=[registration.pk]))

    registration.refresh_from_db()
    assert "Check online again" in asked
    assert "Check online again" not in without
    assert (registration.online, registration.proof) == (
        "invalid",
        "register, NL004170520B01, not known",
    )


def test_an_exemption_ends_on_a_day_to_come(boss: Client) -> None:
    today = timezone.now().date()
    exemption = TaxExemption.objects.create(
        partner=a_partner(),
        kind="vat",
        jurisdiction="NL",
        certificate="VR-2026-118",
        valid_from=date(2026, 1, 1),
        accepted_at=timezone.now(),
    )
    end = reverse("admin:customers_taxexemption_end", args=[exemption.pk])

    refused = boss.post(end, {"on": str(today - DAY)}, follow=True)
    exemption.refresh_from_db()
    assert exemption.valid_until is None
    boss.post(end, {"on": str(today + DAY)})

    exemption.refresh_from_db()
    assert "Documents that were issued are never changed" in refused.content.decode()
    assert exemption.valid_until == today + DAY
