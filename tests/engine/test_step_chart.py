"""Where the steps of a chart stand, when its scale is broken, and which labels have room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from partnercenter.periods import Period, add_months
from partnercenter.step_chart import FOOTROOM, HEADROOM, HEIGHT, Step, StepChart, step_chart

BASE = HEIGHT - FOOTROOM
START = date(2026, 1, 1)


def chart_of(*values: str | None, coming: int = 0, lighter: str | None = None) -> StepChart:
    """One month a value; the last ones are to come."""
    steps = [
        Step(
            days=Period(add_months(START, index), add_months(START, index + 1)),
            value=Decimal(value) if value else None,
            figure=value or "",
            told=value or "",
            lighter=Decimal(lighter) if lighter and value else None,
            is_coming=index >= len(values) - coming,
        )
        for index, value in enumerate(values)
    ]
    return step_chart(steps, title="List price", description="By month", language="en")


def lines(chart: StepChart) -> list[tuple[str, int, str, int]]:
    return [(one.x1, one.y1, one.x2, one.y2) for one in chart.segments if not one.is_lighter]


def test_a_value_holds_across_its_days_and_rises_at_once() -> None:
    chart = chart_of("50", "100")

    room = BASE - HEADROOM

    assert lines(chart) == [
        ("0.00%", BASE - room // 2, "52.54%", BASE - room // 2),
        ("52.54%", BASE - room // 2, "52.54%", HEADROOM),
        ("52.54%", HEADROOM, "100.00%", HEADROOM),
    ]
    assert not chart.is_broken
    assert chart.base_y == BASE


def test_small_steps_break_the_scale_at_a_round_number_that_is_said() -> None:
    chart = chart_of("12.00", "12.60")

    assert chart.is_broken
    assert chart.floor == Decimal(11)
    assert lines(chart)[0][1] > lines(chart)[2][1]


def test_one_value_only_stands_on_a_scale_from_zero() -> None:
    chart = chart_of("12.00", "12.00")

    assert (chart.is_broken, lines(chart)[0][1]) == (False, HEADROOM)


def test_a_gap_is_not_drawn_over() -> None:
    chart = chart_of("50", None, "100")

    assert [x1 for x1, *_ in lines(chart)] == ["0.00%", "65.56%"]


def test_what_is_to_come_is_marked_from_its_first_day_on() -> None:
    chart = chart_of("50", "50", "100", coming=1)

    assert (chart.coming_x, chart.coming_width) == ("65.56%", "34.44%")
    assert [one.is_coming for one in chart.segments] == [False, False, True, True]


def test_the_second_line_is_drawn_first_and_lighter() -> None:
    chart = chart_of("50", "100", lighter="120")

    assert [one.is_lighter for one in chart.segments] == [True, True, False, False, False]
    assert chart.has_lighter


def test_labels_keep_the_newest_and_the_first_and_never_touch() -> None:
    chart = chart_of(*[str(value) for value in range(60, 84)])

    wide = [mark.words for mark in chart.wide if len(mark.words) == 2]
    narrow = [mark.words for mark in chart.narrow if len(mark.words) == 2]

    assert (wide[0], wide[-1]) == ("60", "83")
    assert (narrow[0], narrow[-1]) == ("60", "83")
    assert len(wide) <= 10
    assert len(narrow) <= 4
    assert [mark.anchor for mark in chart.wide if mark.words in ("60", "83")] == ["starts", "ends"]


def test_a_value_between_higher_ones_is_labelled_below_its_line() -> None:
    chart = chart_of("60", "80", "50", "90", "100")

    at = {mark.words: mark.y for mark in chart.wide if mark.is_figure}
    low, high = (next(y for _, y, *_ in lines(chart) if y == wanted) for wanted in (107, 30))
    assert (at["50"], at["100"]) == (low + 18, high - 8)


def test_days_of_change_and_the_last_day_are_named() -> None:
    chart = chart_of("50", "50", "50", "50", "100", "100", "100", "100")

    named = [mark.words for mark in chart.wide if len(mark.words) > 3]

    assert named == ["1 Jan 2026", "1 May 2026", "31 Aug 2026"]


def test_nothing_to_plot_is_an_empty_chart() -> None:
    chart = chart_of()

    assert (chart.segments, chart.wide, chart.narrow) == ((), (), ())
