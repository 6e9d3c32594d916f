"""The frame shows each person what they may open, and nothing else."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from partnercenter.access import NOBODY, Actor
from partnercenter.grants import permissions_of
from partnercenter.roles import Role
from partnercenter.web.context import Frame


def frame_of(role: Role | None, path: str = "/", **cookies: str) -> Frame:
    request: HttpRequest = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.actor = Actor(1, 1, permissions_of({role})) if role else NOBODY
    return Frame(request)


def menu_of(frame: Frame) -> list[str]:
    return [entry.label for _, entries in frame.menu for entry in entries]


def test_an_admin_agent_finds_billing_customers_and_prices():
    menu = menu_of(frame_of(Role.ADMIN_AGENT))

    assert menu[:3] == ["Home", "Billing", "Customers"]
    assert "Pricing and offers" in menu


def test_a_helpdesk_agent_finds_the_prices_of_consumption_in_the_same_place():
    menu = menu_of(frame_of(Role.HELPDESK_AGENT))

    assert menu[:4] == ["Home", "Billing", "Customers", "Pricing and offers"]


def test_somebody_without_a_role_is_offered_nothing_that_asks_for_one():
    menu = menu_of(frame_of(None))

    assert not {"Billing", "Customers", "Pricing and offers"} & set(menu)


def test_the_place_one_is_at_is_marked_below_it_too():
    path = reverse("customers:customers") + "5d1f/"

    frame = frame_of(Role.ADMIN_AGENT, path)

    marked = [entry.label for _, entries in frame.menu for entry in entries if entry.current]
    assert marked == ["Customers"]


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")]
)
def test_only_a_theme_we_know_is_taken_from_the_cookie(cookie, theme):
    assert frame_of(None, theme=cookie).theme == theme
