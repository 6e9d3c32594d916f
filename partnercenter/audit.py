"""Who did what: written by services, explicitly, in the transaction of the act."""

from datetime import datetime

from partnercenter.models import AuditEntry, User


def record(
    act: str,
    subject: object,
    *,
    at: datetime,
    by: User | None,
    partner_id: int | None = None,
    **facts: object,
) -> None:
    """Add a line to the activity log; ``by=None`` means the system's own clock did it."""
    AuditEntry.objects.create(
        at=at,
        by=by,
        act=act,
        subject=str(subject)[:200],
        partner_id=partner_id,
        facts={name: str(value) for name, value in facts.items()},
    )
