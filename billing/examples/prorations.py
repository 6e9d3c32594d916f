"""Examples of proration: a story played through the services, or a formula's lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from billing.examples import formulas
from billing.examples.lines import Line, by_file, differences, kind_of, lines_of, strategy_of
from billing.examples.playing import Files, Play
from billing.examples.reading import Example, NothingToCompare, expected_of
from billing.examples.stories import Story, check_inputs, has_story, story_of


def check(example: Example, strategy: str | None) -> str:
    """Return what is wrong with an example under a strategy, nothing when all is right.

    Without a strategy, the one of the billing type is taken. Raises UnknownKey, MissingKey.
    """
    check_inputs(example.inputs)
    lines = lines_of(expected_of(example, "expected_lines"))
    strategy = strategy or strategy_of(lines, {**settings.BILLING_RULES, **example.settings})
    if has_story(example.inputs) and not example.said.get("formula_only"):
        return _story(example, lines, strategy)
    checked, wrong_figures = formulas.check(lines, example.inputs, strategy)
    if not checked:
        raise NothingToCompare("there is no purchase to play and no proration to compute")
    return wrong_figures


def _story(example: Example, lines: Sequence[Line], strategy: str) -> str:
    """Play the story, and compare every file whose day occurs in the example."""
    told = []
    wanted = by_file(lines)
    billed = play(story_of(example.inputs), lines, rules=example.settings, strategy=strategy)
    for day, expected in wanted.items():
        if found := differences(expected, billed.get(day, []), strategy):
            told.append(f"{day or 'calendar months'}: {found}")
    return "; ".join(told)


def play(story: Story, lines: Sequence[Line], *, rules: Mapping[str, Any], strategy: str) -> Files:
    """Return the rows billed by file, as far as the lines ask; nothing of it is kept.

    Dated lines are of the licence stream, the others of the stream of calendar months.
    """
    last_file = max((line.file_on for line in lines if line.file_on), default=None)
    last_start = max((line.first for line in lines if not line.file_on), default=None)
    until = max(day for day in (last_file, last_start, _last(story)) if day)
    if last_file and story.billing_day is None:
        story = replace(story, billing_day=last_file.day)
    with transaction.atomic():
        played = Play(story, kind=kind_of(lines), rules=rules, strategy=strategy, until=until)
        files = played.bill_until(last_file) if last_file else Files()
        if last_start:
            files[None] = played.bill_months(until)
        transaction.set_rollback(True)
    return files


def _last(story: Story) -> date:
    """Return the day of the last thing that happens."""
    return max([story.bought_on, *(one.on for one in story.happenings)])
