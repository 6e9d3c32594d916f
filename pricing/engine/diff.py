"""How two editions of a price list differ: in percent, in what is typical, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from partnercenter.money import exactly, half_up

HALF, TENTH = Decimal("0.5"), 1
# Where the classes of changes meet, in percent; a change of 0 is in neither of its neighbours.
BOUNDS = tuple(Decimal(bound) for bound in (-50, -20, -10, -5, 0, 5, 10, 20, 50))


@dataclass(frozen=True, slots=True)
class Bracket:
    """How many prices changed by more than ``above`` and up to ``upto`` percent; None: no bound.

    Falls are counted from their lower bound on: "-10 to -5" has -10 and not -5, as "5 to 10" has
    10 and not 5. A change of 0.0, which is less than 0.05, is of neither: above and upto are 0.
    """

    above: Decimal | None
    upto: Decimal | None
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What the percents of changed prices have in common; rise and fall are None without any."""

    count: int
    median: Decimal
    rise: Decimal | None
    fall: Decimal | None
    brackets: tuple[Bracket, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """A published column that says something else now; nothing is an empty text."""

    column: str
    before: str
    after: str


def percent_change(before: Decimal, after: Decimal) -> Decimal | None:
    """Return the change in percent, to one decimal, half away from zero; None from zero on.

    What was free has no percent: any price is infinitely more.
    """
    return half_up(exactly((after - before) * 100, before), TENTH) if before else None


def spread(counts: Mapping[Decimal, int]) -> Spread | None:
    """Return the spread of percents, given how often each occurs; None when there are none.

    The median of an even number of percents is the mean of the middle two, to one decimal.
    """
    percents = sorted(counts)
    total = sum(counts.values())
    if not total:
        return None
    middle = _at(counts, percents, (total - 1) // 2) + _at(counts, percents, total // 2)
    return Spread(
        count=total,
        median=half_up(middle * HALF, TENTH),
        rise=percents[-1] if percents[-1] > 0 else None,
        fall=percents[0] if percents[0] < 0 else None,
        brackets=tuple(_brackets(counts)),
    )


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Differing, ...]:
    """Return the columns whose texts differ, in the order of the later edition's."""
    columns = [*after, *(column for column in before if column not in after)]
    return tuple(
        Differing(column, before.get(column, ""), after.get(column, ""))
        for column in columns
        if before.get(column, "") != after.get(column, "")
    )


def _at(counts: Mapping[Decimal, int], percents: Iterable[Decimal], place: int) -> Decimal:
    """Return the percent at a place, from 0, in the sorted row of all."""
    passed = 0
    for percent in percents:
        passed += counts[percent]
        if passed > place:
            return percent
    raise IndexError(place)


def _brackets(counts: Mapping[Decimal, int]) -> Iterable[Bracket]:
    falls = [bound for bound in BOUNDS if bound <= 0]
    rises = [bound for bound in BOUNDS if bound >= 0]

    def within(least: Decimal | None, most: Decimal | None, *, fall: bool) -> int:
        return sum(
            count
            for percent, count in counts.items()
            if percent
            and (percent < 0) is fall
            and (least is None or (least <= percent if fall else least < percent))
            and (most is None or (percent < most if fall else percent <= most))
        )

    for start, end in zip([None, *falls], falls, strict=False):
        yield Bracket(start, end, within(start, end, fall=True))
    if Decimal(0) in counts:
        yield Bracket(Decimal(0), Decimal(0), counts[Decimal(0)])
    for start, over in zip(rises, [*rises[1:], None], strict=True):
        yield Bracket(start, over, within(start, over, fall=False))
