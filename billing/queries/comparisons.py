"""What an invoice's last estimate said, beside what it came to, read from what was kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from billing.engine.inputs import DOCUMENT
from billing.models import Invoice
from billing.queries.input_words import name_told, values_told
from billing.queries.words import inputs as words
from partnercenter.money import Money


@dataclass(frozen=True, slots=True)
class Named:
    """One input that differs, in words."""

    of: str
    customer: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Amounts before tax, credits negative; ``more`` differences are counted but not kept."""

    made_at: datetime
    estimated: Money
    invoiced: Money
    named: tuple[Named, ...]
    more: int

    @property
    def difference(self) -> Money:
        return self.invoiced - self.estimated

    @property
    def count(self) -> int:
        return len(self.named) + self.more

    @property
    def is_same(self) -> bool:
        return not self.named and not self.difference


def comparison_of(invoice: Invoice) -> Comparison | None:
    """Return how the invoice compares with its last estimate, None when there was none."""
    kept = invoice.estimated
    if not kept:
        return None
    return Comparison(
        made_at=datetime.fromisoformat(kept["made_at"]),
        estimated=Money(Decimal(kept["net"]), invoice.currency),
        invoiced=Money(invoice.net * invoice.sign, invoice.currency),
        named=tuple(_named(one) for one in kept["differences"]),
        more=kept["total"] - len(kept["differences"]),
    )


def _named(said: Mapping[str, str]) -> Named:
    before, after = values_told(said)
    of = str(words.DOCUMENT) if said["subject"] == DOCUMENT else said.get("subscription", "")
    return Named(
        of=of, customer=said.get("customer", ""), what=name_told(said), before=before, after=after
    )
