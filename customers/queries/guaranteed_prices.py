"""The price that a term guarantees on a day, what the list says beside it, and what comes after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from django.db.models import Q

from customers.models import Status, Subscription, SubscriptionChange
from customers.queries import held_terms
from customers.queries import price_answers as answers
from customers.queries.conversion_rates import conversion
from customers.queries.held_terms import Held
from customers.queries.price_answers import After, Beside, Guarantee, Priced, Resolution
from customers.queries.renewals import TRIAL_DAYS
from partnercenter.money import Money
from partnercenter.periods import add_months
from pricing.engine.terms import PricePoint
from pricing.models import Price

Listed = Mapping[tuple[str, date], Priced]


def resolved(
    answer: Resolution, subscription: Subscription, changes: Sequence[SubscriptionChange]
) -> tuple[Resolution, set[date]]:
    """Return the answer for a licence or a purchase, and the days on which its price changes."""
    if subscription.availability.sku.is_trial:
        return _trial(answer, subscription)
    held = held_terms.of(subscription, changes)
    answer = replace(answer, guarantees=held.guarantees)
    days = {one.days.start for one in held.guarantees}
    if not held.guarantees:
        return replace(answer, code=answer.code or answers.UNPUBLISHED), days
    if not subscription.term_months:
        return _for_good(answer, held), days
    if held.stopped_on is None:
        days.add(held.last.days.end)
    return _of_terms(answer, held), days


def _trial(answer: Resolution, subscription: Subscription) -> tuple[Resolution, set[date]]:
    ends_on = subscription.starts_on + timedelta(days=TRIAL_DAYS)
    code = answer.code or (answers.ENDED if answer.on >= ends_on else answers.TRIAL)
    ended_on = answer.ended_on or (ends_on if code == answers.ENDED else None)
    after = After("expires", ends_on, None) if code == answers.TRIAL else None
    answer = replace(answer, code=code, ended_on=ended_on, after=after)
    return answer, {subscription.starts_on, ends_on}


def _for_good(answer: Resolution, held: Held) -> Resolution:
    """A purchase for good has one price, that of its first day."""
    bought = held.guarantees[0]
    listed = _listed({(bought.price.availability_id, answer.on)})
    answer = replace(answer, code=answer.code or answers.FOR_GOOD, guarantee=bought)
    return _with_figures(answer, bought, listed)


def _of_terms(answer: Resolution, held: Held) -> Resolution:
    on, last = answer.on, held.last
    if answer.code == answers.BEFORE:
        return _with_figures(answer, held.guarantees[0], {})
    if answer.code == answers.ENDED:
        return answer
    for term in held.guarantees:
        if on in term.days:
            return _guaranteed(answer, held, term)
    if answer.suspended_on and answer.suspended_on <= last.days.end:
        return replace(answer, code=answers.LAPSED)
    if not held.renews:
        return replace(answer, code=answers.ENDED, ended_on=last.days.end)
    return _renewing(answer, held)


def _guaranteed(answer: Resolution, held: Held, term: Guarantee) -> Resolution:
    renewing = held.subscription.availability.availability_id, term.days.end
    listed = _listed({(term.price.availability_id, answer.on), renewing})
    answer = replace(
        answer,
        code=answers.GUARANTEED,
        guarantee=term,
        after=_after(held, term, listed.get(renewing)),
    )
    return _with_figures(answer, term, listed)


def _renewing(answer: Resolution, held: Held) -> Resolution:
    """A day after the last term that was written down: the list of the renewal decides."""
    term, offer = held.coming_term(answer.on), held.subscription.availability.availability_id
    listed = _listed({(offer, term.start), (offer, term.end)})
    price = listed.get((offer, term.start))
    answer = replace(
        answer,
        code=answers.RENEWS if price else answers.UNPUBLISHED,
        price=price,
        after=After("renews", term.end, listed.get((offer, term.end))),
    )
    if price is None:
        return replace(answer, after=After("renews", term.start, None))
    coming = replace(held.last, days=term, because=answers.RENEWAL, price=price)
    return replace(_with_figures(answer, coming, {}), guarantee=coming)


def _with_figures(answer: Resolution, term: Guarantee, listed: Listed) -> Resolution:
    """Add what a charge cycle comes to, what the list says instead, and the exchange rate."""
    charge = _charge(term.price, term.cycle_months, answer.quantity)
    found = listed.get((term.price.availability_id, answer.on))
    beside = None
    if found:
        other = _charge(found, term.cycle_months, answer.quantity)
        beside = Beside(found, found.unit_price - term.price.unit_price, other - charge)
    return replace(
        answer,
        guarantee=term,
        charge=charge,
        beside=beside,
        priced_in=term.price.unit_price.currency,
        conversion=conversion(
            term.price.unit_price.currency, answer.billed_in, on=_charged_on(term, answer.on)
        ),
    )


def _charged_on(term: Guarantee, day: date) -> date:
    """Return the first day of the charge cycle in which the day lies: its month has the rate."""
    start = term.days.start
    if not term.cycle_months or day < start:
        return start
    for step in count():
        following = add_months(term.anchored_on, (step + 1) * term.cycle_months)
        if day < following:
            return max(start, add_months(term.anchored_on, step * term.cycle_months))
    raise AssertionError


def _charge(price: Priced, months: int, quantity: int) -> Money:
    """Return what a charge cycle of so many months costs; no months are a purchase for good."""
    one, currency = price.unit_price.amount, price.unit_price.currency
    if months:
        one = PricePoint("", one, months=price.months).for_months(months, currency)
    return Money(one, currency) * quantity


def _after(held: Held, term: Guarantee, listed: Priced | None) -> After:
    """Say what happens on the day after a term."""
    following = next((one for one in held.guarantees if one.number > term.number), None)
    if following:
        code = "converted" if following.because == answers.CONVERSION else "renewed"
        return After(code, following.days.start, following.price)
    if held.stopped_on:
        return After("stops", held.stopped_on, None)
    if held.subscription.status == Status.SUSPENDED:
        return After("waits", term.days.end, None)
    if not held.renews:
        return After("expires", term.days.end, None)
    return After("renews", term.days.end, listed)


def _listed(wanted: Collection[tuple[str, date]]) -> Listed:
    """Return the prices of the lists for these offers on these days."""
    asked = Q(pk__in=())
    for offer, day in wanted:
        asked |= Q(availability__availability_id=offer, valid_from__lte=day, valid_until__gt=day)
    rows = answers.with_editions(Price.objects.filter(asked, in_force=True))
    found = [answers.priced(row) for row in rows]
    return {
        (offer, day): price
        for offer, day in wanted
        for price in found
        if price.availability_id == offer and day in price.days
    }
