"""The lines that a story expects, and whether the rows billed are these and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.examples.reading import MissingKey, known, needed
from pricing.engine.kinds import KINDS

# What a line may say beside what is compared.
TOLD = {
    "unit_price",
    "reverses",
    "doc_amount_matches",
    "note",
    "notes",
    "subscription",
    "description",
    "sku",
    "bill_cycle",
    "doc_printed_amount",
    "subscription_start",
    "subscription_end",
}
# The names of rows of calendar months (domain 4.1).
BY_MONTHS = {
    "New",
    "Renew",
    "addQuantity",
    "removeQuantity",
    "Cancel",
    "Convert",
    "customerCredit",
}
ASKED = {
    "charge_type",
    "charge_type_also",
    "charge_start",
    "charge_end",
    "quantity",
    "amount",
    "recon_file_date",
    "proration",
    "by_strategy",
    "forbidden_amount",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was billed, or as it is expected; ``last`` is the last day charged."""

    charge_type: str
    first: date
    last: date
    quantity: Decimal
    amount: Decimal

    def __str__(self) -> str:
        return (
            f"{self.charge_type} {self.first} to {self.last} x {self.quantity.normalize():f}"
            f" = {self.amount:f}"
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One expected line; ``file_on`` is None for the stream of calendar months."""

    said: Mapping[str, Any]

    @property
    def file_on(self) -> date | None:
        told = self.said.get("recon_file_date")
        return date.fromisoformat(told) if told else None

    @property
    def charge_types(self) -> tuple[str, ...]:
        return (needed(self.said, "charge_type"), *self.said.get("charge_type_also", ()))

    @property
    def first(self) -> date:
        return date.fromisoformat(needed(self.said, "charge_start"))

    @property
    def last(self) -> date:
        return date.fromisoformat(needed(self.said, "charge_end"))

    @property
    def quantity(self) -> Decimal:
        return Decimal(str(needed(self.said, "quantity")))

    def amount(self, strategy: str) -> Decimal:
        """Return what the line must come to under a strategy; raises MissingKey."""
        if "by_strategy" not in self.said:
            return Decimal(needed(self.said, "amount"))
        told = self.said["by_strategy"]
        if strategy not in told:
            raise MissingKey(f"by_strategy.{strategy}")
        return Decimal(needed(told[strategy], "amount"))

    def row(self, strategy: str) -> Row:
        """Return the line as a row; of several names the first."""
        amount = self.amount(strategy)
        return Row(self.charge_types[0], self.first, self.last, self.quantity, amount)

    def is_like(self, row: Row, strategy: str) -> bool:
        expected = self.row(strategy)
        return row.charge_type in self.charge_types and (
            (row.first, row.last, row.quantity, row.amount)
            == (expected.first, expected.last, expected.quantity, expected.amount)
        )


def lines_of(said: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return the expected lines; raises UnknownKey."""
    for line in said:
        known(line, ASKED, TOLD)
    return [Line(line) for line in said]


def by_file(lines: Sequence[Line]) -> dict[date | None, list[Line]]:
    """Group the lines by the day of their file."""
    files: dict[date | None, list[Line]] = defaultdict(list)
    for line in lines:
        files[line.file_on].append(line)
    return dict(files)


def differences(lines: Sequence[Line], rows: Sequence[Row], strategy: str) -> str:
    """Return what is expected but not billed, and billed but not expected; empty when equal.

    Lines that go by several names are matched last, so that they leave the others theirs.
    """
    left, missing = list(rows), []
    for line in sorted(lines, key=lambda one: len(one.charge_types)):
        found = next((row for row in left if line.is_like(row, strategy)), None)
        if found is None:
            missing.append(line.row(strategy))
        else:
            left.remove(found)
    if not missing and not left:
        return ""
    return f"expected {_told(missing)} got {_told(left)}"


def _told(rows: Sequence[Row]) -> str:
    return "; ".join(str(row) for row in rows) or "nothing"


def kind_of(lines: Sequence[Line]) -> str:
    """Return the billing type that has these lines."""
    if any(line.file_on for line in lines):
        return "license"
    names = {name for line in lines for name in line.charge_types}
    return "one_time" if names & BY_MONTHS else "license"


def strategy_of(lines: Sequence[Line], rules: Mapping[str, Any]) -> str:
    """Return the strategy that the lines' billing type takes, by rules or else by default."""
    kind = kind_of(lines)
    return str(rules.get(f"proration.{kind}", KINDS[kind].PRORATION))
