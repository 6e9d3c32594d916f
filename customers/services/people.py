"""A partner's people: who is invited, what each may do, and who may no longer sign in.

Every act holds the partner's row, so that two at once cannot leave it without a Global admin.
A mail leaves once the act is committed (``tasks.tell_of_invitation``); whether it came nobody knows,
so that it can be sent again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.models import Membership, Partner
from customers.queries.people import STATES, PersonState, is_locked, state_of
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.queue import enqueue
from partnercenter.roles import Role

ONE_CLICK = timedelta(minutes=1)


class CannotBeInvited(Refused):
    """The address belongs to somebody the partner has nothing to say over; not told to whom."""

    code = "cannot_be_invited"


class WorksHereAlready(Refused):
    """The address belongs to one of the partner's own people."""

    code = "works_here_already"


class NotOneself(Refused):
    """Nobody takes roles or access from him- or herself."""

    code = "not_oneself"


class LastGlobalAdmin(Refused):
    """One Global admin who can sign in always stays."""

    code = "last_global_admin"


class NoRole(Refused):
    """Whoever works for a partner has a role; who may no longer enter is disabled."""

    code = "no_role"


class LockedBySupplier(Refused):
    """Whom the supplier disabled, the supplier alone enables."""

    code = "locked_by_supplier"


class NotInvited(Refused):
    """The person has signed in already, or is disabled."""

    code = "not_invited"


@transaction.atomic
def invite(
    *,
    partner: Partner,
    email: str,
    first_name: str,
    last_name: str,
    roles: Collection[Role],
    at: datetime,
    by: User,
) -> User:
    """Add somebody and send the mail with which a password is chosen.

    Raises CannotBeInvited, WorksHereAlready and NoRole.
    """
    person = add(
        partner=partner,
        email=email,
        first_name=first_name,
        last_name=last_name,
        roles=roles,
        at=at,
        by=by,
    )
    tell(person, partner=partner, at=at, by=by)
    return person


@transaction.atomic
def add(
    *,
    partner: Partner,
    email: str,
    first_name: str,
    last_name: str,
    roles: Collection[Role],
    at: datetime,
    by: User,
) -> User:
    """Add somebody who is not told of it yet.

    Raises CannotBeInvited, WorksHereAlready and NoRole.
    """
    _held(partner)
    _require_roles(roles)
    email = User.objects.normalize_email(email).lower()
    User.objects.get_or_create(
        email=email,
        defaults={"first_name": first_name, "last_name": last_name, "password": "!"},
    )
    person = User.objects.select_for_update().get(email=email)
    if person.memberships.filter(partner=partner).exists():
        raise WorksHereAlready(
            _("%(email)s works for you already: change the roles instead.") % {"email": email}
        )
    if not person.is_active or person.is_staff or person.memberships.exists():
        raise _not_theirs(email)
    _give(person, partner, roles)
    told = {"roles": _told(roles)}
    audit.record("person.invited", email, at=at, by=by, partner_id=partner.pk, **told)
    return person


@transaction.atomic
def invite_again(*, partner: Partner, person: User, at: datetime, by: User) -> None:
    """Send the mail once more; the link of the one before stops working.

    A second click within the minute sends nothing more. Raises NotInvited and CannotBeInvited.
    """
    person = _one_of(_held(partner), person)
    if state_of(person) != PersonState.INVITED:
        raise NotInvited(
            _("%(email)s has signed in already: “Forgot your password?” sends a new link.")
            % {"email": person.email}
        )
    if person.invited_at and at - person.invited_at < ONE_CLICK:
        return
    audit.record("person.invited_again", person, at=at, by=by, partner_id=partner.pk)
    tell(person, partner=partner, at=at, by=by)


