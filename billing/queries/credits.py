"""How much of an invoice can still be given back by requests."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum

from billing.models import Adjustment, Invoice
from customers.models import RequestKind, ServiceRequest
from partnercenter.money import Money

CREDITS = (RequestKind.CREDIT, RequestKind.CREDIT_AND_REBILL)


def left_to_credit(invoice: Invoice) -> Money:
    """Return what is left of an issued invoice before tax, less than nothing when too much went.

    What went: refunds of its lines, and credits that requests about it were answered with; not
    what was withdrawn. An adjustment that names no invoice is nobody's here.
    """
    decided = ServiceRequest.objects.filter(
        partner=invoice.partner_id, invoice_number=invoice.number, kind__in=CREDITS
    ).values_list("outcome", flat=True)
    keys = {one["key"] for outcome in decided for one in outcome if one["what"] == "adjustment"}
    of_it = Adjustment.objects.filter(Q(pk__in=keys) | Q(line__invoice=invoice), withdrawn_at=None)
    given = of_it.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return Money(invoice.net + given, invoice.currency)
