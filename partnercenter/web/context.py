"""What the frame of every page shows: menu, partner, supplier, theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise, SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from partnercenter.access import NOBODY, Actor

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Place:
    """A page the menu may lead to; it appears once an address of that name exists."""

    label: Promise
    url_name: str
    icon: str


@dataclass(frozen=True, slots=True)
class Section:
    """Places under one heading; an empty heading is no heading."""

    heading: Promise | str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place this person may open."""

    label: str
    href: str
    icon: str
    current: bool


MENU = (
    Section(
        "",
        (
            Place(_("Home"), "home", "home"),
            Place(_("Billing"), "billing:overview", "billing"),
            Place(_("Customers"), "customers:customers", "customers"),
        ),
    ),
    Section(
        _("Sell"),
        (
            Place(_("Pricing and offers"), "pricing:price_lists", "pricing"),
            Place(_("Order history"), "customers:orders", "orders"),
        ),
    ),
    Section(_("Support"), (Place(_("Service requests"), "billing:requests", "requests"),)),
    Section(
        _("Account settings"),
        (
            Place(_("Billing profile"), "customers:billing_profile", "profile"),
            Place(_("Tax"), "customers:tax", "tax"),
            Place(_("Users"), "customers:users", "users"),
            Place(_("API"), "customers:api", "api"),
            Place(_("Activity log"), "customers:activity", "activity"),
            Place(_("Import and export"), "customers:imports", "sheet"),
        ),
    ),
)


class Frame:
    """Answers the templates' questions about the person and the house, each when first asked."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._actor: Actor = getattr(request, "actor", NOBODY)

    @cached_property
    def menu(self) -> list[tuple[str, list[Entry]]]:
        """The sections of the left menu, without what this person may not open."""
        sections = [(str(s.heading), list(self._entries(s))) for s in MENU]
        return [(heading, entries) for heading, entries in sections if entries]

    @cached_property
    def partner_name(self) -> str:
        """The partner this person works for, or nothing for staff and strangers."""
        return self._name("customers.Partner", self._actor.partner_id)

    @cached_property
    def supplier_name(self) -> str:
        return self._name("billing.Supplier", 1)

    @property
    def theme(self) -> str:
        """``light`` or ``dark`` when the person chose one, nothing to follow the system."""
        theme = self._request.COOKIES.get("theme", "")
        return theme if theme in THEMES else ""

    def _entries(self, section: Section) -> Iterator[Entry]:
        for place in section.places:
            try:
                href = reverse(place.url_name)
            except NoReverseMatch:
                continue
            # The page itself says what it asks for (access.requires), so the menu cannot differ.
            asked = getattr(resolve(href).func, "permission", None)
            if asked is None or self._actor.may(asked):
                yield Entry(str(place.label), href, place.icon, self._is_current(href))

    def _is_current(self, href: str) -> bool:
        here = self._request.path
        return here == href or (href != "/" and here.startswith(href))

    def _name(self, model: str, pk: int | None) -> str:
        if pk is None:
            return ""
        everybody: QuerySet[Model] = QuerySet(apps.get_model(model))
        found = everybody.filter(pk=pk).first()
        return "" if found is None else str(found)


def frame(request: HttpRequest) -> dict[str, object]:
    """Give every template ``frame``."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
