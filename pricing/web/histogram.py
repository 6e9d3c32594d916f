"""How far list prices moved: a bar for each bracket of percents, beside its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from partnercenter import localize
from pricing.engine.diff import Bracket


@dataclass(frozen=True, slots=True)
class Bar:
    """A bracket in words, how many prices it has, and how wide its bar is drawn, in percent."""

    label: str
    count: int
    width: str


def bars(brackets: Sequence[Bracket]) -> tuple[Bar, ...]:
    """Return the bars from the largest falls to the largest rises, without empty ones at the ends."""
    most = max((bracket.count for bracket in brackets), default=0)
    filled = [place for place, bracket in enumerate(brackets) if bracket.count]
    if not most:
        return ()
    return tuple(
        Bar(_words(one), one.count, f"{Decimal(100) * one.count / most:.2f}%")
        for one in brackets[filled[0] : filled[-1] + 1]
    )


def _words(bracket: Bracket) -> str:
    """Say the bounds: ``5% to 10%``, ``below -50%``, ``over 50%``."""
    low, high = (
        "" if bound is None else localize.percent(bound) for bound in (bracket.above, bracket.upto)
    )
    if not low:
        return _("below %(bound)s") % {"bound": high}
    if not high:
        return _("over %(bound)s") % {"bound": low}
    return (
        _("less than 0.05%")
        if low == high
        else _("%(low)s to %(high)s") % {"low": low, "high": high}
    )
