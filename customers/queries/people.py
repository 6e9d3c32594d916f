"""Questions about people: what somebody may do, and who works for a partner."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from customers.models import Membership
from partnercenter.access import NOBODY, Actor
from partnercenter.grants import permissions_of
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role

STAFF = "staff"
# How somebody came to be let in or not: by the partner's own people, and by staff.
DISABLING = ("person.disabled", "person.enabled", "user.disabled", "user.enabled")
INVITED = Q(invited_at__isnull=False, last_login__isnull=True)


class PersonState(TextChoices):
    """Whether somebody can sign in; invited is who never did."""

    ACTIVE = "active", _("Active")
    INVITED = "invited", _("Invited")
    DISABLED = "disabled", _("Disabled")


STATES = {
    PersonState.ACTIVE: Q(is_active=True) & ~INVITED,
    PersonState.INVITED: Q(is_active=True) & INVITED,
    PersonState.DISABLED: Q(is_active=False),
}


def actor_for(user: User) -> Actor:
    """Return what this person may do, from all their roles at their partner together."""
    memberships = list(user.memberships.select_related("partner").order_by("pk"))
    if not memberships or not user.is_active:
        return NOBODY
    partner = memberships[0].partner
    held = [Role(m.role) for m in memberships if m.partner_id == partner.pk]
    return Actor(
        user.pk,
        partner.pk,
        permissions_of(held),
        partner.currency,
        is_unconfirmed=partner.profile_confirmed_at is None,
    )


def lacks_second_factor(user: User) -> bool:
    """Whether a role of this person asks for a second factor and there is none."""
    asked = frozenset(settings.SECOND_FACTOR_ROLES)
    held = set(user.memberships.values_list("role", flat=True))
    if user.is_staff:
        held.add(STAFF)
    return bool(asked & held) and not _factors().filter(user=user).exists()


def people(actor: Actor, *, words: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Return those who work for the actor's partner and fit, by name.

    Each has ``roles``, a list of codes, and ``has_second_factor``. The supplier's staff are
    nobody's people, whatever roles they hold.
    """
    works = Membership.objects.filter(user=OuterRef("pk"), partner_id=actor.tenant)
    found = User.objects.filter(Exists(works), is_staff=False, is_superuser=False)
    for word in words.split():
        found = found.filter(
            Q(email__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        )
    if role:
        found = found.filter(Exists(works.filter(role=role)))
    if state:
        found = found.filter(STATES[PersonState(state)])
    told: QuerySet[User] = found.annotate(
        roles=ArrayAgg("memberships__role", default=[]),
        has_second_factor=Exists(_factors().filter(user=OuterRef("pk"))),
    )
    return told.order_by("first_name", "last_name", "email")


def roles_of(person: User) -> list[Role]:
    """Return the roles of one of ``people``, in the order of ``Role``."""
    return [role for role in Role if role in vars(person)["roles"]]


def state_of(person: User) -> PersonState:
    """Return the state of a person, as the filter of ``people`` has it."""
    if not person.is_active:
        return PersonState.DISABLED
    never = person.invited_at is not None and person.last_login is None
    return PersonState.INVITED if never else PersonState.ACTIVE


def is_locked(person: User) -> bool:
    """Whether it was the supplier who disabled somebody: whatever the partner did not do itself."""
    told = AuditEntry.objects.filter(act__in=DISABLING, subject=person.email)
    works = person.memberships.values("partner_id")
    last = told.filter(partner_id__in=works).order_by("-pk").first()
    return not person.is_active and (last is None or last.act != "person.disabled")


def _factors() -> Any:
    return Authenticator.objects.filter(type=Authenticator.Type.TOTP)
