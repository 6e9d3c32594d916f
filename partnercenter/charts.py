"""Column charts laid out as plain data: places in percent and pixels, drawn by a template.

Across, places are percent of the chart's width, so that it fits any screen while its words keep
their size; down, they are pixels. ``templates/components/column_chart.html`` draws the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from partnercenter import localize
from partnercenter.money import Money, total

HEIGHT = 200
HEADROOM = 22
FOOTROOM = 24
COLUMN_SHARE = Decimal("0.62")
WIDEST = Decimal(12)
MOST_WORDS = 12
MOST_WORDS_NARROW = 6


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its words, its figure, and where they stand."""

    label: str
    value: Money
    x: str
    width: str
    middle: str
    y: int
    height: int
    figure: str
    figure_y: int
    tells: bool
    named: bool
    named_narrow: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Everything a template needs to draw the chart and to tell it in words."""

    title: str
    description: str
    height: int
    zero_y: int
    label_y: int
    columns: tuple[Column, ...]


def column_chart(
    points: Sequence[tuple[str, Money]],
    *,
    title: str,
    description: str,
    language: str | None = None,
) -> ColumnChart:
    """Lay out one column a point, from left to right, on one zero line.

    Figures stand on every column where there is room, and on the last, the highest and the lowest
    (``tells``) where there is little. Raises CurrencyMismatch when the points are of several currencies.
    """
    scale = _Scale([value for _, value in points])
    telling = _telling([value for _, value in points])
    told = telling if len(points) > MOST_WORDS else range(len(points))
    step = Decimal(100) / max(len(points), 1)
    width = min(step * COLUMN_SHARE, WIDEST)
    columns = []
    for index, (label, value) in enumerate(points):
        middle = step * index + step / 2
        y, height = scale.span(value)
        from_last = len(points) - 1 - index
        columns.append(
            Column(
                label=label,
                value=value,
                x=_percent(middle - width / 2),
                width=_percent(width),
                middle=_percent(middle),
                y=y,
                height=height,
                figure=localize.compact(value, language) if index in told else "",
                figure_y=y + height + 14 if value.amount < 0 else y - 6,
                tells=index in telling,
                named=from_last % _every(len(points), MOST_WORDS) == 0,
                named_narrow=from_last % _every(len(points), MOST_WORDS_NARROW) == 0,
                is_last=from_last == 0,
            )
        )
    return ColumnChart(
        title=title,
        description=description,
        height=HEIGHT,
        zero_y=scale.zero_y,
        label_y=HEIGHT - 6,
        columns=tuple(columns),
    )


class _Scale:
    """Amounts to pixels, leaving room for figures above, and below when some are negative."""

    def __init__(self, values: Sequence[Money]) -> None:
        if values:
            total(values, values[0].currency)  # several currencies have no common scale
        amounts = [value.amount for value in values]
        self.highest = max([*amounts, Decimal(0)])
        self.lowest = min([*amounts, Decimal(0)])
        below = HEADROOM if self.lowest < 0 else 0
        self.room = HEIGHT - HEADROOM - FOOTROOM - below
        reach = self.highest - self.lowest
        self.zero_y = HEADROOM + (self.pixels(self.highest) if reach else self.room)

    def pixels(self, amount: Decimal) -> int:
        reach = self.highest - self.lowest
        return round(amount / reach * self.room) if reach else 0

    def span(self, value: Money) -> tuple[int, int]:
        """Return top and height; what is not zero is at least one pixel high."""
        height = max(self.pixels(abs(value.amount)), 1 if value else 0)
        return (self.zero_y if value.amount < 0 else self.zero_y - height), height


def _telling(values: Sequence[Money]) -> set[int]:
    if not values:
        return set()
    amounts = [value.amount for value in values]
    telling = {len(values) - 1, amounts.index(max(amounts))}
    if min(amounts) < 0:
        telling.add(amounts.index(min(amounts)))
    return telling


def _every(count: int, most: int) -> int:
    return -(-count // most) or 1


def _percent(value: Decimal) -> str:
    return f"{value:.2f}%"
