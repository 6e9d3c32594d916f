"""Pages of a list told by where the last one ended: the thousandth is as quick as the first."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in their order, and the cursors of the pages next to them, empty where there is none."""

    rows: list[Row]
    before: str
    after: str


def page(
    rows: QuerySet[Row],
    *,
    by: Sequence[str],
    size: int,
    asked: Mapping[str, str],
    descending: bool = False,
) -> Page[Row]:
    """Return the page that the address asks for with ``?after=`` or ``?before=``, else the first.

    ``by`` names columns of the rows' own model that nobody leaves empty, the last of them unique;
    an index that begins with them finds every page at once. All are ascending or all descending.
    A cursor that nobody gave out counts as none; where less than a page is left before the one
    asked for, the first is shown in full.
    """
    earlier = _beyond(rows, by, asked.get("before", ""), descending=not descending)
    if earlier is not None:
        found = list(earlier[: size + 1])
        if len(found) >= size:
            kept = found[size - 1 :: -1]
            return Page(kept, _told(kept[0], by) if found[size:] else "", _told(kept[-1], by))
    later = None
    if earlier is None:
        later = _beyond(rows, by, asked.get("after", ""), descending=descending)
    found = list((_sorted(rows, by, descending) if later is None else later)[: size + 1])
    kept = found[:size]
    return Page(
        kept,
        before=_told(kept[0], by) if kept and later is not None else "",
        after=_told(kept[-1], by) if found[size:] else "",
    )


def _beyond(
    rows: QuerySet[Row], by: Sequence[str], cursor: str, *, descending: bool
) -> QuerySet[Row] | None:
    """Return the rows that come after the cursor's in this order; None where it is none."""
    try:
        told = _read(cursor, by)
        return _sorted(rows.filter(_after(by, told, "lt" if descending else "gt")), by, descending)
    except (ValueError, ValidationError):
        return None


def _sorted(rows: QuerySet[Row], by: Sequence[str], descending: bool) -> QuerySet[Row]:
    return rows.order_by(*(f"-{name}" if descending else name for name in by))


def _after(by: Sequence[str], values: Sequence[str], past: str) -> Q:
    """Compare column by column; the bound of the first alone is what an index is entered by."""
    asked = Q(**{f"{by[-1]}__{past}": values[-1]})
    for name, value in list(zip(by, values, strict=True))[-2::-1]:
        asked = Q(**{f"{name}__{past}e": value}) & (Q(**{f"{name}__{past}": value}) | asked)
    return asked


def _told(row: Model, by: Sequence[str]) -> str:
    values = [str(row.serializable_value(name)) for name in by]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(cursor: str, by: Sequence[str]) -> list[str]:
    """Return the values of a cursor as texts; raises ValueError for what was never one."""
    if len(cursor) > LONGEST:
        raise ValueError("longer than any cursor")
    told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if not isinstance(told, list) or len(told) != len(by):
        raise ValueError(cursor)
    for text in told:
        if not isinstance(text, str) or "\0" in text:
            raise ValueError(cursor)
        text.encode()  # half a character is none that the database knows
    return told
