"""Which inputs differ between two tellings of the same facts, and whose charges differ at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from billing.engine.charges import Charge
from partnercenter.money import trimmed

Told = Mapping[str, str]
Marks = Mapping[str, Mapping[str, str]]

# What a reader asks for first; of a subject that is new or gone, the first name stands for it.
ORDER = (
    "event",
    "amount",
    "tax",
    "term",
    "use",
    "price",
    "rate",
    "managed",
    "unearning",
    "applies_on",
    "reason",
    "offset",
    "setting",
    "proration",
    "currency",
    "pricing_currency",
    "kind",
    "anchor",
    "invoiced",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One input of a subject as it was and as it is; empty where it was or is not there."""

    subject: str
    name: str
    before: str
    after: str


def differences(before: Mapping[str, Told], after: Mapping[str, Told]) -> list[Difference]:
    """Return every input that differs, by subject and then in the order in which people ask.

    A subject that is new or gone is one difference, however many inputs it has.
    """
    found: list[Difference] = []
    for subject in sorted(before.keys() | after.keys(), key=_natural):
        one, other = before.get(subject, {}), after.get(subject, {})
        names = sorted(
            (name for name in one.keys() | other.keys() if one.get(name) != other.get(name)),
            key=_rank,
        )
        if not one or not other:
            del names[1:]
        found += [
            Difference(subject, name, one.get(name, ""), other.get(name, "")) for name in names
        ]
    return found


def marks(charges: Iterable[Charge]) -> dict[str, dict[str, str]]:
    """Return a mark of what each subject is charged, by currency and subject.

    Equal marks mean the same rows, each as often, in whatever order.
    """
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for charge in charges:
        rows[charge.amount.currency, charge.subject].append(_row(charge))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (currency, subject), texts in rows.items():
        found[currency][subject] = mark(sorted(texts))
    return dict(found)


def changed(before: Marks, after: Marks, currency: str) -> set[str]:
    """Return the subjects that are charged something else in the currency."""
    one, other = before.get(currency, {}), after.get(currency, {})
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def mark(texts: Iterable[str]) -> str:
    """Return a few letters that stand for the texts, in their order."""
    return sha256("\n".join(texts).encode()).hexdigest()[:12]


def _row(charge: Charge) -> str:
    said = (
        charge.meter,
        charge.charge_type,
        charge.period,
        trimmed(charge.quantity),
        trimmed(charge.amount.amount),
        charge.reverses,
    )
    return "|".join(str(one) for one in said)


def _rank(name: str) -> tuple[int, list[str]]:
    return ORDER.index(name.partition(" ")[0]), _natural(name)


def _natural(name: str) -> list[str]:
    """Let 10 follow 9: numbers within a name are compared as numbers."""
    return [part.zfill(12) if part.isdecimal() else part for part in name.split(" ")]
