"""Whether the parts of a running installation do their work; asked from outside of them."""

from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from partnercenter.celery import app


@dataclass(frozen=True, kw_only=True)
class Nodes:
    """The background processes on the queue: those that work and those that tell the time."""

    workers: list[str]
    clocks: list[str]


def web_is_alive(url: str) -> bool:
    """Return whether the web server, its database and its queue answer."""
    allowed = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    request = Request(f"{url}/healthz", headers={"Host": allowed[0] if allowed else "localhost"})  # noqa: S310
    try:
        with urlopen(request, timeout=5) as response:  # noqa: S310 (our own address)
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def answering(*, seconds: float) -> Nodes:
    """Return which background processes answer in time."""
    names = [name for answer in app.control.ping(timeout=seconds) or [] for name in answer]
    clocks = [name for name in names if name.startswith("celerybeat@")]
    return Nodes(workers=[name for name in names if name not in clocks], clocks=clocks)
