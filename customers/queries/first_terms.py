"""How something was bought: the price, length and billing of its first term, whatever came later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from customers.models import Subscription, SubscriptionChange, Term
from partnercenter.periods import DAY
from pricing.engine.activity import Action
from pricing.models import Price


@dataclass(frozen=True, slots=True)
class FirstTerm:
    """``months`` is 0 for good; the price is kept until the day (included), None for good."""

    price: Price
    frequency: str
    months: int
    until: date | None


def with_terms(held: QuerySet[Subscription]) -> QuerySet[Subscription]:
    """Fetch along what ``first_term`` reads; the number of queries does not grow with the rows."""
    terms = Term.objects.select_related("price__availability__sku__product").order_by("number")
    changes = SubscriptionChange.objects.order_by("sequence")
    return held.select_related("base").prefetch_related(
        Prefetch("terms", terms),
        Prefetch("changes", changes),
        Prefetch("base__terms", Term.objects.order_by("number")),
    )


def first_term(held: Subscription) -> FirstTerm | None:
    """Return the first term that has a day; None of trials, and of what is by use."""
    terms = [term for term in held.terms.all() if term.starts_on < term.ends_on]
    if not terms:
        return None
    first = terms[0]
    months = _months(held, terms) if first.cycle_months else 0
    until = first.ends_on - DAY if held.term_months else None
    return FirstTerm(first.price, first.frequency, months, until)


def _months(held: Subscription, terms: list[Term]) -> int:
    """Return for how many months it was bought; a renewal as planned may have changed them.

    A first term that a change of the billing frequency cut short was as long as the next one;
    an add-on is bought for the rest of its base's term.
    """
    first, *later = terms
    if not later:
        return held.term_months
    cut = {one.on for one in held.changes.all() if one.action == Action.SET_FREQUENCY}
    if first.ends_on in cut:
        return _length(later[0])
    above = held.base.terms.all() if held.base else ()
    whole = [term for term in above if term.starts_on <= first.starts_on < term.ends_on]
    return _length(whole[-1] if whole else first)


def _length(term: Term) -> int:
    since = max(term.starts_on, term.anchored_on)
    return (term.ends_on.year - since.year) * 12 + term.ends_on.month - since.month
