"""Every request carries its actor."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from customers.queries.people import actor_for
from partnercenter.access import NOBODY
from partnercenter.models import User

Respond = Callable[[HttpRequest], HttpResponseBase]


def actor_middleware(get_response: Respond) -> Respond:
    """Put what the signed-in person may do on the request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        request.actor = actor_for(user) if isinstance(user, User) else NOBODY  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
