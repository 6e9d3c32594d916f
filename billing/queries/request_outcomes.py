"""What a decided request changed: the rows it names, in words, and where they can be looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from billing.engine import calendar
from billing.models import Adjustment, ChargeRecord, Invoice, Withholding
from customers.models import ServiceRequest, TaxExemption, TaxRegistration
from partnercenter import localize
from partnercenter.money import Money
from partnercenter.periods import Period


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row that a decision made; ``invoice`` is the document that shows it, where one does."""

    what: str
    key: int
    words: str
    detail: str
    invoice: Invoice | None = None
    line: ChargeRecord | None = None


def outcomes_of(request: ServiceRequest) -> list[Outcome]:
    """Return what the request changed, in the order in which it was done."""
    found = (RESOLVERS[one["what"]](request, one["key"]) for one in request.outcome)
    return [outcome for outcome in found if outcome is not None]


def _registration(request: ServiceRequest, key: int) -> Outcome | None:
    made = TaxRegistration.objects.filter(pk=key, partner=request.partner).first()
    if made is None:
        return None
    day = localize.day(made.valid_from)
    words = _("VAT id %(number)s, valid from %(day)s") % {"number": made.number, "day": day}
    first = calendar.next_billing_date(request.partner.billing_day, on=made.valid_from)
    return Outcome("tax_registration", key, words, _first_invoice(localize.day(first)))


def _exemption(request: ServiceRequest, key: int) -> Outcome | None:
    made = TaxExemption.objects.filter(pk=key, partner=request.partner).first()
    if made is None:
        return None
    if made.valid_until:
        days = localize.period(Period(made.valid_from, made.valid_until))
    else:
        days = _("from %(day)s") % {"day": localize.day(made.valid_from)}
    words = _("Exemption %(what)s, %(days)s") % {"what": made, "days": days}
    first = calendar.next_billing_date(request.partner.billing_day, on=made.valid_from)
    return Outcome("tax_exemption", key, words, _first_invoice(localize.day(first)))


def _first_invoice(day: str) -> str:
    told = _(
        "The invoice of %(day)s is the first that it counts for; earlier ones stay as they are."
    )
    return told % {"day": day}


def _adjustment(request: ServiceRequest, key: int) -> Outcome | None:
    made = Adjustment.objects.filter(pk=key, partner=request.partner).first()
    if made is None:
        return None
    amount = localize.money(-made.money)
    words = _("Credit of %(amount)s before tax: %(reason)s") % {
        "amount": amount,
        "reason": made.reason,
    }
    said = ChargeRecord.objects.filter(adjustment=made, reverses=None)
    line = said.exclude(invoice__number=None).select_related("invoice").first()
    if line is None:
        return Outcome("adjustment", key, words, _("It stands on the next invoice."))
    detail = _("It stands on %(number)s.") % {"number": line.invoice}
    return Outcome("adjustment", key, words, detail, line.invoice, line)


def _withholding(request: ServiceRequest, key: int) -> Outcome | None:
    found = Withholding.objects.filter(pk=key, request=request)
    made = found.select_related("invoice").first()
    if made is None:
        return None
    amount = localize.money(Money(made.amount, made.invoice.currency))
    words = _("%(amount)s of %(number)s counts as paid: tax withheld") % {
        "amount": amount,
        "number": made.invoice,
    }
    detail = _("The invoice itself is not issued again.")
    return Outcome("withholding", key, words, detail, made.invoice)


RESOLVERS: dict[str, Callable[[ServiceRequest, int], Outcome | None]] = {
    "tax_registration": _registration,
    "tax_exemption": _exemption,
    "adjustment": _adjustment,
    "withholding": _withholding,
}
