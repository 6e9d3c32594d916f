"""Is this process fit to serve: asked by load balancers and by ``manage.py up``."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and broker answer, 503 with the broken part otherwise."""
    parts = {"database": _answers(_ask_database), "broker": _answers(_ask_broker)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception:
        log.exception("health check failed")
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    cache.get("healthz")
