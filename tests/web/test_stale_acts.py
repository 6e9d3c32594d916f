"""An act is confirmed as it was shown; what changed meanwhile is shown anew, and nothing is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from customers.models import RenewalPlan
from customers.services import auto_renewal, renewal_plans, subscriptions
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from pricing.models import Price
from tests.builders import a_user
from tests.web.conftest import Cast, SignIn
from tests.web.held import a_holding, address, shown_form, text, today

pytestmark = pytest.mark.django_db


def test_a_quantity_somebody_changed_meanwhile_is_not_overwritten_but_shown_anew(
    cast: Cast,
) -> None:
    held = a_holding(cast.partner)
    form = shown_form(cast.owner, held, "quantity", quantity="15")
    subscriptions.change_quantity(subscription=held, quantity=40, on=today(), at=timezone.now())

    answer = cast.owner.post(address(held, "quantity"), form)

    held.refresh_from_db()
    assert (answer.status_code, held.quantity) == (409, 40)
    assert "Nothing was changed" in text(answer)
    assert "Quantity 40 15" in text(answer)
    again = {**form, "seen": answer.context["seen"], "key": str(answer.context["key"])}
    assert cast.owner.post(address(held, "quantity"), again).status_code == 302


@pytest.mark.parametrize("what", ["plan", "auto_renew", "add_on"])
def test_whatever_of_it_changed_meanwhile_is_shown_first(cast: Cast, what: str) -> None:
    held, at = a_holding(cast.partner), timezone.now()
    add_on = a_holding(cast.partner, customer=held.customer, base=held, name="More room")
    form = shown_form(
        cast.owner, held, "plan-renewal", quantity="4", frequency="monthly", term_months="12"
    )
    {
        "plan": lambda: renewal_plans.plan(subscription=held, quantity=7, at=at),
        "auto_renew": lambda: auto_renewal.set_auto_renew(
            subscription=add_on, renews=False, at=at
        ),
        "add_on": lambda: subscriptions.cancel(subscription=add_on, on=today(), at=at),
    }[what]()

    answer = cast.owner.post(address(held, "plan-renewal"), form)

    assert answer.status_code == 409
    assert not RenewalPlan.objects.filter(quantity=4).exists()


def test_a_price_that_is_another_one_than_was_shown_is_shown_first(
    cast: Cast, sign_in: SignIn
) -> None:
    held = a_holding(cast.partner)
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))
    form = shown_form(agent, held, "frequency")
    listed = Price.objects.on(today()).get(availability__sku=held.availability.sku)
    listed.pk, listed.unit_price = None, 5
    Price.objects.on(today()).filter(availability__sku=held.availability.sku).update(
        in_force=False
    )
    listed.save()

    answer = agent.post(address(held, "frequency"), form)

    held.refresh_from_db()
    assert (answer.status_code, held.frequency) == (409, "monthly")
    assert "List price EUR 4.00 EUR 5.00" in text(answer)


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "guessed"}])
def test_what_was_never_shown_is_not_done(cast: Cast, seen: dict[str, Any]) -> None:
    held = a_holding(cast.partner)
    form = shown_form(cast.owner, held, "suspend")
    del form["seen"]
    before = AuditEntry.objects.count()

    answer = cast.owner.post(address(held, "suspend"), {**form, **seen})

    assert answer.status_code == 409
    assert (held.changes.count(), AuditEntry.objects.count()) == (1, before)


def test_the_frequency_that_was_shown_is_not_turned_back_by_a_second_page(
    cast: Cast, sign_in: SignIn
) -> None:
    held = a_holding(cast.partner)
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))
    first, second = (shown_form(agent, held, "frequency") for _page in range(2))

    answers = [agent.post(address(held, "frequency"), form) for form in (first, second)]

    held.refresh_from_db()
    assert ([one.status_code for one in answers], held.frequency) == ([302, 409], "annual")
    assert first["frequency"] == "annual"
    assert "is billed in this way already" in text(answers[1])
