"""Months at the end of the calendar are refused in words, whoever names them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from partnercenter.days import OutOfReach, reachable
from partnercenter.management import days
from pricing.models import OfferMatrix, PlannedPrice, PriceList
from tests.builders import an_offer
from tests.pricing import matrix_rows
from tests.pricing.monthly import a_list, planning
from tests.pricing.price_rows import JANUARY, LICENSES, a_licence, taken

pytestmark = pytest.mark.django_db
FAR = [date(9999, 12, 1), date(2201, 1, 1), date(1999, 12, 31), date(1, 1, 1)]


@pytest.mark.parametrize("day", FAR)
def test_a_day_of_another_age_is_out_of_reach(day: date) -> None:
    with pytest.raises(OutOfReach) as refused:
        reachable(day)

    assert str(refused.value) == f"{day.year} is not a year from 2000 to 2200."


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2026, 11, 3), date(2200, 12, 31)])
def test_a_day_of_two_centuries_is_reached(day: date) -> None:
    assert reachable(day) == day


@pytest.mark.parametrize("month", FAR)
def test_no_list_is_taken_in_for_a_month_out_of_reach(month: date) -> None:
    with pytest.raises(OutOfReach):
        taken(a_licence(), month=month)

    assert not PriceList.objects.exists()


def test_nothing_is_planned_for_a_month_out_of_reach() -> None:
    a_list(JANUARY)

    with pytest.raises(OutOfReach):
        planning("4.80", date(9999, 12, 1), on=date(2026, 1, 20))

    assert not PlannedPrice.objects.exists()


def test_no_matrix_is_taken_in_for_a_month_out_of_reach() -> None:
    offer = an_offer()

    with pytest.raises(OutOfReach):
        matrix_rows.taken(matrix_rows.a_rule(offer), month=date(9999, 12, 1))

    assert not OfferMatrix.objects.exists()


@pytest.mark.parametrize(
    "command", [["import_price_list", "--kind=license"], ["import_offer_matrix"]]
)
def test_a_command_tells_it(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"{LICENSES}\n{a_licence()}\n")
    name, *options = command

    with pytest.raises(CommandError) as refused:
        call_command(name, str(file), "--month=9999-12", *options)

    told = "argument --month: 9999-12: 9999 is not a year from 2000 to 2200."
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (days.month, "2026-13", "2026-13 is not a month, such as 2026-11"),
        (days.day, "today", "today is not a day, such as 2026-11-01"),
        (days.day, "9999-12-31", "9999-12-31: 9999 is not a year from 2000 to 2200."),
    ],
)
def test_what_is_no_day_is_told_as_such(read: Any, text: str, told: str) -> None:
    with pytest.raises(ArgumentTypeError) as refused:
        read(text)

    assert str(refused.value) == told
