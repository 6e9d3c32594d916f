"""What is told of an act before it is done: invoice by invoice, and what recurs otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from billing.engine.charges import Charge
from billing.engine.rhythms import Recurring
from partnercenter.money import Money, total
from partnercenter.periods import Period


@dataclass(frozen=True, slots=True)
class Line:
    """A charge by the subscription's name; ``because`` is the code of its reason."""

    subscription: str
    charge: Charge

    @property
    def unit_price(self) -> Money:
        return Money(self.charge.unit_price, self.charge.amount.currency)

    @property
    def because(self) -> str:
        return str(self.charge.explanation.get("because", ""))


@dataclass(frozen=True, slots=True)
class Coming:
    """One coming invoice: the lines that come and go by the act, its net without and with it.

    Nets are of the subscriptions that the act lets cost something else; ``on`` is the earliest date it can bear.
    """

    on: date
    period: Period
    come: tuple[Line, ...]
    go: tuple[Line, ...]
    before: Money
    after: Money
    credit: Money
    charge: Money

    @property
    def difference(self) -> Money:
        return self.after - self.before

    @property
    def differs(self) -> bool:
        return bool(self.come or self.go)


@dataclass(frozen=True, slots=True)
class Stream:
    """What changes in one stream and currency: the coming invoices, and what recurs otherwise."""

    stream: str
    currency: str
    ahead: tuple[Coming, ...]
    recurring: tuple[Recurring, ...]

    @property
    def next_invoice(self) -> Coming:
        """The invoice that the act changes first, or the next one when it changes none."""
        return next((one for one in self.ahead if one.differs), self.ahead[0])

    @property
    def credit_now(self) -> Money:
        """What the act itself gives back on that invoice, negative or nothing."""
        return self.next_invoice.credit

    @property
    def charge_now(self) -> Money:
        """What the act itself charges on that invoice."""
        return self.next_invoice.charge

    @property
    def before(self) -> Money:
        """All coming invoices without the act."""
        return total((one.before for one in self.ahead), self.currency)

    @property
    def after(self) -> Money:
        """All coming invoices with the act."""
        return total((one.after for one in self.ahead), self.currency)

    @property
    def difference(self) -> Money:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act changes: by stream and currency, and in words what cannot be foreseen."""

    streams: tuple[Stream, ...]
    metered: tuple[str, ...]
    unforeseen: tuple[str, ...]

    @property
    def costs_nothing(self) -> bool:
        return not any(one.differs for stream in self.streams for one in stream.ahead)
