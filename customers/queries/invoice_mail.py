"""Who is told when an invoice of a partner is ready."""

from __future__ import annotations

from customers.models import Partner
from partnercenter.grants import roles_with
from partnercenter.models import User
from partnercenter.roles import Permission


def recipients(partner: Partner) -> list[str]:
    """Return each address once, lower case, in order: own people first, then billing contacts.

    Own people are those with a role that receives such mail (domain 2.2), unless deactivated.
    """
    own = people(partner)
    contacts = partner.billing_contacts.order_by("email").values_list("email", flat=True)
    return list(dict.fromkeys(email.lower() for email in (*(one.email for one in own), *contacts)))


def people(partner: Partner) -> list[User]:
    """Return the partner's own people who are told anyway, by address."""
    told = User.objects.filter(
        memberships__partner=partner,
        memberships__role__in=roles_with(Permission.RECEIVE_INVOICE_MAIL),
        is_active=True,
    )
    return list(told.distinct().order_by("email"))
