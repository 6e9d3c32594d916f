"""Whether the parts of a running installation do their work; asked from outside of them."""

import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from partnercenter.celery import app


def web_is_alive(url: str) -> bool:
    """Return whether the web server, its database and its queue answer."""
    allowed = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    request = Request(f"{url}/healthz", headers={"Host": allowed[0] if allowed else "localhost"})  # noqa: S310
    try:
        with urlopen(request, timeout=5) as response:  # noqa: S310 (our own address)
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def workers(*, seconds: float) -> list[str]:
    """Return the names of the workers that answer in time."""
    answers = app.control.ping(timeout=seconds) or []
    return [name for answer in answers for name in answer]


def beat_is_alive(*, since: float) -> bool:
    """Return whether the clock wrote down its schedule since a moment in seconds."""
    kept = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)
    written = [path.stat().st_mtime for path in kept.parent.glob(f"{kept.name}*")]
    # File systems are coarser than the clock.
    return bool(written) and max(written) >= since - 1


def beat_is_fresh(*, seconds: float = 300) -> bool:
    """Return whether the clock wrote down its schedule lately."""
    return beat_is_alive(since=time.time() - seconds)
