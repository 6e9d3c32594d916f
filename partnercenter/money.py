"""An amount of one currency, exact until it is rounded on purpose, in this one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    localcontext,
)

# ISO 4217, the currencies whose minor unit is not a hundredth.
MINOR_UNITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
EXACT = Context(prec=60)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one sum."""


def minor_units(currency: str) -> int:
    """Return how many decimals the currency's amounts are rounded to (ISO 4217)."""
    return MINOR_UNITS.get(currency, 2)


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero, as the ROUND of a spreadsheet does (domain 4.4)."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def toward_zero(value: Decimal, places: int) -> Decimal:
    """Cut off everything beyond the given decimals, as ROUNDDOWN does."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_DOWN, EXACT)


def away_from_zero(value: Decimal, places: int) -> Decimal:
    """Round up whatever lies beyond the given decimals, as ROUNDUP does."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_UP, EXACT)


def trimmed(value: Decimal, places: int = 0) -> Decimal:
    """Drop trailing zeros beyond the given decimals; the value stays the same."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return value.quantize(Decimal(1).scaleb(-max(digits, places)), context=EXACT)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency; arithmetic never rounds, ``rounded`` does."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(EXACT.add(self.amount, self._same(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(EXACT.subtract(self.amount, self._same(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> Money:
        return Money(EXACT.abs(self.amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{self.currency} {self.rounded().amount:f}"

    def rounded(self) -> Money:
        """Return the amount in whole minor units, half away from zero."""
        return Money(half_up(self.amount, minor_units(self.currency)), self.currency)

    @property
    def smallest(self) -> Decimal:
        """The currency's minor unit, for example 0.01."""
        return Decimal(1).scaleb(-minor_units(self.currency))

    def split(self, exact: Sequence[Decimal]) -> tuple[Money, ...]:
        """Round the exact parts to minor units so that they add up to this amount.

        The odd units go to the largest remainders, ties to the earlier part (domain A28).
        The parts must add up to this amount within one minor unit a part. A negative amount
        is split as the mirror of the positive one, so that a charge and its credit cancel; of
        nothing, the sign of the first part decides.

        Raises ValueError when the parts are not of this amount.
        """
        first = next((part for part in exact if part), self.amount)
        if self.amount < 0 or (not self.amount and first < 0):
            return tuple(-share for share in (-self).split([-part for part in exact]))
        unit = self.smallest
        shares = [part.quantize(unit, ROUND_FLOOR, EXACT) for part in exact]
        spare = int((self.amount - sum(shares, Decimal(0))) / unit)
        if not 0 <= spare <= len(shares):
            raise ValueError(f"{self} is not the sum of its {len(shares)} parts")
        by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
        for index in by_remainder[:spare]:
            shares[index] += unit
        return tuple(Money(share, self.currency) for share in shares)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")
        return other.amount


def zero(currency: str) -> Money:
    """Return nothing, in a currency."""
    return Money(Decimal(0), currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Return the sum; raises CurrencyMismatch when one amount is of another currency."""
    result = zero(currency)
    for amount in amounts:
        result += amount
    return result


def exactly(numerator: Decimal, denominator: Decimal | int) -> Decimal:
    """Divide with 60 digits, so that a later rounding on purpose decides, not this division."""
    with localcontext(EXACT):
        return numerator / denominator
