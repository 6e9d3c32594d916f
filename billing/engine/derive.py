"""Deriving what was issued again, from nothing but what was stored with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.engine import adjustments, reconcile, taxes
from partnercenter.money import Money, half_up, minor_units, total
from partnercenter.periods import Period
from pricing.engine.kinds import KINDS
from pricing.engine.pieces import Derivation
from pricing.engine.terms import PricePoint

DERIVATIONS: Mapping[str, Derivation] = {
    **{rule: derive for kind in KINDS.values() for rule, derive in kind.DERIVATIONS.items()},
    **adjustments.DERIVATIONS,
    **reconcile.DERIVATIONS,
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A line as it was issued; ``reversed_amount`` is that of the line it takes back, if any."""

    position: int
    quantity: Decimal
    list_price: Decimal
    price: Decimal | None
    amount: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    explanation: Mapping[str, Any]
    reversed_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What an issued document says; its amounts are positive on a credit note too."""

    currency: str
    sign: int
    net: Decimal
    tax: Decimal
    gross: Decimal
    percent: Decimal
    rounding: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that was issued and does not follow; position 0 is the document itself."""

    position: int
    field: str
    said: str
    derived: str


def line_differences(line: Issued, currency: str) -> Iterator[Difference]:
    """Yield what of a line does not follow from its stored inputs."""
    told = line.explanation
    derive = DERIVATIONS.get(told.get("rule", ""))
    if derive is None:
        yield Difference(line.position, "rule", str(told.get("rule")), "no rule of this name")
        return
    try:
        amount = derive(told["inputs"], currency)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        yield Difference(line.position, "inputs", "", f"{type(error).__name__} {error}")
        return
    yield from _differ(line.position, "amount", line.amount, _limited(amount, told))
    yield from _differ(line.position, "net", line.net, line.amount - line.discount)
    if line.reversed_amount is not None:
        yield from _differ(line.position, "reverses", line.amount, -line.reversed_amount)
    if line.price is not None and line.reversed_amount is None:
        yield from _differ(line.position, "price", line.list_price, line.price)
    yield from _input_differences(line)
    yield from _price_differences(line, currency)


def _limited(amount: Decimal, told: Mapping[str, Any]) -> Decimal:
    """Apply the limit of a credit, when it asked for just what is derived."""
    for note in told.get("notes", []):
        if note["code"] == "capped" and Decimal(note["asked"]) == -amount:
            return -Decimal(note["allowed"])
    return amount


def _price_differences(line: Issued, currency: str) -> Iterator[Difference]:
    """Yield where the price of the cycle does not follow from the price of the list, or the sign
    from the amount.
    """
    inputs = line.explanation["inputs"]
    if line.reversed_amount is None and "price" in inputs:
        yield from _differ(line.position, "list price", line.list_price, Decimal(inputs["price"]))
    if "cycle_price" in inputs and "exchange_rate" not in inputs and inputs.get("months"):
        price = PricePoint("", Decimal(inputs["price"]), months=inputs.get("price_months", 1))
        derived = price.for_months(inputs["months"], currency)
        yield from _differ(line.position, "cycle price", Decimal(inputs["cycle_price"]), derived)
    if "sign" in inputs and line.amount * inputs["sign"] < 0:
        yield Difference(line.position, "sign", str(inputs["sign"]), str(line.amount))


def _input_differences(line: Issued) -> Iterator[Difference]:
    """Yield the inputs that do not fit one another: days, cycles, quantity."""
    inputs = line.explanation["inputs"]
    if "days" in inputs and "start" in inputs:
        yield from _differ(line.position, "days", inputs["days"], _days(inputs, "start", "end"))
    if "cycle_days" in inputs:
        days = _days(inputs, "cycle_start", "cycle_end")
        months = inputs.get("months", 0)
        if inputs["cycle_days"] not in (days, 365 * months // 12 if months >= 12 else days):
            yield Difference(line.position, "cycle_days", str(inputs["cycle_days"]), str(days))
    if "quantity" in inputs:
        yield from _differ(
            line.position, "quantity", line.quantity, Decimal(str(inputs["quantity"]))
        )


def _days(inputs: Mapping[str, Any], first: str, last: str) -> int:
    start, end = date.fromisoformat(inputs[first]), date.fromisoformat(inputs[last])
    return Period.of_days(start, end).days


def total_differences(
    lines: Sequence[tuple[int, Decimal, Decimal]], said: Totals
) -> Iterator[Difference]:
    """Yield what of a document's taxes and totals does not follow from its lines.

    ``lines`` are position, net and tax. The tax of each line is shared out again by the policy
    that was stored with the document (A28).
    """
    if [position for position, _, _ in lines] != list(range(1, len(lines) + 1)):
        yield Difference(0, "positions", str(len(lines)), "1 to the last without a gap")
    nets = [Money(net, said.currency) for _, net, _ in lines]
    shares = taxes.tax_lines(nets, said.percent, said.currency, rounding=said.rounding)
    for (position, _net, tax), share in zip(lines, shares, strict=True):
        yield from _differ(position, "tax", tax, share.amount)
    net = total(nets, said.currency).amount * said.sign
    tax = total(shares, said.currency).amount * said.sign
    yield from _differ(0, "net", said.net, net)
    yield from _differ(0, "tax", said.tax, tax)
    yield from _differ(0, "gross", said.gross, net + tax)
    places = minor_units(said.currency)
    yield from _differ(0, "minor units", said.gross, half_up(said.gross, places))


def _differ(
    position: int, field: str, said: Decimal | int, derived: Decimal | int
) -> Iterator[Difference]:
    if said != derived:
        yield Difference(position, field, str(said), str(derived))
