"""Files as a partner's people choose them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from customers.models import ImportKind, Partner, PreparedImport
from customers.services.imports import taking_in
from partnercenter.grants import permissions_of
from partnercenter.models import User
from partnercenter.roles import Role

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
EVERYTHING = permissions_of(Role)
HEADER = "CustomerId,CompanyName,DomainName,Country,Segment"
USERS = "Email,FirstName,LastName,Roles"


def prepared(
    partner: Partner,
    by: User,
    *rows: str,
    kind: ImportKind = ImportKind.CUSTOMERS,
    roles: tuple[Role, ...] = tuple(Role),
) -> PreparedImport:
    return taking_in.prepare(
        partner=partner,
        kind=kind,
        file=io.BytesIO("\r\n".join(rows).encode()),
        name="file.csv",
        permissions=permissions_of(roles),
        at=AT,
        by=by,
    )
