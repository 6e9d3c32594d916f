"""What taking in a file would change, row by row, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a row; ``before`` is empty of what is new."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowOutlook:
    """What becomes of one row of the file: ``what`` is new or changed."""

    row: int
    what: str
    name: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many rows are new, changed and the same, with the first of those that are not.

    ``mark`` is a digest of every row, so that two outlooks are equal only if all their rows are.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    rows: tuple[RowOutlook, ...] = field(default=())
    mark: str = ""

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same

    def as_data(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)


def from_data(data: Mapping[str, Any]) -> Outlook:
    """Return the outlook that was kept as plain data."""
    rows = tuple(
        RowOutlook(
            row["row"],
            row["what"],
            row["name"],
            tuple(Difference(**one) for one in row["differences"]),
        )
        for row in data.get("rows", ())
    )
    return Outlook(data["new"], data["changed"], data["same"], rows, data.get("mark", ""))
