"""That a table of a partner went out as a file is written down."""

from __future__ import annotations

from datetime import datetime

from customers.queries.tables import Table
from partnercenter import audit
from partnercenter.models import User
from partnercenter.outgoing.formats import Format


def note(
    *, table: Table, file_format: Format, partner_id: int | None, at: datetime, by: User
) -> None:
    """Add the export to the partner's activity log."""
    audit.record(
        f"{table.code}.exported",
        file_format.named(table.code),
        at=at,
        by=by,
        partner_id=partner_id,
    )
