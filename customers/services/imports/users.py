"""A partner's people from its own file: new ones are invited, known ones get other roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Membership
from customers.services import people
from customers.services.customer_files import EMAIL
from customers.services.imports.asked import Asked, fetched
from customers.services.imports.outlook import Difference, Outlook, RowOutlook
from partnercenter.errors import Refused
from partnercenter.intake import Check, Column, Layout
from partnercenter.intake.values import text
from partnercenter.models import User
from partnercenter.roles import LABELS, Permission, Role

LAYOUT = Layout(
    (
        Column("Email", "email", EMAIL),
        Column("FirstName", "first_name", text(150), filled=False),
        Column("LastName", "last_name", text(150), filled=False),
        Column("Roles", "roles", text(200)),
    )
)
# Each new person is sent a mail while the importer waits.
MOST = 200
ROLES = {str(word).lower(): role for role in Role for word in (role.value, LABELS[role])}
CHECK = Check(
    """
    SELECT line, email, first_line, %(most)s AS most, found.code
    FROM (SELECT *, min(line) OVER (PARTITION BY lower(email)) AS first_line,
        row_number() OVER (ORDER BY line) AS place FROM taken) t
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN first_line < line THEN 'twice' END),
        (CASE WHEN place = %(most)s + 1 THEN 'many' END)
    ) AS found (code)
    """,
    {
        "twice": ("email", gettext_lazy("%(email)s stands in row %(first_line)d already")),
        "many": (
            "",
            gettext_lazy("a file has at most %(most)d people: take in the rest by another file"),
        ),
    },
)
KNOWN = """
SELECT t.*, u.id AS user_id FROM taken t LEFT JOIN partnercenter_user u
    ON u.email = lower(t.email) AND NOT u.is_staff AND NOT u.is_superuser AND EXISTS (SELECT FROM customers_membership m
        WHERE m.user_id = u.id AND m.partner_id = %(partner)s)
ORDER BY t.line
"""


def play(asked: Asked) -> Outlook:
    """Invite who is new and give the roles in the file to the others; raises NotTakenIn.

    The mails go out once all of it is committed.
    """
    asked.require(Permission.MANAGE_USERS, 1)
    asked.staged.require(CHECK, most=MOST)
    rows = fetched(KNOWN, {"partner": asked.partner.pk})
    held = _roles_held(asked)
    known = User.objects.in_bulk([row["user_id"] for row in rows if row["user_id"]])
    shown, added, same = [], [], 0
    for row in rows:
        person, roles = known.get(row["user_id"]), _roles(asked, row)
        before = held.get(row["user_id"], set())
        if person and before == roles:
            same += 1
            continue
        shown.append(_outlook(row, before, roles, is_new=person is None))
        if roles:
            added += _done(asked, row, person, roles)
    asked.staged.require()
    for person in () if asked.is_trial else added:
        people.tell(person, partner=asked.partner, at=asked.at, by=asked.by)
    changed = sum(one.what == "changed" for one in shown)
    return Outlook(len(shown) - changed, changed, same, tuple(shown))


def _done(asked: Asked, row: dict[str, str], person: User | None, roles: set[Role]) -> list[User]:
    """Let the row happen and return whom it added; what refuses it is a problem of the row."""
    partner, at, by = asked.partner, asked.at, asked.by
    try:
        if person is not None:
            people.give_roles(partner=partner, person=person, roles=roles, at=at, by=by)
            return []
        new = people.add(
            partner=partner,
            email=row["email"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            roles=roles,
            at=at,
            by=by,
        )
    except Refused as error:
        asked.staged.problems.add(int(row["line"]), "Email", str(error))
        return []
    return [new]


def _roles(asked: Asked, row: dict[str, str]) -> set[Role]:
    """Return the roles that the row names; an unknown one is a problem of the row."""
    words = [word.strip().lower() for word in row["roles"].replace(",", ";").split(";")]
    for word in words:
        if word and word not in ROLES:
            reason = _("there is no role “%(word)s”") % {"word": word}
            asked.staged.problems.add(int(row["line"]), "Roles", reason)
    return {ROLES[word] for word in words if word in ROLES}


def _roles_held(asked: Asked) -> dict[int, set[Role]]:
    held: dict[int, set[Role]] = {}
    rows = Membership.objects.filter(partner=asked.partner).values_list("user_id", "role")
    for user, role in rows:
        held.setdefault(user, set()).add(Role(role))
    return held


def _outlook(
    row: dict[str, str], before: Iterable[Role], after: Iterable[Role], *, is_new: bool
) -> RowOutlook:
    roles = Difference("Roles", _labels(before), _labels(after))
    return RowOutlook(int(row["line"]), "new" if is_new else "changed", row["email"], (roles,))


def _labels(roles: Iterable[Role]) -> str:
    return "; ".join(str(LABELS[role]) for role in Role if role in set(roles))
