"""What roles grant in this installation: the table of ``roles``, or the operator's own rows of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from partnercenter.roles import TABLE, Permission, Role

Grants = Mapping[Permission, frozenset[Role]]


class UnreadableRoles(Exception):
    """The file named by ``ROLES_FILE`` is not a table of roles; tells what is wrong in it."""


def permissions_of(held: Iterable[Role]) -> frozenset[Permission]:
    """Return what somebody with all these roles may do."""
    roles, granted = frozenset(held), grants()
    return frozenset(permission for permission in Permission if granted[permission] & roles)


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that grant the permission, in the order of ``Role``."""
    granted = grants()[permission]
    return tuple(role for role in Role if role in granted)


def grants() -> Grants:
    """Return the table in force; raises UnreadableRoles."""
    return _table(str(settings.ROLES_FILE))


def read(path: str) -> Grants:
    """Return the table with the rows that a file says otherwise; raises UnreadableRoles.

    The file is a JSON object from permissions to lists of roles, ``{"cancel_subscriptions":
    ["global_admin", "billing_admin"]}``; a permission that it does not name keeps its row.
    """
    try:
        rows = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableRoles(f"{path}: {error}") from error
    if not isinstance(rows, dict):
        raise UnreadableRoles(f"{path}: expected an object from permissions to lists of roles")
    return {**TABLE, **dict(_row(path, name, row) for name, row in rows.items())}


def _row(path: str, name: str, row: Any) -> tuple[Permission, frozenset[Role]]:
    if name not in list(Permission):
        raise UnreadableRoles(f"{path}: there is no permission {name!r}")
    if not isinstance(row, list):
        raise UnreadableRoles(f"{path}: {name} must be a list of roles")
    if unknown := [role for role in row if role not in list(Role)]:
        raise UnreadableRoles(f"{path}: {name}: there is no role {unknown[0]!r}")
    return Permission(name), frozenset(Role(role) for role in row)


@functools.cache
def _table(path: str) -> Grants:
    return read(path) if path else TABLE
