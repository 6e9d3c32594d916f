"""Questions about people."""

from partnercenter.access import NOBODY, Actor
from partnercenter.grants import permissions_of
from partnercenter.models import User
from partnercenter.roles import Role


def actor_for(user: User) -> Actor:
    """Return what this person may do, from all their roles at their partner together."""
    memberships = list(user.memberships.select_related("partner").order_by("pk"))
    if not memberships or not user.is_active:
        return NOBODY
    partner = memberships[0].partner
    held = [Role(m.role) for m in memberships if m.partner_id == partner.pk]
    return Actor(user.pk, partner.pk, permissions_of(held), partner.currency)
