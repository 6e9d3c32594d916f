"""What the supplier grants outside any price: goodwill, debits, and refunds of issued lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.numbers import list_currencies
from django.db import transaction
from django.utils.translation import gettext as _

from billing.engine.streams import STREAMS
from billing.models import Adjustment, ChargeRecord
from billing.queries.refunds import refundable
from billing.services.adjustment_checks import NotGranted, checked_amount, checked_reason
from customers.models import Partner
from partnercenter import audit, localize
from partnercenter.errors import Refused
from partnercenter.models import User


class AlreadyGranted(Refused):
    """The very same was granted before; twice is mostly a mistake."""

    code = "already_granted"


class NotRefundable(Refused):
    """The line has nothing, or not so much, that could be given back."""

    code = "not_refundable"


class AlreadyWithdrawn(Refused):
    """An adjustment is withdrawn once."""

    code = "already_withdrawn"


@transaction.atomic
def grant(
    *,
    partner: Partner,
    stream: str,
    currency: str,
    amount: Decimal,
    reason: str,
    applies_on: date,
    at: datetime,
    by: User | None = None,
) -> Adjustment:
    """Put an amount on the partner's next invoice of the stream and currency (domain 7).

    ``amount`` is before tax, negative when the partner gets it. It waits for the first invoice
    whose period ends on or after ``applies_on`` (UTC); where nothing else is billed in the
    currency, it makes a document of its own. Raises NotGranted and AlreadyGranted.
    """
    if stream not in STREAMS or currency not in list_currencies():
        raise NotGranted(_("Choose a kind of invoice and a currency that exist."))
    Partner.objects.select_for_update().get(pk=partner.pk)
    granted = Adjustment(
        partner=partner,
        stream=stream,
        currency=currency,
        amount=checked_amount(amount, currency),
        reason=checked_reason(reason),
        applies_on=applies_on,
        granted_at=at,
        granted_by=by,
    )
    return _kept(granted, "adjustment.granted", at, by)


@transaction.atomic
def offset(
    *,
    line: ChargeRecord,
    amount: Decimal | None = None,
    reason: str,
    applies_on: date,
    at: datetime,
    by: User | None = None,
) -> Adjustment:
    """Refund an issued line, wholly unless a positive ``amount`` before tax is given.

    The refund stands on the next invoice of the line's stream and currency whose period ends on
    or after ``applies_on``, and in the reconciliation file of the line (domain 4.1). Raises
    NotRefundable, NotGranted and AlreadyGranted.
    """
    Partner.objects.select_for_update().get(pk=line.invoice.partner_id)
    invoice = line.invoice
    if not invoice.is_issued:
        raise NotRefundable(_("Only a line of an issued document can be refunded."))
    if line.adjustment_id:
        raise NotRefundable(_("An adjustment is not refunded but withdrawn."))
    if line.net <= 0:
        raise NotRefundable(_("This line charges nothing, so there is nothing to refund."))
    left = refundable(line)
    if not left:
        raise NotRefundable(_("Everything that was charged here was given back already."))
    wanted = left.amount if amount is None else checked_amount(amount, invoice.currency)
    if not 0 < wanted <= left.amount:
        raise NotRefundable(
            _("Of this line, at most %(left)s before tax can be refunded.")
            % {"left": localize.money(left)}
        )
    granted = Adjustment(
        partner_id=invoice.partner_id,
        stream=invoice.stream,
        currency=invoice.currency,
        amount=-wanted,
        reason=checked_reason(reason),
        applies_on=applies_on,
        line=line,
        granted_at=at,
        granted_by=by,
    )
    return _kept(granted, "adjustment.offset", at, by)


@transaction.atomic
def withdraw(*, adjustment: Adjustment, at: datetime, by: User | None = None) -> Adjustment:
    """Owe the adjustment no longer; the next invoice takes back what was billed of it.

    Raises AlreadyWithdrawn.
    """
    Partner.objects.select_for_update().get(pk=adjustment.partner_id)
    held = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    if held.withdrawn_at is not None:
        raise AlreadyWithdrawn(
            _("It was withdrawn on %(day)s already.") % {"day": localize.day(held.withdrawn_at)}
        )
    held.withdrawn_at, held.withdrawn_by = at, by
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record(held, "adjustment.withdrawn", at, by)
    return held


def _kept(granted: Adjustment, act: str, at: datetime, by: User | None) -> Adjustment:
    same = Adjustment.objects.filter(
        partner=granted.partner_id,
        stream=granted.stream,
        currency=granted.currency,
        amount=granted.amount,
        reason=granted.reason,
        applies_on=granted.applies_on,
        line=granted.line_id,
        withdrawn_at=None,
    ).first()
    if same is not None:
        raise AlreadyGranted(
            _("The same was granted on %(day)s. To grant it once more, give another reason.")
            % {"day": localize.moment(same.granted_at)}
        )
    granted.save()
    _record(granted, act, at, by)
    return granted


def _record(adjustment: Adjustment, act: str, at: datetime, by: User | None) -> None:
    line = adjustment.line
    audit.record(
        act,
        adjustment,
        at=at,
        by=by,
        partner_id=adjustment.partner_id,
        adjustment=adjustment.pk,
        stream=adjustment.stream,
        applies_on=adjustment.applies_on,
        **({"line": f"{line.invoice} / {line.position}"} if line else {}),
    )
