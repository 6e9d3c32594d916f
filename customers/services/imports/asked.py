"""Who takes in a file, for whom and when: what every kind of import is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from customers.models import Partner
from partnercenter.intake import NotTakenIn, Problem, Staged
from partnercenter.models import User
from partnercenter.roles import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One person's wish to take in the table ``taken`` for the own partner.

    Where it ``is_trial`` all of it is taken back, so nobody may be told of anything.
    """

    partner: Partner
    staged: Staged
    permissions: frozenset[Permission]
    by: User
    at: datetime
    is_trial: bool = False

    @property
    def on(self) -> date:
        return self.at.date()

    def require(self, permission: Permission, row: int | None) -> None:
        """Refuse a row that the person's roles do not allow; raises NotTakenIn."""
        if row is not None and permission not in self.permissions:
            reason = _("your roles do not let you do this")
            raise NotTakenIn(self.staged.name, [Problem(row, "", reason)])


def fetched(statement: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a statement by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
