"""The command does what the clock does, and tells what it published; the settings are checked."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pricing.apps import preview_rules
from pricing.models import PreviewRun
from pricing.services import previews
from pricing.tasks import perform_preview_run, publish_what_is_due
from tests.pricing.monthly import a_list
from tests.pricing.price_rows import a_licence

JANUARY = date(2026, 1, 1)


def told(*arguments: str) -> list[str]:
    said = StringIO()
    call_command("publish_price_lists", *arguments, stdout=said)
    return said.getvalue().splitlines()


@pytest.mark.django_db
def test_the_command_publishes_what_is_due_and_says_so_once() -> None:
    a_list(JANUARY, a_licence(), a_licence(who="Academic,1 Month,,Faculty"))

    assert told("--on", "2026-02-03") == [
        "License-based services EUR 2026-02 #1: 2 prices.",
        "License-based services EUR 2026-03 #1: 2 prices.",
    ]
    assert told("--on", "2026-02-03") == ["No list is due."]


@pytest.mark.django_db
def test_the_command_fails_when_a_list_does(monkeypatch: pytest.MonkeyPatch) -> None:
    a_list(JANUARY)
    monkeypatch.delattr(previews.carrying, "carry")
    wrong = StringIO()

    with pytest.raises(SystemExit):
        call_command("publish_price_lists", "--on", "2026-01-03", stderr=wrong)

    why = "License-based services EUR 2026-02: an unexpected error; it is tried again."
    assert wrong.getvalue() == f"2026-02: {why}\n"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="2026-02-30 is not a day, such as 2026-11-01"):
        told("--on", "2026-02-30")


@pytest.mark.django_db
def test_the_tasks_ask_for_what_is_due_and_publish_it() -> None:
    a_list(date(2020, 1, 1), a_licence(days="1/1/2020,12/31/9999"))

    publish_what_is_due()
    runs = PreviewRun.objects.order_by("month")
    perform_preview_run(run_id=runs.get(month=date(2020, 3, 1)).pk)

    assert set(runs[:2].values_list("state", "lists_done")) == {("done", 1)}
    assert runs.count() > 12


def test_settings_that_name_no_kind_or_day_are_told(settings: Any) -> None:
    settings.PREVIEWED_LISTS, settings.PREVIEW_DAY = ["license", "licence", "meters"], 29

    wrong = [str(found.msg) for found in preview_rules()]

    assert wrong == [
        "PREVIEWED_LISTS: no kind of price list is called licence, meters.",
        "PREVIEW_DAY: 29 is not a day from 1 to 28.",
    ]


@pytest.mark.parametrize("told", [[], ["none"], ["usage", "consumption"]])
def test_sound_settings_are_not_mentioned(settings: Any, told: list[str]) -> None:
    settings.PREVIEWED_LISTS = told

    assert preview_rules() == []
