"""What orders charged or will charge at first, as the engine says it, whatever was billed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from billing.engine.bill import bill
from billing.engine.charges import Charge
from billing.engine.facts import Agreement
from billing.engine.streams import STREAMS
from billing.queries import facts
from billing.queries.problems import EXPECTED
from customers.models import Partner, Subscription
from partnercenter.money import Money, total
from partnercenter.periods import DAY, Period
from pricing.engine.kinds import METERED

# A purchase is charged on its day, of licences on the first of the next month at the latest (A29).
SOON = timedelta(days=31)
PURCHASE = "purchase"


def of_orders(
    partner: Partner, subscriptions: Collection[Subscription]
) -> Mapping[int, tuple[Money, ...]]:
    """Return the first charges of these subscriptions by order, without tax, one for a currency.

    All are the partner's. What is billed by use charges nothing at first. The number of queries
    does not grow with them.
    """
    charges = of_subscriptions(partner, subscriptions)
    found: dict[int, list[Money]] = defaultdict(list)
    for one in subscriptions:
        found[one.order_id] += charges.get(one.pk, [])
    return {order: tuple(_by_currency(amounts)) for order, amounts in found.items()}


def of_subscriptions(
    partner: Partner, subscriptions: Collection[Subscription]
) -> Mapping[int, list[Money]]:
    """Return what each of the partner's subscriptions charged at first, by its key."""
    kinds = {one.pk: one.availability.sku.product.billing_type for one in subscriptions}
    priced = [pk for pk, kind in kinds.items() if kind not in METERED]
    if not priced:
        return {}
    days = [one.starts_on for one in subscriptions]
    whole = Period(min(days), max(days) + SOON + DAY)
    found: dict[int, list[Money]] = defaultdict(list)
    for stream in STREAMS:
        known = facts.of(partner, stream=stream, period=whole, only=priced)
        for agreement in known.agreements:
            found[int(agreement.subject)] += [one.amount for one in _first(agreement)]
    return found


def _first(agreement: Agreement) -> Iterator[Charge]:
    """Yield what the purchase itself charges; nothing where a rate is not known yet."""
    events = agreement.activity.events
    if not events:
        return
    bought_on = events[0].on
    try:
        charges = bill([agreement], Period(bought_on, bought_on + SOON + DAY), ())
    except EXPECTED:
        return
    yield from (one for one in charges if one.explanation.get("because") == PURCHASE)


def _by_currency(amounts: Iterable[Money]) -> Iterator[Money]:
    rows = list(amounts)
    for currency in sorted({row.currency for row in rows}):
        yield total((row for row in rows if row.currency == currency), currency)
