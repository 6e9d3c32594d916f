"""What can be taken in from a partner's own files: one row for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import ImportKind
from customers.services.imports import changes, customers, purchases, users
from customers.services.imports.asked import Asked
from customers.services.imports.outlook import Outlook
from partnercenter.intake import Layout
from partnercenter.roles import Permission

P = Permission


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file; whoever holds one of ``opens_to`` may try it, its rows ask for the rest.

    ``play`` takes in the staged rows, all or none, and says what changed.
    """

    code: ImportKind
    explains: Promise
    opens_to: tuple[Permission, ...]
    layout: Layout
    play: Callable[[Asked], Outlook]

    @property
    def label(self) -> str:
        return str(self.code.label)


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            ImportKind.CUSTOMERS,
            _(
                "Customers without an id are added; those with the id of one of your customers "
                "are corrected. A column that the file does not have stays as it is."
            ),
            (P.ADD_CUSTOMERS, P.EDIT_CUSTOMERS),
            customers.LAYOUT,
            customers.play,
        ),
        Kind(
            ImportKind.USERS,
            _(
                "People are invited by e-mail; those who are known get the roles in the file. "
                "Roles stand in one field, separated by semicolons."
            ),
            (P.MANAGE_USERS,),
            users.LAYOUT,
            users.play,
        ),
        Kind(
            ImportKind.SUBSCRIPTIONS,
            _(
                "Each row buys a subscription today. Rows of one customer make one order, unless "
                "they name order ids of their own."
            ),
            (P.PLACE_ORDERS,),
            purchases.LAYOUT,
            purchases.play,
        ),
        Kind(
            ImportKind.CHANGES,
            _(
                "Each row changes a subscription today: set_quantity with the new quantity, "
                "suspend, reactivate or cancel."
            ),
            (P.CHANGE_LICENSES, P.MANAGE_SUBSCRIPTIONS, P.CANCEL_SUBSCRIPTIONS),
            changes.LAYOUT,
            changes.play,
        ),
    )
}
