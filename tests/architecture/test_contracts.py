"""The import contracts hold, and each one would be noticed if it were broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT

DOWNWARD = "Apps depend downward: billing > customers > pricing > partnercenter"
LAYERS = "Inside an app: doors > demo > services > documents > queries > models > engine"
ARITHMETIC = "Arithmetic knows no framework"
CIRCLES = "Siblings never form a circle"
WEASYPRINT = "WeasyPrint is met in one module only"

BREACHES = [
    (DOWNWARD, "partnercenter/queue.py", "import pricing.models"),
    (DOWNWARD, "pricing/queries/prices.py", "from customers.models import Partner"),
    (DOWNWARD, "customers/services/subscriptions.py", "from billing.models import Invoice"),
    (LAYERS, "billing/models/usage.py", "from billing.services import runs"),
    (LAYERS, "billing/queries/facts.py", "import billing.documents.sheet"),
    (LAYERS, "billing/services/runs.py", "from billing import tasks"),
    (LAYERS, "billing/engine/bill.py", "from billing.models import Invoice"),
    (LAYERS, "billing/tasks.py", "import billing.web.urls"),
    (LAYERS, "customers/helpers.py", ""),
    (LAYERS, "billing/signals.py", ""),
    (ARITHMETIC, "pricing/engine/terms.py", "from django.utils import timezone"),
    (ARITHMETIC, "billing/engine/taxes.py", "import psycopg"),
    (ARITHMETIC, "partnercenter/periods.py", "import partnercenter.queue"),
    (CIRCLES, "partnercenter/periods.py", "import partnercenter.circle"),
    (WEASYPRINT, "billing/services/documents.py", "import weasyprint"),
    (WEASYPRINT, "partnercenter/storage.py", "from weasyprint import HTML"),
]


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("untouched")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for app in APPS:
        shutil.copytree(ROOT / app, folder / app, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def verdicts(folder: Path) -> dict[str, str]:
    """What import-linter says about each contract: KEPT or BROKEN."""
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True
    )
    told = [line.rsplit(" ", 1) for line in ran.stdout.splitlines()]
    found = {words[0]: words[1] for words in told if words[-1] in {"KEPT", "BROKEN"}}
    assert (ran.returncode == 0) == (set(found.values()) == {"KEPT"}), ran.stdout + ran.stderr
    return found


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def test_every_contract_is_kept(untouched: Path) -> None:
    assert verdicts(untouched) == dict.fromkeys(contracts(), "KEPT")


def test_every_contract_has_a_breach_to_be_tried_with() -> None:
    assert {contract for contract, _, _ in BREACHES} == set(contracts())


@pytest.mark.parametrize(
    ("contract", "where", "planted"), BREACHES, ids=[f"{b[1]} {b[2]}".strip() for b in BREACHES]
)
def test_a_planted_breach_breaks_its_contract(
    contract: str, where: str, planted: str, untouched: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "planted"
    shutil.copytree(untouched, folder)
    (folder / "partnercenter" / "circle.py").write_text("import partnercenter.periods\n")
    with (folder / where).open("a") as file:
        file.write(f"\n{planted}\n")

    assert verdicts(folder)[contract] == "BROKEN"
