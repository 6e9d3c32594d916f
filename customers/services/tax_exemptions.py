"""Exemptions of partners: accepted on a certificate, for days of their own, and ended."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Partner, ServiceRequest, TaxExemption
from customers.services import partners
from partnercenter import audit, localize
from partnercenter.errors import Refused
from partnercenter.intake import values
from partnercenter.models import User

PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class ExemptionsOverlap(Refused):
    """Another certificate of the kind holds there on one of the days."""

    code = "tax_exemptions_overlap"


class NoSuchPlace(Refused):
    """The jurisdiction is no country, and no country with a state."""

    code = "no_such_jurisdiction"


class NotThen(Refused):
    """The days are none, or begin before the cycle after the certificate's submission."""

    code = "not_then"


@transaction.atomic
def accept_exemption(
    *,
    partner: Partner,
    kind: str,
    jurisdiction: str,
    certificate: str,
    valid_from: date,
    valid_until: date | None,
    at: datetime,
    by: User | None = None,
    request: ServiceRequest | None = None,
) -> TaxExemption:
    """Accept a certificate for the days from ``valid_from`` to ``valid_until`` (excluded).

    It begins with ``partners.next_cycle`` of its submission, which is the request's or today, or
    a day after it: earlier documents are never re-stamped (domain 6.1). ``jurisdiction`` is a
    country's code, or a country and a state such as US-WA, in any case of letters. A VAT exemption of the supplier's country
    takes the tax off documents of its days. A sales-tax exemption is recorded only: this
    supplier's table of rates has no sales tax to take off. Raises NoSuchPlace,
    NotThen and ExemptionsOverlap.
    """
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    submitted_on = request.opened_at.date() if request else at.date()
    earliest = partners.next_cycle(held, on=submitted_on)
    if valid_from < earliest:
        raise NotThen(
            _("Earlier documents are never changed: choose a day from %(day)s on.")
            % {"day": localize.day(earliest)}
        )
    if valid_until is not None and valid_until <= valid_from:
        raise NotThen(_("The exemption must end after the day on which it begins."))
    place = _checked_place(jurisdiction)
    _require_free(held, kind, place, valid_from, valid_until)
    exemption = TaxExemption.objects.create(
        partner=held,
        kind=kind,
        jurisdiction=place,
        certificate=certificate.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        accepted_at=at,
        accepted_by=by,
        request=request,
    )
    audit.record(
        "tax_exemption.accepted",
        exemption,
        at=at,
        by=by,
        partner_id=held.pk,
        valid_from=valid_from,
        valid_until=valid_until or "",
    )
    return exemption


@transaction.atomic
def end(
    *, exemption: TaxExemption, on: date, at: datetime, by: User | None = None
) -> TaxExemption:
    """Let documents from the day on (included) be taxed again.

    Raises NotThen for a day before today or outside its days.
    """
    held = TaxExemption.objects.select_for_update().get(pk=exemption.pk)
    if on < at.date():
        raise NotThen(_("Documents that were issued are never changed: end it from today on."))
    if on <= held.valid_from or (held.valid_until is not None and on > held.valid_until):
        raise NotThen(_("The exemption does not hold until that day."))
    held.valid_until = on
    held.save(update_fields=["valid_until"])
    audit.record(
        "tax_exemption.ended", held, at=at, by=by, partner_id=held.partner_id, valid_until=on
    )
    return held


def _checked_place(jurisdiction: str) -> str:
    """Return it as taxes look for it; differing letters would never match."""
    place = jurisdiction.strip().upper()
    if not PLACE.fullmatch(place) or place[:2] not in values.countries():
        raise NoSuchPlace(_("Write a country such as NL, or a country and a state such as US-WA."))
    return place


def _require_free(
    partner: Partner, kind: str, jurisdiction: str, valid_from: date, valid_until: date | None
) -> None:
    others = partner.tax_exemptions.filter(kind=kind, jurisdiction=jurisdiction)
    others = others.exclude(valid_until__lte=valid_from)
    if valid_until is not None:
        others = others.filter(valid_from__lt=valid_until)
    if found := others.first():
        raise ExemptionsOverlap(
            _("%(exemption)s holds on some of these days already: end it first.")
            % {"exemption": found}
        )
