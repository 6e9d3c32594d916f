"""What is wrong with a file, told by row, field and reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnercenter.errors import Refused

MOST_TOLD = 100


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong; ``row`` is the line in the file, 0 when it is the whole file."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        place = [_("row %(row)d") % {"row": self.row}] if self.row else []
        place += [self.field] if self.field else []
        return f"{', '.join(place)}: {self.reason}" if place else self.reason


class NotTakenIn(Refused):
    """A file has problems, so nothing of it was stored; ``total`` counts those not told, too."""

    code = "not_taken_in"

    def __init__(self, name: str, problems: Iterable[Problem], *, total: int = 0) -> None:
        self.problems = tuple(problems)
        self.total = max(total, len(self.problems))
        told = ngettext(
            "%(name)s was not taken in, it has %(count)d problem. %(first)s",
            "%(name)s was not taken in, it has %(count)d problems. The first: %(first)s",
            self.total,
        )
        super().__init__(
            told % {"name": name, "count": self.total, "first": next(iter(self.problems), "")}
        )


class AlreadyTakenIn(Refused):
    """The same content was taken in before."""

    code = "already_taken_in"


class Problems:
    """Collects problems, remembers the first hundred by row and field, and counts all."""

    def __init__(self) -> None:
        self.total = 0
        self.fields: list[str] = []
        self._kept: list[Problem] = []

    def __bool__(self) -> bool:
        return self.total > 0

    def add(self, row: int, field: str, reason: str) -> None:
        """Add one problem; those come in order of rows."""
        self.extend([Problem(row, field, reason)], total=1)

    def extend(self, found: Iterable[Problem], *, total: int) -> None:
        """Add the first problems of one search, of which there are ``total``."""
        self.total += total
        if len(self._kept) < MOST_TOLD or total > 1:
            self._kept = sorted([*self._kept, *found], key=self._place)[:MOST_TOLD]

    def refused(self, name: str) -> NotTakenIn:
        """Return the error that tells them."""
        return NotTakenIn(name, self._kept, total=self.total)

    def _place(self, problem: Problem) -> tuple[int, int]:
        known = problem.field in self.fields
        return problem.row, self.fields.index(problem.field) if known else len(self.fields)
