"""From worked examples to the scenarios that partners read: what was bought, and what is billed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from billing.examples.lines import Row, kind_of, lines_of, strategy_of
from billing.examples.prorations import play
from billing.examples.reading import Example
from billing.examples.stories import Story, has_story, story_of
from billing.queries.scenarios import SOURCE
from partnercenter.errors import Refused


def write(examples: Iterable[Example]) -> tuple[Path, int]:
    """Keep the scenarios of these examples for the page; return where, and how many."""
    told = list(scenarios(examples))
    SOURCE.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return SOURCE, len(told)


def scenarios(examples: Iterable[Example]) -> Iterator[dict[str, Any]]:
    """Yield every story that runs by the rules of this product, with the rows it bills.

    Examples of other readings of the rules, with settings of their own, are left out, and so are
    those that cannot happen as they are told, and the second of two that tell the same story.
    """
    seen: set[str] = set()
    for example in examples:
        if example.list_name != "proration" or example.skip or example.settings:
            continue
        if not has_story(example.inputs):
            continue
        try:
            scenario = _scenario(example)
        except Refused:
            continue
        told = json.dumps({**scenario, "id": "", "files": []})
        if told not in seen:
            seen.add(told)
            yield scenario


def _scenario(example: Example) -> dict[str, Any]:
    lines, story = lines_of(example.said["expected_lines"]), story_of(example.inputs)
    files = play(story, lines, rules={}, strategy=strategy_of(lines, {}))
    return {
        "id": example.id,
        "kind": kind_of(lines),
        **_told(story),
        "files": [
            {"on": day.isoformat() if day else "", "rows": [_row(row) for row in rows]}
            for day, rows in files.items()
        ],
    }


def _told(story: Story) -> dict[str, Any]:
    price = story.pricing.year if story.frequency == "annual" else None
    return {
        "currency": story.currency,
        "billing_day": story.billing_day,
        "price": str(price or story.pricing.month),
        "price_months": 12 if price else 1,
        "frequency": story.frequency,
        "quantity": story.quantity,
        "bought_on": story.bought_on.isoformat(),
        "base_on": story.base_cycle[0].isoformat() if story.base_cycle else "",
        "events": [
            {
                "action": one.action,
                "on": one.on.isoformat(),
                **{key: value for key, value in one.said.items() if key not in {"action", "date"}},
            }
            for one in story.happenings
        ],
    }


def _row(row: Row) -> list[str]:
    return [
        row.charge_type,
        row.first.isoformat(),
        row.last.isoformat(),
        f"{row.quantity.normalize():f}",
        f"{row.amount.normalize():f}",
    ]
