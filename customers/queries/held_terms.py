"""The terms of a subscription with their guaranteed prices, and which term will come next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from customers.models import Status, Subscription, SubscriptionChange, Term
from customers.queries import price_answers as answers
from customers.queries.price_answers import Guarantee
from partnercenter.periods import Period, add_months
from pricing.engine.activity import Action
from pricing.models import Price


@dataclass(frozen=True, slots=True)
class Held:
    """A subscription with its timeline and its terms, in order; terms without days left out."""

    subscription: Subscription
    changes: Sequence[SubscriptionChange]
    guarantees: tuple[Guarantee, ...]

    @property
    def last(self) -> Guarantee:
        """Return the last term that was written down."""
        return self.guarantees[-1]

    @property
    def stopped_on(self) -> date | None:
        """Return the first day without it, once it was cancelled or has expired."""
        return next((c.on for c in self.changes if c.action in answers.STOPS), None)

    @property
    def renews(self) -> bool:
        """Whether a term is followed by another: of an add-on, only as long as its base goes on."""
        held, base = self.subscription, self.subscription.base
        goes_on = base is None or (base.status != Status.DELETED and base.auto_renew)
        return held.auto_renew and held.term_months > 0 and goes_on

    def coming_term(self, day: date) -> Period:
        """Return the term in which a day after the last one lies, as renewals will write it."""
        anchor, end = self.last.anchored_on, self.last.days.end
        before = (end.year - anchor.year) * 12 + end.month - anchor.month
        months = self.subscription.term_months
        for step in count(1):
            following = add_months(anchor, before + step * months)
            if day < following:
                break
            end = following
        return Period(end, following)


def of(subscription: Subscription, changes: Sequence[SubscriptionChange]) -> Held:
    """Return the terms of a subscription, in two queries."""
    return Held(subscription, changes, tuple(_guarantees(subscription, changes)))


def _guarantees(
    subscription: Subscription, changes: Sequence[SubscriptionChange]
) -> Iterator[Guarantee]:
    terms = list(subscription.terms.order_by("number"))
    wanted = Price.objects.filter(pk__in={term.price_id for term in terms})
    prices = {row.pk: answers.priced(row) for row in answers.with_editions(wanted)}
    converted = {change.on for change in changes if change.action == Action.SET_FREQUENCY}
    renewals = 0
    for term in terms:
        because = _because(term, subscription, converted)
        renewals += because == answers.RENEWAL
        if term.starts_on < term.ends_on:
            yield Guarantee(
                number=term.number,
                days=Period(term.starts_on, term.ends_on),
                because=because,
                renewal=renewals,
                cycle_months=term.cycle_months,
                anchored_on=term.anchored_on,
                price=prices[term.price_id],
            )


def _because(term: Term, subscription: Subscription, converted: Collection[date]) -> str:
    if term.number > 1:
        return answers.CONVERSION if term.starts_on in converted else answers.RENEWAL
    return answers.ADD_ON if subscription.base_id else answers.PURCHASE
