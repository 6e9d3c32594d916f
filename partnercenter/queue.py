"""Ask for background work by name, once the transaction is safely committed."""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from partnercenter.celery import app

log = logging.getLogger(__name__)


class UnknownTask(LookupError):
    """No installed app registers a task under this name."""


def enqueue(name: str, **kwargs: object) -> None:
    """Send the named task when the current transaction commits.

    A broker that does not answer loses the nudge, never the work: the row that asks
    for it is committed, and the sweeper on beat finds it.
    """
    if name not in app.tasks:
        raise UnknownTask(name)
    transaction.on_commit(lambda: _send(name, kwargs))


def _send(name: str, kwargs: dict[str, object]) -> None:
    try:
        app.tasks[name].apply_async(kwargs=kwargs, retry=False)
    except OperationalError as error:
        log.warning("broker unreachable, %s waits for the sweeper: %s", name, error)
