"""Accepting a request: what it asks for is done, and it is completed, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Adjustment, ChargeRecord, Invoice, Supplier
from billing.queries.credits import CREDITS, left_to_credit
from billing.queries.taxation import was_billed
from billing.services import adjustments, withholdings
from billing.services.adjustment_checks import NotGranted
from customers.models import ExemptionKind, RequestKind, ServiceRequest
from customers.services import request_answers, tax_exemptions, tax_registrations
from customers.services.request_steps import locked
from partnercenter import localize
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.money import Money

EXEMPTIONS = {
    RequestKind.VAT_EXEMPTION.value: ExemptionKind.VAT,
    RequestKind.SALES_TAX_EXEMPTION.value: ExemptionKind.SALES_TAX,
}
Accept = Callable[..., ServiceRequest]


class ChangedSince(Refused):
    """The request is not what it was when it was looked at."""

    code = "request_changed_since"


class ExemptsFromNothing(Refused):
    """The supplier charges no tax there."""

    code = "exempts_from_nothing"


class AnotherKind(Refused):
    """The request asks for something else."""

    code = "request_of_another_kind"


@transaction.atomic
def accept_as_seen(
    *, request: ServiceRequest, seen: datetime, accept: Accept, **given: Any
) -> ServiceRequest:
    """Accept a request that last changed at the moment ``seen``, by one of the services below.

    Raises ChangedSince when it was corrected or talked about meanwhile, AlreadyDecided, and what
    the service raises.
    """
    if locked(request).changed_at != seen:
        raise ChangedSince(
            _("%(number)s changed since this page was opened: open it again and look at it.")
            % {"number": request.number}
        )
    return accept(request=request, **given)


@transaction.atomic
def accept_tax_id(
    *,
    request: ServiceRequest,
    number: str,
    valid_from: date,
    text: str,
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Register the tax id from the day on (included) and complete the request (domain 6.1).

    Raises AlreadyDecided, and what ``tax_registrations.register`` raises; then nothing is done.
    """
    held = _of_kind(request, RequestKind.TAX_ID)
    made = tax_registrations.register(
        partner=held.partner,
        number=number,
        valid_from=valid_from,
        at=at,
        by=by,
        request=held,
        nothing_billed=not was_billed(held.partner),
    )
    return _completed(held, text, "tax_registration", made.pk, at, by)


@transaction.atomic
def accept_exemption(
    *,
    request: ServiceRequest,
    jurisdiction: str,
    certificate: str,
    valid_from: date,
    valid_until: date | None,
    text: str,
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Exempt the partner on these days (``valid_until`` excluded) and complete the request.

    Raises AlreadyDecided, ExemptsFromNothing where the supplier charges no VAT, and what
    ``tax_exemptions.accept_exemption`` raises.
    """
    held = _of_kind(request, *EXEMPTIONS)
    _require_effect(EXEMPTIONS[held.kind], jurisdiction)
    made = tax_exemptions.accept_exemption(
        partner=held.partner,
        kind=EXEMPTIONS[held.kind],
        jurisdiction=jurisdiction,
        certificate=certificate,
        valid_from=valid_from,
        valid_until=valid_until,
        at=at,
        by=by,
        request=held,
    )
    return _completed(held, text, "tax_exemption", made.pk, at, by)


@transaction.atomic
def accept_withholding(
    *, request: ServiceRequest, amount: Decimal, text: str, at: datetime, by: User
) -> ServiceRequest:
    """Let the withheld amount clear the invoice and complete the request (domain 6.2).

    Raises AlreadyDecided, NotWithheld and NotGranted.
    """
    held = _of_kind(request, RequestKind.WITHHOLDING)
    made = withholdings.accept(request=held, amount=amount, at=at, by=by)
    return _completed(held, text, "withholding", made.pk, at, by)


@transaction.atomic
def grant_credit(
    *,
    request: ServiceRequest,
    amount: Decimal,
    reason: str,
    applies_on: date,
    text: str,
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Give the positive ``amount`` before tax back on the next invoice (domain 7), and complete.

    A request about a line refunds that line, so that it stands in the line's file; any other is
    an adjustment. ``reason`` is printed on the invoice. All requests about an invoice together
    give back no more than it charged before tax. Raises AlreadyDecided, NotGranted,
    AlreadyGranted and NotRefundable.
    """
    held = _of_kind(request, *CREDITS)
    if amount <= 0:
        raise NotGranted(_("A credit is more than nothing."))
    invoice = Invoice.objects.issued().get(partner_id=held.partner_id, number=held.invoice_number)
    made = _given_back(held, invoice, amount, reason, applies_on, at, by)
    _require_covered(invoice, made)
    return _completed(held, text, "adjustment", made.pk, at, by)


@transaction.atomic
def answer(*, request: ServiceRequest, text: str, at: datetime, by: User) -> ServiceRequest:
    """Answer a question and complete it; raises AlreadyDecided and NotAsked."""
    held = _of_kind(request, RequestKind.BILLING_QUESTION)
    return request_answers.complete(request=held, text=text, at=at, by=by)


def _given_back(
    request: ServiceRequest,
    invoice: Invoice,
    amount: Decimal,
    reason: str,
    applies_on: date,
    at: datetime,
    by: User,
) -> Adjustment:
    if request.line_position is None:
        return adjustments.grant(
            partner=request.partner,
            stream=invoice.stream,
            currency=invoice.currency,
            amount=-amount,
            reason=reason,
            applies_on=applies_on,
            at=at,
            by=by,
        )
    line = ChargeRecord.objects.select_related("invoice").get(
        invoice=invoice, position=request.line_position
    )
    return adjustments.offset(
        line=line, amount=amount, reason=reason, applies_on=applies_on, at=at, by=by
    )


def _require_covered(invoice: Invoice, made: Adjustment) -> None:
    """Refuse what goes beyond the invoice; asked under the partner's lock, which granting took."""
    left = left_to_credit(invoice).amount
    if made.line_id is None:
        left += made.amount
    if left >= 0:
        return
    before = localize.money(Money(max(Decimal(0), left - made.amount), invoice.currency))
    raise NotGranted(
        _("Of %(number)s, at most %(left)s before tax can still be given back.")
        % {"number": invoice, "left": before}
    )


def _require_effect(kind: str, jurisdiction: str) -> None:
    supplier = Supplier.objects.first()
    if kind != ExemptionKind.VAT or supplier is None:
        return
    if jurisdiction.strip().upper() != supplier.country:
        country = localize.country(supplier.country)
        raise ExemptsFromNothing(
            _("You charge VAT in %(country)s only: an exemption elsewhere takes nothing off.")
            % {"country": country}
        )


def _of_kind(request: ServiceRequest, *kinds: str) -> ServiceRequest:
    held = locked(request)
    if held.kind not in kinds:
        raise AnotherKind(_("%(number)s asks for something else.") % {"number": held.number})
    return held


def _completed(
    request: ServiceRequest, text: str, what: str, key: int, at: datetime, by: User
) -> ServiceRequest:
    outcome = [{"what": what, "key": key}]
    return request_answers.complete(request=request, text=text, outcome=outcome, at=at, by=by)
