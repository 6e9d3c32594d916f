"""The examples tool: it passes what is right, fails what is not, and never passes over anything."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from billing.examples.verdicts import FAIL, PASS, SKIP, Verdict
from billing.models import Invoice, Supplier
from customers.models import Partner
from pricing.models import PriceList
from tests.billing.published import BY_ID, GOLDEN, LISTS, verdict

pytestmark = pytest.mark.django_db


def changed(id: str, change: Callable[[dict[str, Any]], object]) -> Verdict:
    name, said = BY_ID[id]
    said = deepcopy(said)
    change(said)
    return verdict(name, said)


def run(path: Path, **options: Any) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("examples", str(path), stdout=out, **options)
    except SystemExit as stopped:
        return out.getvalue(), int(stopped.code or 0)
    return out.getvalue(), 0


def test_every_published_example_comes_out_under_every_strategy() -> None:
    told, code = run(GOLDEN, strategy="all")

    skips = sum("skip" in row for rows in LISTS.values() for row in rows)
    every = sum(len(rows) for rows in LISTS.values())
    assert [line for line in told.splitlines() if line.startswith(FAIL)] == []
    assert told.splitlines()[-1] == f"{every - skips} passed, 0 failed, {skips} skipped"
    assert code == 0
    assert not Partner.objects.exists()
    assert not Supplier.objects.exists()
    assert not PriceList.objects.exists()
    assert not Invoice.objects.exists()


def test_skipping_needs_a_reason_in_the_file() -> None:
    name, said = BY_ID["US-13"]

    assert str(verdict(name, said)) == f"SKIP US-13: {said['skip']}"
    assert verdict(name, {**said, "skip": ""}).outcome != SKIP


def test_a_failure_makes_the_command_fail_and_says_what_was_expected(tmp_path: Path) -> None:
    said = {**BY_ID["CA-02"][1], "expected": {"due_date": "2019-09-05"}}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"calendar": [BY_ID["CA-01"][1], said]}))

    told, code = run(path)

    assert told.splitlines() == [
        "PASS CA-01",
        "FAIL CA-02: due_date: expected 2019-09-05 got 2019-09-04",
        "1 passed, 1 failed, 0 skipped",
    ]
    assert code == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[]", "not an object of lists"),
        ("{", "is not JSON"),
        ('{"usage": [{"title": "no id"}]}', "usage, entry 1 has no id"),
    ],
)
def test_a_file_that_holds_no_examples_is_refused(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(content)

    with pytest.raises(CommandError, match=told):
        run(path)


@pytest.mark.parametrize(
    ("id", "change", "key"),
    [
        ("LM-01", lambda said: said.update(surprise=1), "surprise"),
        ("LM-01", lambda said: said["inputs"].update(discount="1.00"), "discount"),
        ("LM-01", lambda said: said["inputs"].update(timezone="CET"), "timezone CET"),
        ("LM-02", lambda said: said["inputs"]["events"][0].update(action="pause"), "action pause"),
        ("LM-02", lambda said: said["inputs"]["events"][0].update(why="x"), "why"),
        ("LM-01", lambda said: said["expected_lines"][0].update(tax="0.00"), "tax"),
        ("LM-01", lambda said: said.update(settings={"mood": "good"}), "mood"),
        ("US-01", lambda said: said["inputs"].update(Colour="red"), "Colour"),
        ("US-01", lambda said: said["expected"].update(Margin="1"), "Margin"),
        ("US-11", lambda said: said["expected"]["lines"][0].update(colour="1"), "colour"),
        ("CA-01", lambda said: said["expected"].update(paid_on="2020-11-11"), "paid_on"),
        ("CU-03", lambda said: said["inputs"]["customer"].update(mood="good"), "mood"),
        ("CU-03", lambda said: said["inputs"].update(billing_type="gift"), "billing_type gift"),
        ("IN-04", lambda said: said["inputs"][0]["buys"].append("a boat"), "a boat"),
        ("CN-03", lambda said: said["inputs"].update(policy="none"), "policy none"),
    ],
)
def test_whatever_is_not_known_fails_by_name(
    id: str, change: Callable[[dict[str, Any]], object], key: str
) -> None:
    assert str(changed(id, change)) == f"FAIL {id}: unknown key {key}"


def test_a_list_of_another_name_is_not_passed_over() -> None:
    assert str(verdict("weather", {"id": "W-1"})) == "FAIL W-1: unknown key weather"


def test_an_example_that_expects_nothing_proves_nothing() -> None:
    assert changed("CA-02", lambda said: said.update(expected={})).outcome == FAIL
    assert changed("LM-01", lambda said: said.update(expected_lines=[])).outcome == FAIL
    assert changed("DF-01", lambda said: said["inputs"].pop("purchase")).outcome == PASS
    assert changed("LM-01", lambda said: said["inputs"].pop("purchase")).outcome == FAIL


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in what is expected that holds a number, a text or a flag."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, held in entries:
        if isinstance(held, dict | list):
            yield from leaves(held)
        else:
            yield value, key


def another(value: Any) -> Any:
    """Another value of the same kind, as near as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value[:4].isdecimal() and value[4:5] == "-":
        return "1" + value[1:]
    try:
        return str(Decimal(value) + Decimal("0.000000000000001"))
    except ArithmeticError:
        return value + "?"


