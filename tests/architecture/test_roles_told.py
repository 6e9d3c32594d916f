"""What the documentation says of roles is what the table says."""

import re
from pathlib import Path

from partnercenter.roles import TABLE, Permission, Role

ROW = re.compile(r"^\| `(\w+)` \| .+? \| (.*) \|$", re.MULTILINE)
DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"


def test_the_documented_table_is_the_table() -> None:
    told = {
        Permission(name): frozenset(
            role for role, mark in zip(Role, marks.split("|"), strict=True) if mark.strip()
        )
        for name, marks in ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    }

    assert told == TABLE
