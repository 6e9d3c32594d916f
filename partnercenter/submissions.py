"""A form that is sent twice acts once: the second click is led where the first one led."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partnercenter.errors import Refused
from partnercenter.models import Submission, User

KEPT = timedelta(days=7)


class NotYours(Refused):
    """The key of a form belongs to the person it was shown to."""

    code = "not_yours"


def new_key() -> uuid.UUID:
    """Return the key that a form carries from the moment it is shown."""
    return uuid.uuid4()


@transaction.atomic
def once(key: uuid.UUID, *, by: User, at: datetime, act: Callable[[], str]) -> str:
    """Act and return the address that the act leads to; with a known key only return it.

    A second click waits for the first to be committed. What raises keeps no key, so that the form
    can be sent again.
    """
    sent, is_first = Submission.objects.get_or_create(
        key=key, defaults={"by": by, "at": at, "leads_to": ""}
    )
    if sent.by_id != by.pk:
        raise NotYours(_("This form was shown to somebody else: open the page again."))
    if is_first:
        sent.leads_to = act()
        sent.save(update_fields=["leads_to"])
    return sent.leads_to


def forget(*, before: datetime) -> int:
    """Remove the keys of forms sent long before the moment; return how many."""
    return Submission.objects.filter(at__lt=before - KEPT).delete()[0]
