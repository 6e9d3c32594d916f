"""How the source is written: short files that say what they are for, and no floats near money."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT, is_migration, modules, tree

LONGEST = 300
VENDORED = ROOT / "static" / "vendor"
MONEY = ("pricing", "customers", "billing")


def written() -> Iterator[Path]:
    """Every file that a person reads as source."""
    for folder in (*APPS, "tests", "templates", "static"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".css", ".js"} and VENDORED not in path.parents:
                yield path


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in written()}

    assert len(lengths) > 100
    assert {str(path): n for path, n in lengths.items() if n > LONGEST} == {}


def test_every_module_opens_with_a_sentence_saying_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in modules()
        if tree(path).body
        and path.name != "0001_initial.py"  # as Django writes it
        and not (ast.get_docstring(tree(path)) or "").split("\n")[0].strip()
    ]

    assert silent == []


def test_every_public_service_and_engine_function_says_what_it_does() -> None:
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path in modules()
        if {"services", "engine", "queries"} & set(path.parts) and path.parts[0] in APPS
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_no_float_comes_near_money() -> None:
    near = [path for path in modules(*MONEY) if "management" not in path.parts]
    near += [Path("partnercenter/money.py"), Path("partnercenter/periods.py")]

    found = [
        f"{path}:{node.lineno}"
        for path in near
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]

    assert found == []


def test_the_arithmetic_divides_in_one_place_only() -> None:
    divisions = [
        f"{path}:{node.lineno}"
        for path in modules("pricing/engine", "billing/engine")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    ]

    assert divisions == []


def test_modules_are_named_after_what_is_in_them() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "base"}

    assert [str(path) for path in modules(*APPS) if path.stem in vague | {"signals"}] == []


def test_nothing_is_left_to_be_done() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3)

    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in written()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(f"{mark}" in line.split() or f"{mark}:" in line for mark in marks)
    ]

    assert left == []


CLOCKS = [
    "from django.utils import timezone\n\nNOW = timezone.now()\n",
    "from django.utils import timezone\n\nTODAY = timezone.localdate()\n",
    "import datetime\n\nTODAY = datetime.date.today()\n",
    "from datetime import date\n\nTODAY = date.today()\n",
    "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n",
    "from django.dispatch import receiver\n\nprint(receiver)\n",
]
BELOW_THE_DOORS = [
    "billing/services/planted.py",
    "billing/engine/planted.py",
    "customers/models/planted.py",
    "pricing/queries/planted.py",
    "partnercenter/planted.py",
]


def banned(code: str, where: str) -> bool:
    """Whether ruff, as this project sets it, refuses the code in that file for what it calls."""
    ruff = Path(sys.executable).with_name("ruff")
    ran = subprocess.run(
        [ruff, "check", "--quiet", "--no-cache", "--stdin-filename", where, "-"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
    )
    return "TID251" in ran.stdout


@pytest.mark.parametrize("where", BELOW_THE_DOORS)
@pytest.mark.parametrize("code", CLOCKS, ids=[code.split("=")[-1].strip() for code in CLOCKS])
def test_the_clock_and_signals_are_out_of_reach_below_the_doors(code: str, where: str) -> None:
    assert banned(code, where)


@pytest.mark.parametrize("where", ["billing/tasks.py", "billing/web/bills.py"])
def test_a_door_may_read_the_clock(where: str) -> None:
    assert not banned(CLOCKS[0], where)


def test_nobody_below_the_doors_excuses_himself_from_the_ban() -> None:
    excuses = [
        f"{path}:{number}"
        for path in modules(*APPS)
        if not is_migration(path)
        for number, line in enumerate((ROOT / path).read_text().splitlines(), start=1)
        if "noqa" in line and "TID251" in line
    ]

    assert excuses == []
