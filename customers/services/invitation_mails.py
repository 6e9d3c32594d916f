"""The mail to somebody who was added to a partner's people, sent when that is committed."""

from __future__ import annotations

from partnercenter import invitations
from partnercenter.models import User


def send(*, person: User, by: User) -> None:
    """Send the mail, unless the person came, was disabled or left meanwhile; raises NotSent."""
    membership = person.memberships.select_related("partner").first()
    came = person.last_login and person.invited_at and person.last_login > person.invited_at
    if membership is None or came or not person.is_active:
        return
    invitations.send(
        person,
        inviter=by.get_full_name() or by.email,
        organisation=membership.partner.legal_name,
        language=membership.partner.language,
    )
