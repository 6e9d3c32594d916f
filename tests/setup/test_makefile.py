"""Two commands are all one has to know; the others are listed."""

import os
import re
import subprocess
from pathlib import Path

from partnercenter.embedded.prepare import REQUIREMENTS

ROOT = Path(__file__).resolve().parent.parent.parent
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def make(*words: str) -> str:
    # Not as a part of the make that may be running these tests.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    ended = subprocess.run(
        ["make", *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    return ended.stdout


def test_make_alone_lists_every_target() -> None:
    listed = re.findall(r"^make ([a-z]+)", make(), re.MULTILINE)

    assert listed == [
        *("help", "run", "test", "lint", "format", "bench", "doctor", "lock", "clean"),
    ]


def test_options_reach_the_start() -> None:
    planned = make("-n", "run", "PORT=9000", "HOST=0.0.0.0", "DEMO=0").splitlines()[-1]

    assert planned == (
        "exec .venv/bin/python manage.py up --host '0.0.0.0' --port '9000' --no-demo"
    )


def test_every_check_runs_in_order_and_stops_at_the_first_failure() -> None:
    https = "PUBLIC_URL=https://partnercenter.example"

    planned = re.findall(r"^printf '\\n=== %s\\n' '(.+?)' && ", make("-n", "test"), re.MULTILINE)

    assert planned == [
        ".venv/bin/ruff check .",
        ".venv/bin/ruff format --check .",
        ".venv/bin/lint-imports",
        ".venv/bin/mypy .",
        ".venv/bin/python manage.py makemigrations --check --dry-run",
        f"{https} .venv/bin/python manage.py check --deploy --fail-level WARNING",
        ".venv/bin/pytest",
    ]


def test_the_build_machine_runs_what_everybody_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")

    assert script.splitlines()[-1] == 'cd "$(dirname "$0")/.." && exec make test'


def test_every_requirement_is_pinned_and_locked() -> None:
    requirements, constraints = (path.read_text("utf-8") for path in REQUIREMENTS)
    wanted = re.findall(r"^([\w-]+)(?:\[[\w,]+\])?==(\S+)", requirements, re.MULTILINE)
    lines = [line for line in requirements.splitlines() if line and not line.startswith("#")]
    locked = {
        (name.lower().replace("_", "-"), version)
        for name, version in re.findall(r"^([\w-]+)==(\S+)$", constraints, re.MULTILINE)
    }

    assert len(wanted) == len(lines)
    assert set(wanted) <= locked
