"""VAT ids of partners: registered from a day on, ended, and checked again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import (
    OnlineCheck,
    Partner,
    PartnerState,
    ServiceRequest,
    TaxRegistration,
)
from customers.services import partners, vat_checks, vat_ids
from partnercenter import audit, localize
from partnercenter.errors import Refused
from partnercenter.models import User

ANSWERED = (OnlineCheck.VALID, OnlineCheck.INVALID)


class NotAVatId(Refused):
    """The number is no VAT id of the partner's country, or not a valid one."""

    code = "not_a_vat_id"


class Overlaps(Refused):
    """Another VAT id is valid on one of the days."""

    code = "tax_registrations_overlap"


class StampedBack(Refused):
    """Documents are never re-stamped: a VAT id counts from the cycle after its submission."""

    code = "stamped_back"


@transaction.atomic
def register(
    *,
    partner: Partner,
    number: str,
    valid_from: date,
    at: datetime,
    by: User | None = None,
    request: ServiceRequest | None = None,
    nothing_billed: bool = False,
) -> TaxRegistration:
    """Validate a VAT id and let documents carry it from the day on (included), domain 6.1.

    That is ``partners.next_cycle`` of the submission, which is the request's or today, or a day
    after it. At account setup it may be any day from enrolment on, and a number that was entered
    wrongly is replaced: while the first walk through the billing profile is not done and either
    ``nothing_billed``, as the caller knows, or the partner is in review. The id before ends on
    that day; the same number from the same day is kept once. An online check, where one is
    configured, may refuse the number; its outage does not.
    Raises NotAVatId, StampedBack, and Overlaps when another begins on that day or later.
    """
    found = vat_ids.validated(number.strip(), country=partner.country)
    if found is None:
        raise NotAVatId(
            _("“%(number)s” is not a VAT id of %(country)s: its format or check digit is wrong.")
            % {"number": number, "country": partner.country}
        )
    online = vat_checks.ask(found.number, country=partner.country, at=at)
    if online.state == OnlineCheck.INVALID:
        raise NotAVatId(
            _("The online check says that %(number)s is not valid.") % {"number": found.number}
        )
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    in_review = held.state == PartnerState.IN_REVIEW
    is_setup = held.profile_confirmed_at is None and (nothing_billed or in_review)
    same = held.tax_registrations.filter(number=found.number, valid_from=valid_from)
    if known := same.filter(valid_until=None, request=request).first():
        return known
    _require_not_back(held, valid_from, at, request, is_setup=is_setup)
    replaced = _replaced(held, valid_from) if is_setup else ""
    _end_before(held, valid_from)
    registration = TaxRegistration.objects.create(
        partner=held,
        number=found.number,
        valid_from=valid_from,
        validated_at=at,
        proof="; ".join(filter(None, (found.proof, online.proof)))[: vat_checks.LONGEST_PROOF],
        online=online.state,
        request=request,
    )
    audit.record(
        "tax_registration.registered",
        registration,
        at=at,
        by=by,
        partner_id=held.pk,
        valid_from=valid_from,
        proof=registration.proof,
        online=online.state,
        **({"instead_of": replaced} if replaced else {}),
    )
    return registration


@transaction.atomic
def end(
    *, registration: TaxRegistration, on: date, at: datetime, by: User | None = None
) -> TaxRegistration:
    """Let documents from the day on (included) no longer carry the VAT id.

    Raises StampedBack for a day before today, and Overlaps for one outside its days.
    """
    held = TaxRegistration.objects.select_for_update().get(pk=registration.pk)
    if on < at.date():
        raise StampedBack(_("Documents that were issued keep their VAT id: end it from today on."))
    if on <= held.valid_from or (held.valid_until is not None and on > held.valid_until):
        raise Overlaps(_("%(number)s is not valid until that day.") % {"number": held.number})
    held.valid_until = on
    held.save(update_fields=["valid_until"])
    audit.record(
        "tax_registration.ended", held, at=at, by=by, partner_id=held.partner_id, valid_until=on
    )
    return held


@transaction.atomic
def check_again(
    *, registration: TaxRegistration, at: datetime, by: User | None = None
) -> TaxRegistration:
    """Ask the online check again and keep what it says.

    Without an answer what was known before is kept, and the outage stands in the activity log
    only: otherwise it would revive a number that was found not valid. A number that is no longer valid is not printed on
    documents from now on, nor does it shift the tax.
    """
    held = TaxRegistration.objects.select_for_update().get(pk=registration.pk)
    partner = Partner.objects.get(pk=held.partner_id)
    answer = vat_checks.ask(held.number, country=partner.country, at=at)
    if answer.state in ANSWERED:
        held.validated_at, held.proof = at, answer.proof or held.proof
    if answer.state in ANSWERED or held.online not in ANSWERED:
        held.online = answer.state
    held.save(update_fields=["online", "validated_at", "proof"])
    audit.record(
        "tax_registration.checked",
        held,
        at=at,
        by=by,
        partner_id=held.partner_id,
        online=answer.state,
        proof=answer.proof,
    )
    return held


def _require_not_back(
    partner: Partner,
    valid_from: date,
    at: datetime,
    request: ServiceRequest | None,
    *,
    is_setup: bool,
) -> None:
    submitted_on = request.opened_at.date() if request else at.date()
    earliest = partners.next_cycle(partner, on=submitted_on)
    if is_setup:
        earliest = min(earliest, partner.enrolled_on)
    if valid_from < earliest:
        raise StampedBack(
            _("Earlier documents are never changed: choose a day from %(day)s on.")
            % {"day": localize.day(earliest)}
        )


def _replaced(partner: Partner, valid_from: date) -> str:
    """Remove what was entered at setup for the day or later; return the numbers."""
    entered = partner.tax_registrations.filter(valid_from__gte=valid_from, request=None)
    numbers = ", ".join(entered.order_by("valid_from").values_list("number", flat=True))
    entered.delete()
    return numbers


def _end_before(partner: Partner, valid_from: date) -> None:
    """End the id that is valid on the day; one that begins then or later is in the way."""
    if partner.tax_registrations.filter(valid_from__gte=valid_from).exists():
        raise Overlaps(
            _("Another VAT id is valid from that day or later: end or correct it first.")
        )
    partner.tax_registrations.on(valid_from).update(valid_until=valid_from)
