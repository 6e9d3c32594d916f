"""Paging through tables of any size: the rows are counted no further than anybody pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000


class NearestRows(Paginator[Any]):
    """Pages through the first ten thousand rows; what lies beyond is found by searching."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, and ten thousand when there are more."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:MOST].count()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than the pages show."""
        return self.count >= MOST
