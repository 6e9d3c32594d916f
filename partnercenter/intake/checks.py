"""What the apps check about the rows of a file, as a set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partnercenter.intake.problems import MOST_TOLD, Problem
from partnercenter.intake.values import Words

LONGEST_TOLD = 80


@dataclass(frozen=True, slots=True)
class Check:
    """A question to the table ``taken``, answered with the rows that are wrong and why.

    ``sql`` selects ``line``, ``code`` and whatever the reasons mention by name; a row whose code
    is NULL is sound. ``tells`` gives each code its column and reason. A check that looks from row
    to row says so with ``whole``: it is skipped when some rows already fell out.
    """

    sql: str
    tells: Mapping[str, tuple[str, Words]]
    whole: bool = False

    def run(
        self, cursor: Any, params: Mapping[str, object], headers: Mapping[str, str]
    ) -> tuple[list[Problem], int]:
        """Return the first problems and how many there are in all."""
        cursor.execute(
            f"SELECT q.*, count(*) OVER () FROM ({self.sql}) AS q"
            f" WHERE q.code IS NOT NULL ORDER BY q.line LIMIT {MOST_TOLD}",
            params,
        )
        names = [column.name for column in cursor.description]
        rows = cursor.fetchall()
        problems = [self._told(dict(zip(names, row, strict=True)), headers) for row in rows]
        return problems, rows[0][-1] if rows else 0

    def _told(self, facts: Mapping[str, Any], headers: Mapping[str, str]) -> Problem:
        column, reason = self.tells[facts["code"]]
        return Problem(facts["line"], headers.get(column, ""), tell(reason, facts))


def tell(reason: Words, facts: Mapping[str, object]) -> str:
    """Return the reason in the reader's language; long values are cut off."""
    return str(reason) % {
        name: f"{fact[:LONGEST_TOLD]}..."
        if isinstance(fact, str) and len(fact) > LONGEST_TOLD
        else fact
        for name, fact in facts.items()
    }
