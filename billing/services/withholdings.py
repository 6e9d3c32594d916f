"""Tax that a partner kept back: accepted on proof, it clears the invoice like a payment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Invoice, Withholding
from billing.services.adjustment_checks import checked_amount
from customers.models import ServiceRequest
from partnercenter import audit, localize
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.money import Money


class NotWithheld(Refused):
    """The invoice cannot be cleared by this amount."""

    code = "not_withheld"


@transaction.atomic
def accept(*, request: ServiceRequest, amount: Decimal, at: datetime, by: User) -> Withholding:
    """Let the amount count as paid on the invoice that the request names (domain 6.2).

    ``amount`` is in the invoice's currency, at most its total, and once for each invoice. The
    invoice is not issued again. Raises NotWithheld and NotGranted.
    """
    issued = Invoice.objects.issued().filter(
        partner_id=request.partner_id, number=request.invoice_number
    )
    invoice = issued.select_for_update(no_key=True).first()
    if invoice is None or invoice.is_credit_note:
        raise NotWithheld(_("The request names no invoice of this partner."))
    if Withholding.objects.filter(invoice=invoice).exists():
        raise NotWithheld(
            _("Tax withheld from %(number)s is accepted already.") % {"number": invoice}
        )
    known = checked_amount(amount, invoice.currency)
    if not 0 < known <= invoice.gross:
        total = localize.money(Money(invoice.gross, invoice.currency))
        raise NotWithheld(
            _("Of %(number)s, more than nothing and at most %(total)s can be withheld.")
            % {"number": invoice, "total": total}
        )
    withheld = Withholding.objects.create(
        invoice=invoice, amount=known, request=request, accepted_at=at, accepted_by=by
    )
    audit.record(
        "withholding.accepted",
        invoice,
        at=at,
        by=by,
        partner_id=invoice.partner_id,
        amount=known,
        currency=invoice.currency,
        request=request.number,
    )
    return withheld