FIGURES = [
    row["id"]
    for name, rows in LISTS.items()
    for row in rows
    if name != "proration" and "skip" not in row
]


@pytest.mark.parametrize("id", FIGURES)
def test_no_expected_figure_may_be_another(id: str) -> None:
    name, said = BY_ID[id]
    count = len(list(leaves({"": said["expected"]})))

    for number in range(count):
        copy = deepcopy(said)
        where, key = list(leaves({"": copy["expected"]}))[number] if count else (None, None)
        if isinstance(copy["expected"], str):
            copy["expected"] = another(copy["expected"])
        else:
            where[key] = another(where[key])

        assert verdict(name, copy).outcome == FAIL, (where, key)


@pytest.mark.parametrize("id", ["LM-02", "LA-06", "FQ-09", "FQ-10", "DF-09"])
@pytest.mark.parametrize("key", ["amount", "quantity", "charge_start", "charge_type"])
def test_no_line_of_a_story_may_be_another(id: str, key: str) -> None:
    def change(said: dict[str, Any]) -> None:
        line = said["expected_lines"][-1]
        line.pop("by_strategy", None)
        line.pop("charge_type_also", None)
        line[key] = another(line[key])

    assert changed(id, change).outcome == FAIL


def test_a_line_that_is_missing_or_too_much_fails_its_file_and_no_other() -> None:
    def without(said: dict[str, Any]) -> None:
        said["expected_lines"].pop()

    def doubled(said: dict[str, Any]) -> None:
        said["expected_lines"].append(said["expected_lines"][-1])

    def only_the_first_file(said: dict[str, Any]) -> None:
        said["expected_lines"] = said["expected_lines"][:1]

    assert changed("LM-02", without).outcome == FAIL
    assert changed("LM-02", doubled).outcome == FAIL
    assert changed("LM-02", only_the_first_file).outcome == PASS


def test_a_story_that_cannot_happen_fails_with_the_reason() -> None:
    def twice(said: dict[str, Any]) -> None:
        said["inputs"]["events"].append({"date": "2018-03-02", "action": "suspend"})
        said["expected_lines"][-1]["recon_file_date"] = "2018-03-15"

    found = changed("LM-04", twice)

    assert "Only an active subscription can be suspended" in found.why


def test_a_strategy_that_the_example_says_nothing_of_is_not_guessed() -> None:
    name, said = BY_ID["LM-02"]
    said = deepcopy(said)
    for line in said["expected_lines"]:
        line.get("by_strategy", {}).pop("floor_unit", None)

    assert verdict(name, said, "published").outcome == PASS
    assert str(verdict(name, said, "all")).endswith("missing key by_strategy.floor_unit")


def test_a_setting_holds_for_its_example_only() -> None:
    assert changed("FQ-10", lambda said: said.pop("settings")).outcome == FAIL
    assert changed("LA-02", lambda said: said.pop("settings")).outcome == FAIL
    wrong = changed("FQ-10", lambda said: said.update(settings={"month_end_anchor": "never"}))
    assert "month_end_anchor is 'never'" in wrong.why
