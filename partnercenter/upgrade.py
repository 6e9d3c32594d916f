"""Bringing an installation up to the code it runs: its tables, and the files its pages load."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

UPGRADING = 0x7063_7570  # any number will do, as long as all upgrades use the same


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until nobody else upgrades the same database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [UPGRADING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [UPGRADING])


def waiting_migrations() -> list[str]:
    """Return the names of the migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> None:
    """Apply what is waiting."""
    call_command("migrate", interactive=False, verbosity=0)


def static_files_changed() -> bool:
    """Return whether style sheets, scripts or images differ from those collected."""
    return not _stamp().exists() or _stamp().read_text(encoding="ascii") != _static_state()


def collect_static_files() -> None:
    """Collect and compress them, which takes some seconds."""
    call_command("collectstatic", interactive=False, verbosity=0)
    _stamp().write_text(_static_state(), encoding="ascii")


def _stamp() -> Path:
    return Path(settings.STATIC_ROOT) / "collected.sha256"


def _static_state() -> str:
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            state.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()
