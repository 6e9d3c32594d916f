"""What a partner was billed and when it is due; payments are not recorded in this version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, DecimalField, F, Min, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from billing.engine import calendar
from billing.models import DocumentType, Invoice
from customers.models import Partner
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.periods import DAY

GROSS = DecimalField(max_digits=19, decimal_places=4)
NONE = Value(0, GROSS)
OWED = Case(
    When(document_type=DocumentType.CREDIT_NOTE, then=-F("gross")),
    default=F("gross"),
    output_field=GROSS,
)
# Tax withheld and accepted clears an invoice like a payment (domain 6.2).
STILL_OWED = OWED - Coalesce(F("withholding__amount"), NONE)


@dataclass(frozen=True, slots=True)
class Balance:
    """One currency: what was issued since the last billing date, and what is not yet due.

    Credit notes count with a minus sign in both; tax withheld is no longer due.
    """

    since: date
    issued: Money
    documents: int
    not_yet_due: Money
    next_due_on: date | None


def balances(actor: Actor, *, partner: Partner, on: date) -> list[Balance]:
    """Return one balance for each currency ever billed, ordered by currency."""
    since = calendar.last_billing_date(partner.billing_day, before=on + DAY)
    recent, open_ = Q(issued_on__gte=since), Q(due_on__gte=on)
    rows = (
        Invoice.objects.visible_to(actor)
        .values("currency")
        .annotate(
            issued=Coalesce(Sum(OWED, filter=recent), NONE),
            issued_documents=Count("id", filter=recent),
            not_yet_due=Coalesce(Sum(STILL_OWED, filter=open_), NONE),
            next_due_on=Min("due_on", filter=open_ & Q(document_type=DocumentType.INVOICE)),
        )
        .order_by("currency")
    )
    return [
        Balance(
            since=since,
            issued=Money(row["issued"], row["currency"]),
            documents=row["issued_documents"],
            not_yet_due=Money(row["not_yet_due"], row["currency"]),
            next_due_on=row["next_due_on"],
        )
        for row in rows
    ]
