"""Looks ahead and real acts at the same moment harm one another in no way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from billing.services import effects
from customers.models import Partner
from customers.services import subscriptions
from customers.services.renewals import renew_due
from tests.billing.foreseen import EARLY, a_world, at, customer_of, quantity
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
LATER = date(2026, 12, 24)


def test_a_look_ahead_beside_a_real_renewal_leaves_one_term_of_each() -> None:
    world = a_world()
    partner, lasting = customer_of(world).partner, world["lasting"]

    def look() -> object:
        act = quantity("lasting", 8)
        return effects.foresee(
            lambda: act(world, LATER), customer=lasting.customer, on=LATER, at=at(LATER)
        )

    def renew() -> object:
        with transaction.atomic():
            Partner.objects.select_for_update().get(pk=partner.pk)
            return renew_due(partner=partner, through=LATER, at=at(LATER))

    acts: list[Callable[[], object]] = [look, renew, look, renew]
    together(lambda act: act(), acts)

    numbers = list(lasting.terms.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3]
    lasting.refresh_from_db()
    assert lasting.quantity == 3


def test_an_add_on_never_comes_back_beside_a_base_that_is_suspended() -> None:
    world = a_world()
    base, add_on = world["monthly"], world["add_on"]
    subscriptions.suspend(subscription=add_on, on=EARLY, at=at(EARLY))

    def suspend() -> object:
        return subscriptions.suspend(subscription=base, on=EARLY, at=at(EARLY))

    def reactivate() -> object:
        try:
            return subscriptions.reactivate(subscription=add_on, on=EARLY, at=at(EARLY))
        except subscriptions.NotPossible:
            return None

    acts: list[Callable[[], object]] = [suspend, reactivate]
    together(lambda act: act(), acts)

    base.refresh_from_db()
    add_on.refresh_from_db()
    assert (base.status, add_on.status) == ("suspended", "suspended")
