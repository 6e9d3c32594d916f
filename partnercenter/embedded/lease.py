"""Using the embedded servers: the first user starts them, the last one stops them."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from partnercenter.embedded import folders, postgres, valkey
from partnercenter.embedded.locks import Lock, turn
from partnercenter.embedded.processes import CannotStart, last_lines, wait_until
from partnercenter.env import env, secret


def _say_nothing(line: str) -> None:
    pass


@contextmanager
def servers(
    data_dir: Path, *, durable: bool = True, say: Callable[[str], None] = _say_nothing
) -> Iterator[None]:
    """Make sure that both servers run, unless others are named, and leave things as found.

    Users hold a lock that the kernel releases however they end, so that a server never goes
    away under somebody, and one left behind by a killed user goes with the next.
    """
    own_postgres, own_valkey = not secret("DATABASE_URL"), not secret("REDIS_URL")
    if not own_postgres and not own_valkey:
        yield
        return
    folders.make(data_dir)
    used_by, turns = data_dir / "servers.lock", data_dir / "servers.turn.lock"
    with turn(turns):
        use = Lock(used_by)
        use.share()
        try:
            if own_postgres:
                _start_postgres(data_dir, durable=durable, say=say)
            if own_valkey:
                _start_valkey(data_dir, say=say)
        except BaseException:
            _leave(data_dir, use)
            raise
    user = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == user:
            with turn(turns):
                _leave(data_dir, use)


def _start_postgres(data_dir: Path, *, durable: bool, say: Callable[[str], None]) -> None:
    names = {name for name in [env("DATABASE_NAME")] if name}

    def answers() -> bool:
        if not postgres.is_running(data_dir):
            say("starting PostgreSQL")
            postgres.start(data_dir, durable=durable)
        return postgres.create_databases(data_dir, names)

    # A server that was killed just now is still seen for a moment.
    if not wait_until(answers, seconds=postgres.STALE_SECONDS):
        log = data_dir / "log" / "postgres.log"
        raise CannotStart(f"PostgreSQL does not answer. The end of {log}:\n{last_lines(log)}")


def _start_valkey(data_dir: Path, *, say: Callable[[str], None]) -> None:
    if not valkey.is_running(data_dir):
        say("starting Valkey")
        valkey.start(data_dir)


def _leave(data_dir: Path, use: Lock) -> None:
    if use.alone():
        postgres.stop(data_dir)
        valkey.stop(data_dir)
    use.close()
