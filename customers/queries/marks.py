"""How a subscription and all that follows it stand, as a mark: whether anything changed since."""

from __future__ import annotations

import hashlib

from django.db.models import OuterRef, Q, QuerySet, Subquery

from customers.models import Subscription, SubscriptionChange, Term

# What a person is shown before an act, and what the act builds upon.
SHOWN = (
    "name",
    "status",
    "quantity",
    "frequency",
    "term_months",
    "auto_renew",
    "availability",
    "reseller_mpn_id",
    "base__status",
    "base__auto_renew",
    "renewal_plan__quantity",
    "renewal_plan__frequency",
    "renewal_plan__term_months",
    "last_event",
    "last_term",
    "term_until",
    "price",
)


def around(held: Subscription) -> QuerySet[Subscription]:
    """Return the subscription, all of its order, and their add-ons, by key."""
    return Subscription.objects.filter(
        Q(pk=held.pk) | Q(order=held.order_id) | Q(base__order=held.order_id) | Q(base=held.pk)
    ).order_by("pk")


def mark(held: Subscription) -> str:
    """Return what tells two moments apart at which anything ``around`` stood otherwise (SHA-256).

    Ids are left out, as what an act buys has another one each time it is tried.
    """
    changes = SubscriptionChange.objects.filter(subscription=OuterRef("pk")).order_by("-sequence")
    terms = Term.objects.filter(subscription=OuterRef("pk")).order_by("-number")
    rows = around(held).annotate(
        last_event=Subquery(changes.values("sequence")[:1]),
        last_term=Subquery(terms.values("number")[:1]),
        term_until=Subquery(terms.values("ends_on")[:1]),
        price=Subquery(terms.values("price")[:1]),
    )
    shown = [tuple(map(str, row)) for row in rows.values_list(*SHOWN)]
    return hashlib.sha256(repr(shown).encode()).hexdigest()
