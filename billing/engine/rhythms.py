"""What agreements cost again and again: by the day, and from which day on that changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.engine.facts import Agreement
from partnercenter.money import Money, zero
from pricing.engine.activity import Action, Event
from pricing.engine.cancellation import POLICIES
from pricing.engine.kinds import one_time
from pricing.engine.purchase_rows import cycle_price
from pricing.engine.settings import setting
from pricing.engine.terms import AgreedTerm, Terms

Rhythm = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Recurring:
    """What is charged every so many months from a day on (included), before and after."""

    months: int
    since: date
    before: Money
    after: Money


def recurring(
    before: Sequence[Agreement], after: Sequence[Agreement], *, on: date, until: date
) -> list[Recurring]:
    """Return what recurs otherwise from the first day on which it does; nothing before ``until``.

    Looked at from a day on (included), month lengths one by one, the shortest first.
    """
    for day in _days((*before, *after), on, until):
        old, new = _sums(before, day), _sums(after, day)
        if old != new:
            return [
                Recurring(
                    months,
                    day,
                    old.get((currency, months), zero(currency)),
                    new.get((currency, months), zero(currency)),
                )
                for currency, months in sorted({*old, *new})
                if old.get((currency, months)) != new.get((currency, months))
            ]
    return []


def _days(agreements: Iterable[Agreement], on: date, until: date) -> list[date]:
    """Return every day on which what recurs may change, in order."""
    days = {on}
    for one in agreements:
        days |= {event.on for event in one.activity.events}
        days |= {day for term in one.terms.terms for day in (term.period.start, term.period.end)}
    return sorted(day for day in days if on <= day < until)


def _sums(agreements: Iterable[Agreement], day: date) -> dict[Rhythm, Money]:
    sums: dict[Rhythm, Money] = {}
    for one in agreements:
        term = next((term for term in one.terms.terms if day in term.period), None)
        quantity = _held(one, day)
        if term is None or not term.cycle_months or not quantity:
            continue
        key = (one.terms.currency, term.cycle_months)
        sums[key] = sums.get(key, zero(key[0])) + _cost(one.terms, term, quantity, day)
    return sums


def _held(agreement: Agreement, day: date) -> int:
    """Return how many are paid for on the day, none while it stands still."""
    quantity = 0
    for event in agreement.activity.events:
        if event.on > day:
            break
        quantity = event.quantity
        if event.action in (Action.SUSPEND, Action.CANCEL) and not _runs_on(agreement, event, day):
            quantity = 0
    return quantity


def _runs_on(agreement: Agreement, stopped: Event, day: date) -> bool:
    """Say whether it is charged until its term ends although it was cancelled (domain 4.3)."""
    if agreement.terms.kind != one_time.CODE or stopped.action is not Action.CANCEL:
        return False
    policy = POLICIES[setting(agreement.terms.settings, "cancellation")]
    age = (stopped.on - agreement.activity.events[0].on).days
    used = bool(setting(agreement.terms.settings, "used"))
    if not policy.ends_with_term or policy.gives_whole(age, used=used):
        return False
    return any(stopped.on in term.period and day in term.period for term in agreement.terms.terms)


def _cost(terms: Terms, term: AgreedTerm, quantity: int, day: date) -> Money:
    rates = {rate.rate for rate in terms.rates if day in rate.period}
    rate = next(iter(rates), None) if terms.pricing_currency != terms.currency else None
    price = cycle_price(
        term.price, term.cycle_months, terms.currency, terms.pricing_currency, rate
    )
    return Money(price * quantity, terms.currency)
