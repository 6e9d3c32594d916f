"""Pages of a list whose length is known already."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator


class CountedPaginator(Paginator[Any]):
    """A paginator that is told how many there are, instead of counting once more."""

    def __init__(self, found: Any, per_page: int, *, count: int) -> None:
        super().__init__(found, per_page)
        self._count = count

    @property
    def count(self) -> int:
        return self._count
