"""What is written down of signing in: who came, who went, and what failed."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from partnercenter import audit
from partnercenter.models import User

# Nobody signed in does these: it may be anybody who knows the address, or it is the clock.
BY_NOBODY = {"sign_in.failed", "sign_in.refused", "sign_in.timed_out", "second_factor.failed"}


def note(act: str, user: User | None, *, request: HttpRequest, subject: str = "") -> None:
    """Write an act of signing in to the log of the person's partner."""
    audit.record(
        act,
        subject or user,
        at=timezone.now(),
        by=None if act in BY_NOBODY else user,
        partner_id=partner_of(user),
        address=DefaultAccountAdapter().get_client_ip(request),
    )


def printable(text: str) -> str:
    """Return the text as one line without signs that would change how a log reads."""
    return "".join(sign for sign in str(text)[:200] if sign.isprintable())


def partner_of(user: User | None) -> int | None:
    """Return the partner somebody works for; the floor knows memberships by name only."""
    memberships: QuerySet[Model] = QuerySet(apps.get_model("customers.Membership"))
    found = memberships.filter(user=user).values_list("partner_id", flat=True)
    return found.first() if user else None
