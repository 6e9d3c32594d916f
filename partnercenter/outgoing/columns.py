"""What a file that goes out holds, declared: columns in their order, and what each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from psycopg import sql

Source = str | sql.Composable


class Flavour(Enum):
    """For whom a file is: a machine that wants it exact, or a person with a spreadsheet."""

    EXACT = "exact"
    SAFE = "safe"


class Kind(Enum):
    """What a column holds; it decides how a value is written in each flavour."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column: its header in the file, the SQL expression of its values, what they are.

    TEXT takes any expression, DAY one of a date, NUMBER of a numeric, COUNT of a whole number.
    """

    header: str
    sql: str
    kind: Kind = Kind.TEXT

    @property
    def exact(self) -> str:
        """The SQL of the exact text: ISO days, decimals without trailing zeros; NULL is empty."""
        match self.kind:
            case Kind.TEXT:
                return f"nullif(({self.sql})::text, '')"
            case Kind.DAY:
                return f"to_char({self.sql}, 'YYYY-MM-DD')"
            case Kind.NUMBER:
                return f"trim_scale({self.sql})::text"
            case Kind.COUNT:
                return f"({self.sql})::text"


def selection(source: Source, columns: Sequence[OutColumn]) -> sql.Composed:
    """Return the select of the exact texts, named c0, c1 and so on, from the caller's source."""
    values = ", ".join(f"{column.exact} AS c{place}" for place, column in enumerate(columns))
    rest = sql.SQL(source) if isinstance(source, str) else source
    return sql.SQL("SELECT {} {}").format(sql.SQL(values), rest)
