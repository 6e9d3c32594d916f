"""Staff ask again about a VAT id and end an exemption."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import OnlineCheck, TaxExemption
from customers.services import partners
from customers.services.vat_checks import Answer
from partnercenter.periods import DAY
from tests.admin.test_partners_and_people import FIELDS, NO_ROWS
from tests.builders import a_partner, a_tax_registration

NEW = "NL863920408B01"


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


def says_nothing(number: str, *, country: str, at: datetime) -> Answer:
    """What ``VAT_CHECKER`` names where the register is out of order."""
    raise TimeoutError


def test_an_outage_is_told_as_one_and_changes_nothing(boss: Client, settings: Any) -> None:
    registration = a_tax_registration(partner=a_partner(), online=OnlineCheck.INVALID)
    settings.VAT_CHECKER = "tests.admin.test_tax_acts.says_nothing"

    answer = boss.post(
        reverse("admin:customers_taxregistration_check", args=[registration.pk]), follow=True
    )

    registration.refresh_from_db()
    assert registration.online == OnlineCheck.INVALID
    assert f"nothing of {registration}" in answer.content.decode()


def test_a_vat_id_is_registered_from_the_next_cycle_and_the_one_before_ends(boss: Client) -> None:
    partner = a_partner(profile_confirmed_at=timezone.now())
    old = a_tax_registration(partner=partner)
    register = reverse("admin:customers_partner_vat-id", args=[partner.pk])
    next_cycle = partners.next_cycle(partner, on=timezone.now().date())

    form = boss.get(register).context["form"]
    back = boss.post(register, {"number": NEW, "valid_from": "2026-01-01"}, follow=True)
    wrong = boss.post(register, {"number": "NL1", "valid_from": str(next_cycle)}, follow=True)
    assert partner.tax_registrations.get() == old
    boss.post(register, {"number": NEW, "valid_from": str(form["valid_from"].value())})

    old.refresh_from_db()
    new = partner.tax_registrations.get(number=NEW)
    assert (old.valid_until, new.valid_from) == (next_cycle, next_cycle)
    assert "Earlier documents are never changed" in back.content.decode()
    assert "is not a VAT id of NL" in wrong.content.decode()


def test_registering_asks_the_online_check(boss: Client, settings: Any) -> None:
    partner = a_partner()
    settings.VAT_CHECKER = "tests.admin.test_tax_acts.says_no"
    register = reverse("admin:customers_partner_vat-id", args=[partner.pk])

    answer = boss.post(register, {"number": NEW, "valid_from": "2100-01-01"}, follow=True)

    assert "The online check says" in answer.content.decode()
    assert not partner.tax_registrations.exists()


def test_a_vat_id_ends_on_a_day_to_come(boss: Client) -> None:
    today = timezone.now().date()
    registration = a_tax_registration(partner=a_partner())
    end = reverse("admin:customers_taxregistration_end", args=[registration.pk])

    refused = boss.post(end, {"on": str(today - DAY)}, follow=True)
    registration.refresh_from_db()
    assert registration.valid_until is None
    boss.post(end, {"on": str(today + DAY)})

    registration.refresh_from_db()
    assert "Documents that were issued keep their VAT id" in refused.content.decode()
    assert registration.valid_until == today + DAY


def test_vat_ids_of_the_past_are_neither_edited_nor_removed_on_the_partners_page(
    boss: Client,
) -> None:
    partner = a_partner()
    registration = a_tax_registration(partner=partner)
    page = reverse("admin:customers_partner_change", args=[partner.pk])
    prefix = "tax_registrations-0"

    shown = boss.get(page).content.decode()
    boss.post(
        page,
        {
            **FIELDS,
            **NO_ROWS,
            "tax_registrations-TOTAL_FORMS": "1",
            "tax_registrations-INITIAL_FORMS": "1",
            f"{prefix}-id": registration.pk,
            f"{prefix}-number": NEW,
            f"{prefix}-valid_from": "2020-01-01",
            f"{prefix}-DELETE": "on",
        },
    )

    partner.refresh_from_db()
    assert partner.legal_name == "Fjordsky AS"
    assert registration.number in shown
    assert f'name="{prefix}-number"' not in shown
    kept = partner.tax_registrations.get()
    assert (kept.number, kept.valid_from) == (registration.number, registration.valid_from)


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