@transaction.atomic
def give_roles(
    *, partner: Partner, person: User, roles: Collection[Role], at: datetime, by: User
) -> bool:
    """Have the person hold exactly these roles; return whether that is a change.

    Raises NoRole, NotOneself when somebody would lose a role of their own, LastGlobalAdmin, and
    CannotBeInvited for somebody who is none of the partner's people.
    """
    person = _one_of(_held(partner), person)
    _require_roles(roles)
    held = {Role(role) for role in person.memberships.values_list("role", flat=True)}
    wanted = set(roles)
    if person.pk == by.pk and not held <= wanted:
        raise NotOneself(_("Nobody takes a role from him- or herself: ask another Global admin."))
    if held == wanted:
        return False
    if Role.GLOBAL_ADMIN not in wanted:
        _require_another_global_admin(partner, person)
    person.memberships.exclude(role__in=wanted).delete()
    _give(person, partner, wanted - held)
    audit.record(
        "person.roles_given",
        person,
        at=at,
        by=by,
        partner_id=partner.pk,
        before=_told(held),
        after=_told(wanted),
    )
    return True


@transaction.atomic
def disable(*, partner: Partner, person: User, at: datetime, by: User) -> bool:
    """Sign somebody out everywhere and let nobody in again; return whether that is a change.

    Raises NotOneself, LastGlobalAdmin and CannotBeInvited.
    """
    person = _one_of(_held(partner), person)
    if person.pk == by.pk:
        raise NotOneself(_("Nobody disables him- or herself: ask another Global admin."))
    if not person.is_active:
        return False
    _require_another_global_admin(partner, person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    open_ones = list(UserSession.objects.filter(user=person))
    for session in open_ones:
        session.end()
    ended = len(open_ones)
    audit.record(
        "person.disabled", person, at=at, by=by, partner_id=partner.pk, sessions_ended=ended
    )
    return True


@transaction.atomic
def enable(*, partner: Partner, person: User, at: datetime, by: User) -> bool:
    """Let somebody sign in again, in the roles held before; return whether that is a change.

    Raises LockedBySupplier and CannotBeInvited.
    """
    person = _one_of(_held(partner), person)
    if person.is_active:
        return False
    if is_locked(person):
        raise LockedBySupplier(
            _("%(email)s was disabled by your supplier: ask there.") % {"email": person.email}
        )
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("person.enabled", person, at=at, by=by, partner_id=partner.pk)
    return True


def _held(partner: Partner) -> Partner:
    return Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)


def _one_of(partner: Partner, person: User) -> User:
    """Return the person as the database has it now; staff are nobody's people."""
    now = User.objects.select_for_update().get(pk=person.pk)
    works_here = now.memberships.filter(partner=partner).exists()
    if not works_here or now.is_staff or now.is_superuser:
        raise _not_theirs(now.email)
    return now


def _not_theirs(email: str) -> CannotBeInvited:
    """Return the same words for everybody, so that nobody learns whose an address is."""
    return CannotBeInvited(
        _("%(email)s cannot be invited. Choose another address, or ask your supplier.")
        % {"email": email}
    )


def _require_roles(roles: Collection[Role]) -> None:
    if not roles:
        raise NoRole(_("Choose at least one role. Who may no longer enter is disabled instead."))


def _require_another_global_admin(partner: Partner, person: User) -> None:
    """Refuse to take access from the last Global admin; raises LastGlobalAdmin."""
    admins = _global_admins(partner)
    if admins.contains(person) and not admins.exclude(pk=person.pk).exists():
        raise LastGlobalAdmin(
            _("%(email)s is the last Global admin who can sign in: make somebody else one first.")
            % {"email": person.email}
        )


def _global_admins(partner: Partner) -> QuerySet[User]:
    return User.objects.filter(
        STATES[PersonState.ACTIVE],
        memberships__partner=partner,
        memberships__role=Role.GLOBAL_ADMIN,
        is_staff=False,
    )


def _give(person: User, partner: Partner, roles: Collection[Role]) -> None:
    Membership.objects.bulk_create(
        Membership(user=person, partner=partner, role=role) for role in Role if role in roles
    )


def _told(roles: Collection[Role]) -> str:
    return ", ".join(role for role in Role if role in roles)


def tell(person: User, *, partner: Partner, at: datetime, by: User) -> None:
    """Have the mail sent with which an added person chooses a password, once this is committed."""
    person.invited_at = at
    if not person.has_usable_password() or person.last_login is None:
        person.set_unusable_password()
    person.save(update_fields=["invited_at", "password"])
    enqueue("customers.tell_of_invitation", person_id=person.pk, by_id=by.pk)
