"""The billing profile of a partner: changed by its Global admin, and confirmed on the first walk."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Partner
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import AuditEntry, User

NO_VAT_ID = "partner.no_vat_id"


class NotComplete(Refused):
    """Something that every invoice needs is missing in the profile."""

    code = "profile_not_complete"


class TaxIdNotAnswered(Refused):
    """Nobody said yet whether there is a VAT id."""

    code = "tax_id_not_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a partner changes by itself; name and location change by service request."""

    registration: str
    address_line1: str
    address_line2: str
    postal_code: str
    city: str
    region: str
    contact_name: str
    contact_email: str
    contact_phone: str
    language: str
    purchase_order: str


@transaction.atomic
def change(*, partner: Partner, profile: Profile, at: datetime, by: User | None = None) -> Partner:
    """Change the profile for documents from now on; what was issued keeps what it says."""
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    changed = {
        name: value for name, value in asdict(profile).items() if getattr(held, name) != value
    }
    if changed:
        for name, value in changed.items():
            setattr(held, name, value)
        held.save(update_fields=list(changed))
        audit.record("partner.profile", held, at=at, by=by, partner_id=held.pk, **changed)
    return held


@transaction.atomic
def say_no_vat_id(*, partner: Partner, at: datetime, by: User | None = None) -> None:
    """Keep in the activity log that the partner has no VAT id, once; one on file stays."""
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    if not _is_answered(held):
        audit.record(NO_VAT_ID, held, at=at, by=by, partner_id=held.pk)


@transaction.atomic
def confirm(*, partner: Partner, at: datetime, by: User | None = None) -> Partner:
    """End the first walk through billing profile, tax id and contacts; later calls change nothing.

    Raises NotComplete while address or contact are missing, and TaxIdNotAnswered.
    """
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    if held.profile_confirmed_at is not None:
        return held
    if not all((held.address_line1, held.city, held.contact_name, held.contact_email)):
        raise NotComplete(_("Address and contact are needed before the profile is confirmed."))
    if not _is_answered(held):
        raise TaxIdNotAnswered(_("Please say whether you have a VAT id: invoices depend on it."))
    held.profile_confirmed_at = at
    held.save(update_fields=["profile_confirmed_at"])
    newest = held.tax_registrations.order_by("valid_from").last()
    vat_id = newest.number if newest else ""
    audit.record(
        "partner.profile_confirmed", held, at=at, by=by, partner_id=held.pk, vat_id=vat_id
    )
    return held


def _is_answered(partner: Partner) -> bool:
    said = AuditEntry.objects.filter(partner_id=partner.pk, act=NO_VAT_ID)
    return partner.tax_registrations.exists() or said.exists()
