"""Staff, and people who must not get in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from partnercenter.models import User
from tests.admin.world import World, a_world
from tests.builders import a_user

Clerk = Callable[..., Client]


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def boss(db: None) -> Client:
    """Return the browser of a superuser."""
    return _signed_in(a_user(email="boss@supplier.example", is_staff=True, is_superuser=True))


@pytest.fixture
def clerk(db: None) -> Clerk:
    """Return the browser of somebody on the staff with just these permissions."""

    def with_permissions(*names: str) -> Client:
        user = a_user(is_staff=True)
        for name in names:
            app, codename = name.split(".")
            permission = Permission.objects.get(content_type__app_label=app, codename=codename)
            user.user_permissions.add(permission)
        return _signed_in(user)

    return with_permissions


@pytest.fixture
def partners_user(world: World) -> Client:
    """Return the browser of somebody who works for a partner."""
    return _signed_in(a_user(partner=world.partner))


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
