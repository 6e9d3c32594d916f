"""Step charts laid out as plain data: what held from day to day, drawn by a template.

Across, places are percent of the chart's width, so that it fits any screen while its words keep
their size; down, they are pixels. ``templates/components/step_chart.html`` draws the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnercenter import localize
from partnercenter.money import exactly
from partnercenter.periods import Period

HEIGHT = 210
HEADROOM = 30
FOOTROOM = 26
# Where all values lie in the upper part of the scale, a scale from zero would hide the steps.
BROKEN_BELOW = Decimal("0.6")
# How much room a label takes, in percent of the width: on wide screens, and on narrow ones.
APART, APART_NARROW = Decimal(10), Decimal(27)


@dataclass(frozen=True, slots=True)
class Step:
    """A value over some days, and how it is written; no value is a gap.

    ``figure`` labels the step in the plot, ``told`` stands in the table. ``lighter`` is the value
    of a second line. What is ``coming`` is drawn dashed.
    """

    days: Period
    value: Decimal | None
    figure: str = ""
    told: str = ""
    lighter: Decimal | None = None
    lighter_told: str = ""
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """One straight piece of a line; what it tells when pointed at."""

    x1: str
    y1: int
    x2: str
    y2: int
    is_coming: bool
    is_lighter: bool
    told: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words at a place, which begin there, end there, or have it in their middle."""

    x: str
    y: int
    words: str
    anchor: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class StepChart:
    """Everything a template needs to draw the chart and to tell it in words.

    ``wide`` and ``narrow`` are the labels for screens of either width.
    """

    title: str
    description: str
    height: int
    base_y: int
    is_broken: bool
    segments: tuple[Segment, ...]
    wide: tuple[Mark, ...]
    narrow: tuple[Mark, ...]
    lighter_y: int
    coming_x: str
    coming_width: str
    floor: Decimal
    steps: tuple[Step, ...]
    has_lighter: bool


def step_chart(
    steps: Sequence[Step], *, title: str, description: str, language: str | None = None
) -> StepChart:
    """Lay out the steps from left to right; they must be in order and not overlap.

    The scale begins at zero, or, where that would hide the steps, at ``floor``; then
    ``is_broken`` and the template says so in words.
    """
    axis, scale = _Axis(steps), _Scale(steps)
    lighter = next((step.lighter for step in steps if step.lighter is not None), None)

    def _labels(apart: Decimal) -> tuple[Mark, ...]:
        figures = _figures(steps, axis, scale, apart, below=lighter is not None)
        return (*figures, *_days(steps, axis, apart, language))

    coming = next((step.days.start for step in steps if step.is_coming), None)
    return StepChart(
        title=title,
        description=description,
        height=HEIGHT,
        base_y=HEIGHT - FOOTROOM,
        is_broken=bool(scale.floor),
        segments=tuple(_segments(steps, axis, scale)),
        wide=_labels(APART),
        narrow=_labels(APART_NARROW),
        lighter_y=scale.y(lighter) - 8 if lighter is not None else 0,
        coming_x=_percent(axis.at(coming)) if coming else "",
        coming_width=_percent(Decimal(100) - axis.at(coming)) if coming else "",
        floor=scale.floor,
        steps=tuple(steps),
        has_lighter=lighter is not None,
    )


