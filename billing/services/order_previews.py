"""What an order would say before it is placed: prices kept until when, and what is charged when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from billing.engine.charges import Charge
from billing.queries.effects import Effect
from billing.services.effects import foresee
from customers.models import Customer, Order, Subscription, Term
from customers.services import orders, purchases
from customers.services.purchases import Item
from partnercenter.money import Money, total
from partnercenter.periods import DAY, Period
from pricing.engine.kinds import METERED
from pricing.models import Price


@dataclass(frozen=True, slots=True)
class Charged:
    """One line on a coming invoice; ``invoice_on`` is the earliest date that can bear."""

    invoice_on: date
    stream: str
    charge_type: str
    period: Period
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Invoiced:
    """Everything that one coming invoice charges in one currency; ``total`` is without tax.

    ``on`` is the earliest date it can bear.
    """

    on: date
    stream: str
    charges: tuple[Charged, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One item as it would be bought.

    ``guaranteed_until`` is the last day of its price, included; None of what is by use or for
    good. ``charges`` are those of the coming invoices, the first one first.
    """

    name: str
    price: Price | None
    currency: str
    decision: Mapping[str, object]
    starts_on: date
    guaranteed_until: date | None
    by_use: bool
    charges: tuple[Charged, ...]

    @property
    def first(self) -> Charged | None:
        """The first charge."""
        return self.charges[0] if self.charges else None

    @property
    def invoices(self) -> tuple[Invoiced, ...]:
        """What is charged, invoice by invoice, the first one first."""
        return by_invoice(self.charges)


@dataclass(frozen=True, slots=True)
class ComingInvoice:
    """What the order adds to one coming invoice; ``subtotal`` is without tax."""

    on: date
    period: Period
    subtotal: Money
    stream: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An order as it would be; ``mark`` is that of ``orders.mark``."""

    items: Mapping[UUID, Foreseen]
    invoices: tuple[ComingInvoice, ...]
    first_charges: tuple[Money, ...]
    unforeseen: tuple[str, ...]
    mark: str


def preview(*, customer: Customer, items: Sequence[Item], on: date, at: datetime) -> Preview:
    """Buy the items on the day, bill them ahead as runs will, and undo it all.

    What is told are the very purchases and charges, not a second calculation. Raises NotTakenIn
    when something cannot be bought.
    """
    bought: dict[str, Subscription] = {}
    terms: dict[int, Term] = {}
    marks: list[str] = []

    def act() -> None:
        staged = purchases.stage(customer=customer, items=items, on=on)
        purchases.make(staged=staged, at=at, named=True)
        ids = [item.public_id for item in items]
        made = Subscription.objects.filter(public_id__in=ids).select_related(
            "availability__sku__product"
        )
        bought.update({str(one.pk): one for one in made})
        first = Term.objects.filter(subscription__in=made, number=1)
        terms.update(
            {
                term.subscription_id: term
                for term in first.select_related("price__availability", "price__price_list")
            }
        )
        marks.append(orders.mark(Order.objects.get(subscriptions=next(iter(made)))))

    effect = foresee(act, customer=customer, on=on, at=at)
    charges = charges_of(effect)
    found = {
        one.public_id: _foreseen(one, terms.get(one.pk), charges.get(key, ()))
        for key, one in bought.items()
    }
    return Preview(
        items=found,
        invoices=tuple(_invoices(effect)),
        first_charges=totals(one.first.amount for one in found.values() if one.first),
        unforeseen=effect.unforeseen,
        mark=marks[0],
    )


def charges_of(effect: Effect) -> dict[str, tuple[Charged, ...]]:
    """Return what comes by an act, by the key of the subscription, in order of invoices."""
    found: dict[str, list[Charged]] = {}
    for stream in effect.streams:
        for coming in stream.ahead:
            for line in coming.come:
                found.setdefault(line.charge.subject, []).append(
                    charged(line.charge, stream=stream.stream, invoice_on=coming.on)
                )
    return {key: tuple(sorted(rows, key=_when)) for key, rows in found.items()}


def charged(charge: Charge, *, stream: str, invoice_on: date) -> Charged:
    """Return a charge of the engine as a line of a coming invoice."""
    return Charged(
        invoice_on=invoice_on,
        stream=stream,
        charge_type=charge.charge_type,
        period=charge.period,
        quantity=int(charge.quantity),
        amount=charge.amount,
    )


def by_invoice(charges: Iterable[Charged]) -> tuple[Invoiced, ...]:
    """Return the charges added up by coming invoice, the first one first.

    An invoice is told by its date, stream and currency.
    """
    found: dict[tuple[date, str, str], list[Charged]] = {}
    for one in charges:
        found.setdefault((one.invoice_on, one.stream, one.amount.currency), []).append(one)
    return tuple(
        Invoiced(on, stream, tuple(rows), total((row.amount for row in rows), currency))
        for (on, stream, currency), rows in sorted(found.items(), key=lambda entry: entry[0])
    )


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Return the sum of each currency, by its code."""
    rows = list(amounts)
    currencies = sorted({row.currency for row in rows})
    return tuple(
        total((row for row in rows if row.currency == currency), currency)
        for currency in currencies
    )


def _foreseen(one: Subscription, term: Term | None, charges: Sequence[Charged]) -> Foreseen:
    kind = one.availability.sku.product.billing_type
    return Foreseen(
        name=one.name,
        price=term.price if term else None,
        currency=one.currency,
        decision=one.currency_decision,
        starts_on=one.starts_on,
        guaranteed_until=term.ends_on - DAY if term and one.term_months else None,
        by_use=kind in METERED,
        charges=tuple(charges),
    )


def _invoices(effect: Effect) -> Iterator[ComingInvoice]:
    rows = [
        ComingInvoice(coming.on, coming.period, coming.difference, stream.stream)
        for stream in effect.streams
        for coming in stream.ahead
        if coming.differs
    ]
    return iter(sorted(rows, key=lambda row: (row.on, row.subtotal.currency)))


def _when(row: Charged) -> tuple[date, date]:
    return row.invoice_on, row.period.start
