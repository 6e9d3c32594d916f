"""Acts upon software: who may add to it, take off and cancel it, and until when."""

from __future__ import annotations

import pytest

from partnercenter import submissions
from partnercenter.roles import Role
from tests.builders import a_user
from tests.web.conftest import Cast, SignIn
from tests.web.held import a_holding, address, confirm, days_ago, shown_form, text

pytestmark = pytest.mark.django_db


def test_software_is_cancelled_by_who_may_cancel_software(cast: Cast, sign_in: SignIn) -> None:
    held = a_holding(cast.partner, kind="software", frequency="one_time", price="615.00")
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))

    assert cast.owner.get(address(held, "cancel")).status_code == 403
    shown = text(agent.get(address(held, "cancel")))
    assert "everything that was paid comes back" in shown
    assert confirm(agent, held, "cancel")[0].status_code == 302
    held.refresh_from_db()
    assert held.status == "deleted"


def test_software_bought_too_long_ago_says_until_when_it_could_be_cancelled(
    cast: Cast, sign_in: SignIn
) -> None:
    held = a_holding(
        cast.partner, kind="software", frequency="one_time", on=days_ago(31), price="615.00"
    )
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))

    page = agent.get(address(held, "cancel"))

    assert page.status_code == 409
    assert "It could be cancelled until" in text(page)


@pytest.mark.parametrize(
    ("role", "wanted", "status"),
    [
        (Role.SALES_AGENT, "50", 403),
        (Role.HELPDESK_AGENT, "1", 403),
        (Role.GLOBAL_ADMIN, "50", 302),
        (Role.GLOBAL_ADMIN, "1", 403),
        (Role.ADMIN_AGENT, "50", 302),
        (Role.ADMIN_AGENT, "1", 302),
    ],
)
def test_software_is_added_by_who_may_order_it_and_taken_off_by_who_may_cancel_it(
    cast: Cast, sign_in: SignIn, role: Role, wanted: str, status: int
) -> None:
    held = a_holding(cast.partner, kind="software", frequency="one_time", price="615.00")
    agent = sign_in(a_user(partner=cast.partner, role=role))
    admin = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))
    form = shown_form(admin, held, "quantity", quantity=wanted)
    form["key"] = str(submissions.new_key())

    asked = agent.get(address(held, "quantity"), {"quantity": wanted, "preview": "1"})
    answer = agent.post(address(held, "quantity"), form)

    assert (asked.status_code, answer.status_code) == (200 if status == 302 else 403, status)
    held.refresh_from_db()
    assert held.quantity == (int(wanted) if status == 302 else 10)
