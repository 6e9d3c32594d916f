"""What a person is told when an act was refused, by a service or by the database itself."""

from __future__ import annotations

from django.db import DatabaseError, IntegrityError
from django.utils.translation import gettext as _

from partnercenter.errors import Refused

KEPT = "55000"


def in_words(error: Exception) -> str:
    """Return what to tell the person, or nothing when the error is a failure of ours.

    The names of our constraints and the messages of our triggers are sentences.
    """
    if isinstance(error, Refused):
        return str(error) or _("This is not possible right now.")
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None or not isinstance(error, DatabaseError):
        return ""
    if isinstance(error, IntegrityError) or diagnosis.sqlstate == KEPT:
        rule = (diagnosis.constraint_name or "").replace("_", " ") or diagnosis.message_primary
        return _("Nothing was saved, because of a rule of the database: %(rule)s.") % {
            "rule": rule
        }
    return ""
