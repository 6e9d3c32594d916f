"""Exemptions of partners: accepted on a certificate, for days of their own, and ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Partner, ServiceRequest, TaxExemption
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User


class ExemptionsOverlap(Refused):
    """Another certificate of the kind holds there on one of the days."""

    code = "tax_exemptions_overlap"


class NotThen(Refused):
    """The days are none, or begin before the certificate was submitted."""

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

    Usually it begins with ``partners.next_cycle``, never before it was submitted: documents
    that were issued are never re-stamped (domain 6.1). A VAT exemption of the supplier's country
    takes the tax off documents of its days. A sales-tax exemption is recorded only: this
    supplier's table of rates has no sales tax to take off. Raises NotThen and ExemptionsOverlap.
    """
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    submitted_on = request.opened_at.date() if request else at.date()
    if valid_from < submitted_on:
        raise NotThen(
            _("Earlier documents are never changed: choose a day from %(day)s on.")
            % {"day": submitted_on}
        )
    if valid_until is not None and valid_until <= valid_from:
        raise NotThen(_("The exemption must end after the day on which it begins."))
    _require_free(held, kind, jurisdiction, valid_from, valid_until)
    exemption = TaxExemption.objects.create(
        partner=held,
        kind=kind,
        jurisdiction=jurisdiction,
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
