"""The people of the demo world: one for each role, a colleague elsewhere, and the supplier's."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import Membership, Partner
from partnercenter.models import User
from partnercenter.roles import LABELS, Role

PASSWORD = "harbour-lantern-42"  # noqa: S105 - printed for everybody who starts the demo
STAFF = "supplier@noordkade.example"
AGENT = "admin.agent@waterkant-cloud.example"
MAIN, OTHER = "4390127", "4390562"
PROVIDER = "global.admin@haselbrueck-it.example"
NEWCOMER = "global.admin@polderwolk.example"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line to sign in with."""

    what: str
    email: str


def make() -> None:
    """Add the demo's people; they must not be there yet."""
    main, other = Partner.objects.get(mpn_id=MAIN), Partner.objects.get(mpn_id=OTHER)
    for role in Role:
        member(_email(role), main, role)
    member("billing.admin@haselbrueck-it.example", other, Role.BILLING_ADMIN)
    member(PROVIDER, other, Role.GLOBAL_ADMIN)
    User.objects.create_superuser(STAFF, PASSWORD, first_name="Noor", last_name="Kade")


def sign_ins() -> list[SignIn]:
    """Return who can sign in, as far as they are still there."""
    known = [SignIn(str(LABELS[role]), _email(role)) for role in Role]
    known += [
        SignIn("Global admin (provider)", PROVIDER),
        SignIn("Global admin (newcomer)", NEWCOMER),
        SignIn("Supplier staff (admin)", STAFF),
    ]
    there = set(User.objects.values_list("email", flat=True))
    return [sign_in for sign_in in known if sign_in.email in there]


def _email(role: Role) -> str:
    return f"{role.value.replace('_', '.')}@waterkant-cloud.example"


def member(email: str, partner: Partner, role: Role) -> None:
    """Let somebody work for a partner; the address says who it is."""
    first, last = email.split("@")[0].split(".")
    user = User.objects.create_user(
        email, PASSWORD, first_name=first.capitalize(), last_name=last.capitalize()
    )
    Membership.objects.create(user=user, partner=partner, role=role)
