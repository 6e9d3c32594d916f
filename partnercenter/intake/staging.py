"""Staging: the rows of a file go by COPY to a table of texts, the sound ones on to typed columns.

Both are temporary tables of the transaction, so a refusal leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from partnercenter.intake.checks import Check, tell
from partnercenter.intake.columns import Column, Layout, recognise
from partnercenter.intake.lines import Lines
from partnercenter.intake.problems import MOST_TOLD, NotTakenIn, Problem, Problems
from partnercenter.intake.reading import Reader
from partnercenter.intake.sources import Source, Unreadable


class Staged:
    """A file whose sound rows are in the table ``taken``; what is wrong with it so far.

    ``given`` names the columns of the layout that the file has.
    """

    def __init__(self, name: str) -> None:
        self.name, self.content_hash, self.rows = name, "", 0
        self.layout, self.given = Layout(()), frozenset[str]()
        self.problems = Problems()

    def check(self, *checks: Check, **params: object) -> None:
        """Run the checks and remember what is wrong."""
        sound = not self.problems
        headers = {column.name: column.header for column in self.layout.columns}
        with connection.cursor() as cursor:
            for check in checks:
                if sound or not check.whole:
                    found, total = check.run(cursor, params, headers)
                    self.problems.extend(found, total=total)

    def require(self, *checks: Check, **params: object) -> None:
        """Run the checks and raise NotTakenIn when anything is wrong with the file."""
        self.check(*checks, **params)
        if self.problems:
            raise self.problems.refused(self.name)

    def refused(self, row: int, field: str, reason: str) -> NotTakenIn:
        """Return the error that tells one problem which makes all others pointless."""
        return NotTakenIn(self.name, [Problem(row, field, reason)])


def execute(statement: str, params: Mapping[str, Any]) -> int:
    """Run a statement on what was taken and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def stage(*, file: Source, name: str, layouts: Sequence[Layout]) -> Staged:
    """Read the file into the table ``taken``: ``line`` and the columns of the layout that fits.

    To be called in a transaction; a second file of the same one replaces the first.
    Raises NotTakenIn at once when nothing is left to check: no such columns, or no rows.
    """
    staged = Staged(name)
    try:
        reader = Reader(file)
        rows = iter(reader)
        headers = next(rows, (1, []))[1]
    except Unreadable as error:
        raise staged.refused(error.line, "", error.reason) from error
    staged.layout = _recognised(staged, layouts, headers)
    staged.problems.fields = [column.header for column in staged.layout.columns]
    lines = Lines(staged.layout, headers, staged.problems)
    staged.given = frozenset(column.name for column in lines.columns)
    with connection.cursor() as cursor:
        columns = ", ".join(f"{column.name} text" for column in lines.columns)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.taken_texts, pg_temp.taken")
        cursor.execute(f"CREATE TEMP TABLE taken_texts (line integer, {columns}) ON COMMIT DROP")
        with cursor.copy("COPY taken_texts FROM STDIN") as copy:
            for block in lines.blocks(rows):
                copy.write(block)
        _give_types(cursor, staged, lines)
    if not lines.rows and not staged.problems:
        raise staged.refused(0, "", _("the file has no rows below its header"))
    staged.rows, staged.content_hash = lines.rows, reader.content_hash
    return staged


def _recognised(staged: Staged, layouts: Sequence[Layout], headers: Sequence[str]) -> Layout:
    if not headers:
        raise staged.refused(0, "", _("the file is empty"))
    if len(headers) == 1 and ";" in headers[0]:
        raise staged.refused(
            1, "", _("the fields are separated by semicolons: save the file with commas")
        )
    names = [header.strip().lower() for header in headers]
    layout = recognise(layouts, names)
    if wrong := layout.missing(names):
        raise NotTakenIn(staged.name, wrong)
    return layout


def _give_types(cursor: Any, staged: Staged, lines: Lines) -> None:
    """Make the table ``taken`` of the sound rows, and tell what is wrong with the others."""
    sound = " AND ".join(column.sound(column.name) for column in lines.columns)
    values = ", ".join(
        f"{column.value(column.name)} AS {column.name}"
        if column in lines.columns
        else f"{column.kind.empty}::{column.kind.sql} AS {column.name}"
        for column in staged.layout.columns
    )
    cursor.execute(
        f"CREATE TEMP TABLE taken ON COMMIT DROP AS SELECT line, {values}"
        f" FROM taken_texts WHERE {sound}"
    )
    unsound = lines.copied - cursor.rowcount
    cursor.execute("ANALYZE taken")
    if unsound:
        _tell_unsound(cursor, staged.problems, lines.columns)
    cursor.execute("DROP TABLE taken_texts")


def _tell_unsound(cursor: Any, problems: Problems, columns: Sequence[Column]) -> None:
    fields = ", ".join(
        f"({place}, {column.name}, {column.sound(column.name)})"
        for place, column in enumerate(columns)
    )
    cursor.execute(
        "SELECT line, place, value, count(*) OVER () FROM taken_texts"
        f" CROSS JOIN LATERAL (VALUES {fields}) AS field (place, value, sound)"
        f" WHERE NOT sound ORDER BY line, place LIMIT {MOST_TOLD}"
    )
    found = cursor.fetchall()
    problems.extend(
        [
            Problem(line, columns[place].header, _why(columns[place], value))
            for line, place, value, total in found
        ],
        total=found[0][-1],
    )


def _why(column: Column, value: str) -> str:
    if not value:
        return _("the value is missing")
    return tell(column.kind.reason, {"value": value, **column.kind.facts})
