"""The published examples, and what the tool says of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from billing.examples.reading import Example
from billing.examples.verdicts import Verdict, verdicts

GOLDEN = Path(__file__).parent.parent / "golden" / "billing_examples.json"
LISTS: dict[str, list[dict[str, Any]]] = {
    name: rows for name, rows in json.loads(GOLDEN.read_text()).items() if isinstance(rows, list)
}
BY_ID = {row["id"]: (name, row) for name, rows in LISTS.items() for row in rows}


def verdict(name: str, said: dict[str, Any], strategy: str | None = None) -> Verdict:
    (found,) = verdicts([Example(name, said["id"], said)], strategy=strategy)
    return found
