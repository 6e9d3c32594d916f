"""Changes one fact of an agreement, as time or a correction might, and tells what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from billing.engine.bill import bill
from billing.engine.differences import Difference, changed, differences, marks
from billing.engine.facts import Agreement
from billing.engine.inputs import everything
from partnercenter.periods import Period
from pricing.engine.activity import Action, Event
from pricing.engine.terms import Terms


def named(before: Agreement, after: Agreement, period: Period) -> list[Difference]:
    """What is told of the subjects whose bill is another one, as a run tells it."""
    bills = [marks(bill([one], period, [])) for one in (before, after)]
    currencies = bills[0].keys() | bills[1].keys()
    subjects = {name for currency in currencies for name in changed(*bills, currency)}
    tellings = (everything([one], period, [], [], only=subjects) for one in (before, after))
    return differences(*tellings)


def terms_changed(agreement: Agreement, **fields: object) -> Agreement:
    return replace(agreement, terms=replace(agreement.terms, **fields))  # type: ignore[arg-type]


def activity_changed(agreement: Agreement, **fields: object) -> Agreement:
    return replace(agreement, activity=replace(agreement.activity, **fields))  # type: ignore[arg-type]


@st.composite
def with_another_timeline(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """One event less, or a cancellation more."""
    events = agreement.activity.events
    if len(events) > 1 and draw(st.booleans()):
        return activity_changed(agreement, events=events[:-1])
    last = events[-1]
    if last.action is Action.CANCEL:
        return agreement
    on = last.on + timedelta(days=draw(st.integers(0, 90)))
    cancelled = Event(last.sequence + 1, Action.CANCEL, on, last.quantity)
    return activity_changed(agreement, events=(*events, cancelled))


@st.composite
def with_another_term(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """One term less, or a term at another price."""
    terms = agreement.terms.terms
    if len(terms) > 1 and draw(st.booleans()):
        return terms_changed(agreement, terms=terms[:-1])
    changed = draw(st.integers(0, len(terms) - 1))
    price = replace(terms[changed].price, unit_price=terms[changed].price.unit_price + 1)
    return terms_changed(
        agreement,
        terms=(
            *terms[:changed],
            replace(terms[changed], price=price),
            *terms[changed + 1 :],
        ),
    )


@st.composite
def with_other_use(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """One record less, one twice as high, on another day, or known later."""
    use = list(agreement.activity.consumed)
    if not use:
        return agreement
    changed = draw(st.integers(0, len(use) - 1))
    one = use.pop(changed)
    match draw(st.sampled_from(["gone", "more", "moved", "late"])):
        case "more":
            use.append(replace(one, quantity=one.quantity * 2))
        case "moved":
            use.append(replace(one, on=one.on + timedelta(days=draw(st.integers(-9, 9)))))
        case "late":
            use.append(replace(one, known_on=one.on + timedelta(days=60)))
    return activity_changed(agreement, consumed=tuple(use))


@st.composite
def with_other_prices(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """Another price in one month, another rate in one, or other managed days."""
    terms = agreement.terms
    stretches = list(terms.meters.get("meter", ()))
    number = draw(st.integers(0, max(len(stretches) - 1, 0)))
    match draw(st.sampled_from(["price", "included", "rate", "managed", "unearning"])):
        case "price" if stretches:
            price = stretches[number].price
            price = replace(price, unit_price=price.unit_price + Decimal("0.5"))
            stretches[number] = replace(stretches[number], price=price)
            return terms_changed(agreement, meters={"meter": tuple(stretches)})
        case "included" if stretches:
            price = stretches[number].price
            stretches[number] = replace(
                stretches[number], price=replace(price, included=Decimal(7))
            )
            return terms_changed(agreement, meters={"meter": tuple(stretches)})
        case "rate" if terms.rates:
            rates = list(terms.rates)
            changed = draw(st.integers(0, len(rates) - 1))
            rates[changed] = replace(rates[changed], rate=rates[changed].rate * 2)
            return terms_changed(agreement, rates=tuple(rates))
        case "managed":
            start = terms.anchor + timedelta(days=draw(st.integers(0, 60)))
            return terms_changed(agreement, managed=(Period(start, start + timedelta(days=20)),))
        case "unearning":
            return terms_changed(agreement, unearning=frozenset({"meter"}))
    return agreement


@st.composite
def with_other_rules(draw: st.DrawFn, agreement: Agreement) -> Agreement:
    """Another rule agreed where sources disagree."""
    terms: Terms = agreement.terms
    asked = draw(
        st.sampled_from(
            [
                {"full_credit_days": 3},
                {"annual_rebill_split": "anniversary"},
                {"change_recognition": "at_once"},
                {"late_usage": "true_up"},
                {"earned_credit_percent": "8"},
                {"cancellation": "never"},
                {"year_days": "actual"},
            ]
        )
    )
    if draw(st.booleans()):
        return terms_changed(agreement, settings={**terms.settings, **asked})
    if not terms.proration:
        return agreement
    other = "exact_line" if terms.proration != "exact_line" else "published"
    return terms_changed(agreement, proration=other)
