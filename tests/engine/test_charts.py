"""Where the columns of a chart stand, and what is written on them."""

from decimal import Decimal

import pytest

from partnercenter.charts import FOOTROOM, HEADROOM, HEIGHT, ColumnChart, column_chart
from partnercenter.money import CurrencyMismatch, Money


def chart_of(*amounts: str, currency: str = "EUR") -> ColumnChart:
    points = [(f"M{index}", Money(Decimal(a), currency)) for index, a in enumerate(amounts, 1)]
    return column_chart(points, title="Charges", description="By month", language="en")


def test_columns_stand_side_by_side_in_percent_of_the_width():
    chart = chart_of("100", "50", "25", "0")

    first, second, *_ = chart.columns

    assert (first.x, first.width, first.middle) == ("6.50%", "12.00%", "12.50%")
    assert (second.x, second.middle) == ("31.50%", "37.50%")


def test_heights_are_in_proportion_and_stand_on_the_zero_line():
    chart = chart_of("100", "50", "0")

    room = HEIGHT - HEADROOM - FOOTROOM

    assert [column.height for column in chart.columns] == [room, room // 2, 0]
    assert all(column.y + column.height == chart.zero_y for column in chart.columns)
    assert chart.zero_y == HEIGHT - FOOTROOM


def test_a_negative_column_hangs_below_the_zero_line():
    chart = chart_of("100", "-50")

    positive, negative = chart.columns

    assert positive.y + positive.height == chart.zero_y == negative.y
    assert negative.figure == "−50"
    assert negative.figure_y > negative.y + negative.height


def test_the_smallest_amount_still_shows():
    chart = chart_of("1000000", "0.01")

    assert chart.columns[1].height == 1


def test_nothing_but_zeroes_keeps_the_zero_line_at_the_bottom():
    chart = chart_of("0", "0")

    assert chart.zero_y == HEIGHT - FOOTROOM
    assert [column.height for column in chart.columns] == [0, 0]


def test_no_points_make_an_empty_chart():
    assert chart_of().columns == ()


def test_figures_are_told_on_last_highest_and_lowest_where_room_is_short():
    chart = chart_of("10", "90", "-5", "20", "30")

    assert [column.tells for column in chart.columns] == [False, True, True, False, True]
    assert all(column.figure for column in chart.columns)


def test_more_columns_than_words_have_room_for_name_every_other_one_back_from_the_last():
    chart = chart_of(*[str(amount) for amount in range(1, 25)])

    named = [column.label for column in chart.columns if column.named]

    assert named == [f"M{number}" for number in range(2, 25, 2)]
    assert [column.figure for column in chart.columns if column.figure] == ["24"]


def test_amounts_of_two_currencies_are_refused():
    points = [("Oct", Money(Decimal(1), "EUR")), ("Nov", Money(Decimal(1), "NOK"))]

    with pytest.raises(CurrencyMismatch):
        column_chart(points, title="Charges", description="By month")
