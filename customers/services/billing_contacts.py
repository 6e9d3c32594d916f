"""Who is told that an invoice is ready, beside the partner's own admins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import BillingContact, Partner
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User


class KnownContact(Refused):
    """The address is on the list already."""

    code = "known_contact"


@transaction.atomic
def add(
    *, partner: Partner, name: str, email: str, at: datetime, by: User | None = None
) -> BillingContact:
    """Let an address be told from the next invoice on; raises KnownContact."""
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    if held.billing_contacts.filter(email__iexact=email).exists():
        raise KnownContact(_("%(email)s is on the list already.") % {"email": email})
    contact = BillingContact.objects.create(partner=held, name=name.strip(), email=email)
    audit.record("billing_contact.added", contact, at=at, by=by, partner_id=held.pk)
    return contact


@transaction.atomic
def remove(*, contact: BillingContact, at: datetime, by: User | None = None) -> None:
    """Tell an address no more."""
    audit.record("billing_contact.removed", contact, at=at, by=by, partner_id=contact.partner_id)
    contact.delete()
