"""Requests about an invoice: it must be the partner's own, and its line and amount must exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import ChargeRecord, Invoice
from billing.services.adjustment_checks import NotGranted, checked_amount
from customers.models import Partner, RequestKind, RequestState, ServiceRequest
from customers.services import requests
from customers.services.request_checks import Facts, NotAsked
from partnercenter import localize
from partnercenter.attachments import Arriving
from partnercenter.models import User
from partnercenter.money import Money

ENDED = (RequestState.DECLINED, RequestState.WITHDRAWN)


@transaction.atomic
def file(
    *,
    partner: Partner,
    kind: str,
    subject: str,
    text: str,
    facts: Facts,
    files: Sequence[Arriving] = (),
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Open a request, after a look at the invoice that it names (domain 6.2).

    Raises NotAsked as ``requests.open_request`` does, and also when the partner has no such
    invoice or line, when the amount is more than the invoice's total, and when tax withheld from
    the invoice was asked for before; Unacceptable for a file.
    """
    return requests.open_request(
        partner=partner,
        kind=kind,
        subject=subject,
        text=text,
        facts=_known(facts, kind=kind, partner_id=partner.pk),
        files=files,
        at=at,
        by=by,
    )


@transaction.atomic
def refile(
    *,
    request: ServiceRequest,
    text: str,
    facts: Facts,
    files: Sequence[Arriving] = (),
    at: datetime,
    by: User,
) -> ServiceRequest:
    """Correct a request that the supplier asked back about, with the same look.

    Raises what ``file`` raises, AlreadyDecided and NotWaiting.
    """
    known = _known(facts, kind=request.kind, partner_id=request.partner_id, besides=request.pk)
    return requests.resubmit(request=request, text=text, facts=known, files=files, at=at, by=by)


def _known(facts: Facts, *, kind: str, partner_id: int, besides: int | None = None) -> Facts:
    """Return the facts with the invoice's currency; raises NotAsked."""
    number = facts.invoice_number.strip()
    if not number:
        if facts.line_position is not None:
            raise NotAsked(_("Name the invoice that has this line."), field="invoice_number")
        return facts
    issued = Invoice.objects.issued().filter(partner_id=partner_id, number__iexact=number)
    invoice = issued.select_for_update(no_key=True).first()
    if invoice is None:
        words = _("You have no invoice %(number)s. Copy its number from the billing history.")
        raise NotAsked(words % {"number": number[:30]}, field="invoice_number")
    line = facts.line_position
    if line is not None and not ChargeRecord.objects.filter(invoice=invoice, position=line):
        words = _("%(number)s has no line %(line)d.")
        raise NotAsked(words % {"number": invoice, "line": line}, field="line_position")
    if kind == RequestKind.WITHHOLDING:
        _require_once(invoice, besides)
    amount = facts.amount
    return replace(
        facts,
        invoice_number=str(invoice),
        amount=None if amount is None else _checked(amount, invoice),
        currency="" if amount is None else invoice.currency,
    )


def _checked(amount: Decimal, invoice: Invoice) -> Decimal:
    try:
        known = checked_amount(amount, invoice.currency)
    except NotGranted as error:
        raise NotAsked(str(error), field="amount") from error
    if not 0 < known <= invoice.gross:
        total = localize.money(Money(invoice.gross, invoice.currency))
        words = _("The amount is more than nothing and at most %(total)s, the invoice's total.")
        raise NotAsked(words % {"total": total}, field="amount")
    return known


def _require_once(invoice: Invoice, besides: int | None) -> None:
    """Let one request for tax withheld from an invoice stand at a time; its row is locked."""
    if invoice.is_credit_note:
        raise NotAsked(_("Nothing is withheld from a credit note."), field="invoice_number")
    others = ServiceRequest.objects.filter(
        partner_id=invoice.partner_id,
        kind=RequestKind.WITHHOLDING,
        invoice_number=invoice.number,
    ).exclude(state__in=ENDED)
    if found := others.exclude(pk=besides or 0).first():
        raise NotAsked(
            _("%(request)s is about the tax withheld from %(number)s already: go on there.")
            % {"request": found.number, "number": invoice},
            field="invoice_number",
        )