class _Axis:
    """Days to percent of the width."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.first = steps[0].days.start if steps else date.min
        self.length = (steps[-1].days.end - self.first).days if steps else 0

    def at(self, day: date) -> Decimal:
        return exactly(Decimal((day - self.first).days * 100), self.length)


class _Scale:
    """Values to pixels, from zero or from a floor that is said."""

    def __init__(self, steps: Sequence[Step]) -> None:
        values = [v for step in steps for v in (step.value, step.lighter) if v is not None]
        self.highest, lowest = max(values, default=Decimal(0)), min(values, default=Decimal(0))
        self.floor = Decimal(0)
        if lowest < self.highest and lowest > self.highest * BROKEN_BELOW:
            self.floor = _round_below(lowest - (self.highest - lowest) / 2)
        self.room = HEIGHT - HEADROOM - FOOTROOM

    def y(self, value: Decimal) -> int:
        reach = self.highest - self.floor
        rise = round(exactly((value - self.floor) * self.room, reach)) if reach else 0
        return HEIGHT - FOOTROOM - rise


def _round_below(value: Decimal) -> Decimal:
    """Return a number of two digits that is not above the value, to begin a scale at."""
    if value <= 0:
        return Decimal(0)
    unit = Decimal(1).scaleb(value.adjusted() - 1)
    return value // unit * unit


def _segments(steps: Sequence[Step], axis: _Axis, scale: _Scale) -> list[Segment]:
    """Return the lighter line first, so that the other is drawn over it."""
    drawn = []
    for is_lighter in (True, False):
        before: tuple[Decimal, date] | None = None
        for step in steps:
            value = step.lighter if is_lighter else step.value
            if value is None:
                before = None
                continue
            start, end = _percent(axis.at(step.days.start)), _percent(axis.at(step.days.end))
            y, told = scale.y(value), step.lighter_told if is_lighter else step.told
            if before and before[1] == step.days.start and scale.y(before[0]) != y:
                rise = scale.y(before[0])
                drawn.append(Segment(start, rise, start, y, step.is_coming, is_lighter))
            drawn.append(Segment(start, y, end, y, step.is_coming, is_lighter, told))
            before = value, step.days.end
    return drawn


def _figures(
    steps: Sequence[Step], axis: _Axis, scale: _Scale, apart: Decimal, *, below: bool
) -> list[Mark]:
    """Label each stretch of one value in its middle, where there is room."""
    marks, changes = [], _changes(steps)
    values = [step.value or Decimal(0) for _, _, step in changes]
    for index, (start, end, step) in enumerate(changes):
        # Between two that are higher, words above the line would run into their sides.
        neighbours = values[max(index - 1, 0) : index] + values[index + 1 : index + 2]
        is_low = len(neighbours) == 2 and min(neighbours) > values[index]
        y = scale.y(values[index]) + (18 if below or is_low else -8)
        marks.append(((axis.at(start) + axis.at(end)) / 2, y, step.figure))
    return _with_room(marks, apart, is_figure=True)


def _changes(steps: Sequence[Step]) -> list[tuple[date, date, Step]]:
    """Return from when until when each value holds, neighbours of one value together."""
    runs: list[tuple[date, date, Step]] = []
    for step in steps:
        if runs and runs[-1][2].value == step.value and runs[-1][1] == step.days.start:
            runs[-1] = runs[-1][0], step.days.end, runs[-1][2]
        else:
            runs.append((step.days.start, step.days.end, step))
    return [run for run in runs if run[2].value is not None]


def _days(steps: Sequence[Step], axis: _Axis, apart: Decimal, language: str | None) -> list[Mark]:
    """Name the last day and the days of change, where there is room."""
    if not steps:
        return []
    y, last = HEIGHT - 8, steps[-1].days
    marks = [(axis.at(start), y, localize.day(start, language)) for start, _, _ in _changes(steps)]
    return _with_room([*marks, (axis.at(last.end), y, localize.day(last.last, language))], apart)


def _with_room(
    marks: Sequence[tuple[Decimal, int, str]], apart: Decimal, *, is_figure: bool = False
) -> list[Mark]:
    """Keep the last mark, the first, and from the newest back those that do not touch another."""
    kept: dict[Decimal, Mark] = {}
    ordered = list(reversed(marks))
    for at, y, words in [*ordered[:1], *ordered[-1:], *ordered[1:-1]]:
        centre, x, anchor = at, at, "middle"
        if at > 100 - apart / 2:
            centre, x, anchor = 100 - apart / 2, Decimal(100), "ends"
        elif at < apart / 2:
            centre, x, anchor = apart / 2, Decimal(0), "starts"
        if all(abs(centre - other) >= apart for other in kept):
            kept[centre] = Mark(_percent(x), y, words, anchor, is_figure)
    return [kept[centre] for centre in sorted(kept)]


def _percent(value: Decimal) -> str:
    return f"{value:.2f}%"
