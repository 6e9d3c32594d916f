"""Questions about people."""

from partnercenter.access import NOBODY, Actor
from partnercenter.models import User
from partnercenter.roles import GRANTS, Role


def actor_for(user: User) -> Actor:
    """Return what this person may do, from all their roles at their partner together."""
    memberships = list(user.memberships.order_by("pk"))
    if not memberships or not user.is_active:
        return NOBODY
    partner_id = memberships[0].partner_id
    granted = (GRANTS[Role(m.role)] for m in memberships if m.partner_id == partner_id)
    return Actor(user.pk, partner_id, frozenset().union(*granted))
