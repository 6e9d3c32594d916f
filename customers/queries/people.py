"""Questions about people."""

from partnercenter.access import NOBODY, Actor
from partnercenter.models import User
from partnercenter.roles import GRANTS, Role


def actor_for(user: User) -> Actor:
    """Return what this person may do, from all their roles at their partner together."""
    memberships = list(user.memberships.select_related("partner").order_by("pk"))
    if not memberships or not user.is_active:
        return NOBODY
    partner = memberships[0].partner
    granted = (GRANTS[Role(m.role)] for m in memberships if m.partner_id == partner.pk)
    return Actor(user.pk, partner.pk, frozenset().union(*granted), partner.currency)
