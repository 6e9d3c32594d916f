"""Who may add and take off software in a file of changes."""

from __future__ import annotations

import pytest

from customers.models import ImportKind, PreparedImport
from partnercenter.intake import NotTakenIn
from partnercenter.roles import Role
from tests.builders import a_customer, a_partner, a_subscription, a_user, an_offer
from tests.customers.test_own_files import AT, prepared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "rows", "refused"),
    [
        (Role.SALES_AGENT, ["5"], "row 2"),
        (Role.GLOBAL_ADMIN, ["5"], ""),
        (Role.GLOBAL_ADMIN, ["2"], "row 2"),
        (Role.GLOBAL_ADMIN, ["9", "5"], "row 3"),
        (Role.ADMIN_AGENT, ["9", "2"], ""),
    ],
)
def test_software_in_a_file_asks_for_who_may_order_and_cancel_it(
    role: Role, rows: list[str], refused: str
) -> None:
    partner = a_partner()
    held = a_subscription(
        customer=a_customer(partner=partner),
        price=an_offer(kind="software", term="", agreement_type=""),
        frequency="one_time",
        quantity=3,
        on=AT.date(),
    )
    lines = [f"{held.public_id},set_quantity,{row}" for row in rows]

    def prepare() -> PreparedImport:
        return prepared(
            partner,
            a_user(partner=partner, role=role),
            "SubscriptionId,Action,Quantity",
            *lines,
            kind=ImportKind.CHANGES,
            roles=(role,),
        )

    if refused:
        with pytest.raises(NotTakenIn, match=f"{refused}: your roles"):
            prepare()
    else:
        assert prepare()
    assert held.changes.count() == 1
