"""What a file must look like, declared: columns by name, and what each may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partnercenter.intake.problems import Problem
from partnercenter.intake.values import Kind


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column: its header in the file, its name in the table ``taken``, the kind of its values.

    ``required`` asks for the column, ``filled`` for a value in every row.
    """

    header: str
    name: str
    kind: Kind
    required: bool = True
    filled: bool = True

    def sound(self, text: str) -> str:
        """Return the SQL condition that the text may be in this column."""
        if self.filled:
            return f"({text} <> '' AND {self.kind.valid(text)})"
        return f"({text} = '' OR {self.kind.valid(text)})"

    def value(self, text: str) -> str:
        """Return the SQL of the value of sound text."""
        value = self.kind.value(text)
        if not self.filled:
            value = f"CASE WHEN {text} <> '' THEN {value} ELSE {self.kind.empty} END"
        return f"({value})::{self.kind.sql}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one sort of file; any others are passed over."""

    columns: tuple[Column, ...]

    def missing(self, headers: Sequence[str]) -> list[Problem]:
        """Return what is wrong with a header row, whose names are in lower case."""
        problems = []
        for column in self.columns:
            count = headers.count(column.header.lower())
            if count > 1:
                reason = _("the file has %(count)d columns of this name") % {"count": count}
                problems.append(Problem(1, column.header, reason))
            elif not count and column.required:
                problems.append(Problem(1, column.header, _("the column is missing")))
        return problems


def recognise(layouts: Sequence[Layout], headers: Sequence[str]) -> Layout:
    """Return the layout that the header row fits best, the first of several."""
    return min(layouts, key=lambda layout: len(layout.missing(headers)))
