"""What an act changes of the invoices to come: bills chained without it and with it, compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from billing.engine.bill import bill
from billing.engine.charges import Charge, Key, Said
from billing.engine.facts import Agreement
from partnercenter.money import Money, total
from partnercenter.periods import Period

# A charge for such a reason recurs; every other is made by what happened.
REGULAR = ("cycle", "renewal")


@dataclass(frozen=True, slots=True)
class Change:
    """One bill in one currency: its charges that ``come`` and ``go`` by the act, and its nets."""

    period: Period
    come: tuple[Charge, ...]
    go: tuple[Charge, ...]
    before: Money
    after: Money

    @property
    def differs(self) -> bool:
        return bool(self.come or self.go)


def chained(
    agreements: Sequence[Agreement], periods: Sequence[Period], said: Iterable[Said]
) -> list[list[Charge]]:
    """Return what is billed in each of these consecutive periods, each counting those before.

    Every bill is told what has happened by the end of its period, as a run would be.
    """
    known, bills = list(said), []
    for period in periods:
        told = [known_by(one, period.end) for one in agreements]
        bills.append(bill([one for one in told if one.activity.events], period, known))
        known += [
            Said(f"foreseen {len(bills)}.{number}", charge)
            for number, charge in enumerate(bills[-1])
        ]
    return bills


def known_by(agreement: Agreement, end: date) -> Agreement:
    """Return the agreement with the events before a day (excluded)."""
    events = tuple(event for event in agreement.activity.events if event.on < end)
    return replace(agreement, activity=replace(agreement.activity, events=events))


def changes(
    periods: Sequence[Period], before: Sequence[list[Charge]], after: Sequence[list[Charge]]
) -> dict[str, list[Change]]:
    """Compare bill by bill what is billed without the act and with it, by currency.

    Only the charges of subjects of which some bill differs are compared and added up.
    """
    subjects = differing(before, after)
    rows = [charge for bill in (*before, *after) for charge in bill if charge.subject in subjects]
    return {
        currency: [
            _change(period, _of(subjects, currency, old), _of(subjects, currency, new), currency)
            for period, old, new in zip(periods, before, after, strict=True)
        ]
        for currency in sorted({charge.amount.currency for charge in rows})
    }


def differing(before: Sequence[list[Charge]], after: Sequence[list[Charge]]) -> set[str]:
    """Return the subjects that are billed otherwise."""
    return {
        charge.subject
        for old, new in zip(before, after, strict=True)
        for charge in (*_missing_in(old, new), *_missing_in(new, old))
    }


def at_once(change: Change) -> tuple[Money, Money]:
    """Return what the act itself gives back and charges on a bill: (credit, charge).

    Of each subscription its rows are added up, for a charge taken back and made anew is one
    change (domain 4.6); charges that recur are left out. The credit is negative or nothing.
    """
    nets: dict[str, Money] = defaultdict(lambda: change.before * 0)
    for charge in change.come:
        if charge.explanation.get("because") not in REGULAR:
            nets[charge.subject] += charge.amount
    currency = change.before.currency
    credits = [net for net in nets.values() if net.amount < 0]
    charges = [net for net in nets.values() if net.amount > 0]
    return total(credits, currency), total(charges, currency)


def _of(subjects: Container[str], currency: str, charges: Iterable[Charge]) -> list[Charge]:
    return [
        charge
        for charge in charges
        if charge.amount.currency == currency and charge.subject in subjects
    ]


def _change(period: Period, old: list[Charge], new: list[Charge], currency: str) -> Change:
    return Change(
        period=period,
        come=tuple(_missing_in(old, new)),
        go=tuple(_missing_in(new, old)),
        before=total((charge.amount for charge in old), currency),
        after=total((charge.amount for charge in new), currency),
    )


def _missing_in(rows: Iterable[Charge], others: Iterable[Charge]) -> Iterable[Charge]:
    """Yield the others that are not among the rows, each as often as it is missing."""
    known: Counter[tuple[Key, date]] = Counter((row.key, row.recognised_on) for row in rows)
    for charge in others:
        key = (charge.key, charge.recognised_on)
        if known[key]:
            known[key] -= 1
        else:
            yield charge
