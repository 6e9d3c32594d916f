"""The cast of the page tests: an owner, a colleague and a stranger, each with a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from customers.models import Partner
from partnercenter.models import User
from partnercenter.roles import Role
from tests.builders import a_customer, a_partner, a_supplier, a_user
from tests.web.desk import Desk

SignIn = Callable[[User], Client]


@dataclass(frozen=True)
class Cast:
    """Two partners; the owner and the colleague work for the first, the stranger for the other."""

    partner: Partner
    other: Partner
    owner: Client
    helpdesk: Client
    stranger: Client


@pytest.fixture
def sign_in() -> SignIn:
    """Return a browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def cast(db: None, sign_in: SignIn) -> Cast:
    partner, other = a_partner(), a_partner("Haselbrück IT-Dienste GmbH", country="DE")
    return Cast(
        partner=partner,
        other=other,
        owner=sign_in(a_user(partner=partner, role=Role.GLOBAL_ADMIN)),
        helpdesk=sign_in(a_user(partner=partner, role=Role.HELPDESK_AGENT)),
        stranger=sign_in(a_user(partner=other, role=Role.GLOBAL_ADMIN)),
    )


@pytest.fixture
def desk(db: None, sign_in: SignIn) -> Desk:
    a_supplier()
    partner = a_partner()
    agent = a_user(partner=partner, role=Role.SALES_AGENT)
    return Desk(agent, a_customer(partner=partner), sign_in(agent))
