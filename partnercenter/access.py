"""The person behind a request, as plain data, and the guard that pages wear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from partnercenter.models import User
from partnercenter.roles import Permission


@dataclass(frozen=True, slots=True)
class Actor:
    """What somebody may do, and for which one partner; nobody acts for two.

    ``currency`` is the partner's billing currency, empty for nobody. ``is_unconfirmed`` as long
    as nobody confirmed the partner's billing profile.
    """

    user_id: int | None = None
    partner_id: int | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    currency: str = ""
    is_unconfirmed: bool = False

    @property
    def tenant(self) -> int:
        """The key of the partner whose rows this person sees; 0, which no row has, for nobody."""
        return self.partner_id or 0

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


NOBODY = Actor()


class ActorRequest(HttpRequest):
    """A request after ``actor_middleware``."""

    actor: Actor


def person(request: HttpRequest) -> User:
    """Return who is signed in, on a page that ``requires`` something; raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


Q = ParamSpec("Q")
Page = Callable[Concatenate[ActorRequest, Q], HttpResponseBase]


def requires(permission: Permission) -> Callable[[Page[Q]], Page[Q]]:
    """Ask a stranger to sign in, and refuse the page to anyone without the permission."""

    def guard(page: Page[Q]) -> Page[Q]:
        @wraps(page)
        def guarded(
            request: ActorRequest, /, *args: Q.args, **kwargs: Q.kwargs
        ) -> HttpResponseBase:
            if not request.actor.may(permission):
                raise PermissionDenied
            return page(request, *args, **kwargs)

        wrapped: Page[Q] = login_required(guarded)
        wrapped.permission = permission  # type: ignore[attr-defined]
        return wrapped

    return guard
