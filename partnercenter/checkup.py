"""What may be wrong with an installation, and what to do about it; changes nothing."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from partnercenter.embedded import endpoints
from partnercenter.embedded.binaries import OLDEST_POSTGRES
from partnercenter.embedded.prepare import how_to_install, missing_libraries
from partnercenter.grants import UnreadableRoles, roles_with
from partnercenter.pulse import Nodes, answering, web_is_alive
from partnercenter.roles import Permission
from partnercenter.upgrade import waiting_migrations

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found of one subject; ``remedy`` is empty when nothing needs to be done."""

    subject: str
    text: str
    remedy: str = ""


def python() -> Finding:
    """Return whether the interpreter is new enough."""
    text = ".".join(str(part) for part in sys.version_info[:3])
    remedy = "install Python 3.11 or newer, remove .venv, and run `make run`"
    fine = sys.version_info[:2] >= OLDEST_PYTHON
    return Finding(subject="python", text=text, remedy="" if fine else remedy)


def libraries() -> Finding:
    """Return whether the libraries that PDF documents need are there."""
    if missing := missing_libraries():
        text = f"PDF documents lack {', '.join(missing)}"
        return Finding(subject="libraries", text=text, remedy=how_to_install(missing))
    return Finding(subject="libraries", text="all that PDF documents need")


def folder() -> Finding:
    """Return whether the data folder takes data."""
    data_dir = Path(settings.DATA_DIR)
    if not os.access(data_dir, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"let the user who runs this own it: chown -R $(id -u) {data_dir}"
        return Finding(subject="folder", text=f"{data_dir} is not writable", remedy=remedy)
    return Finding(subject="folder", text=str(data_dir))


def roles() -> Finding:
    """Return whether the table of roles can be read and leaves somebody who manages users."""
    try:
        managers = roles_with(Permission.MANAGE_USERS)
    except UnreadableRoles as error:
        remedy = "mend the file that ROLES_FILE names, or unset it"
        return Finding(subject="roles", text=" ".join(str(error).split()), remedy=remedy)
    if not managers:
        remedy = f"give {Permission.MANAGE_USERS} to a role in {settings.ROLES_FILE}"
        return Finding(subject="roles", text="no role manages users", remedy=remedy)
    return Finding(subject="roles", text=settings.ROLES_FILE or "as delivered")


def vat_check() -> Finding:
    """Return whether the online check of VAT ids can be found, where one is named."""
    if not settings.VAT_CHECKER:
        return Finding(subject="vat_check", text="none: by format and check digit only")
    remedy = "mend the path in VAT_CHECKER, or unset it"
    try:
        found = import_string(settings.VAT_CHECKER)
    except Exception as error:  # importing a plug-in may do anything
        text = " ".join(str(error).split()) or type(error).__name__
        return Finding(subject="vat_check", text=text, remedy=remedy)
    if not callable(found):
        text = f"{settings.VAT_CHECKER} cannot be called"
        return Finding(subject="vat_check", text=text, remedy=remedy)
    return Finding(subject="vat_check", text=settings.VAT_CHECKER)


def disk() -> Finding:
    """Return whether there is room for more documents."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = f"{free // 1024**2:,} MiB free"
    remedy = f"free some space on the disk of {settings.DATA_DIR}, or move it with DATA_DIR"
    return Finding(subject="disk", text=text, remedy="" if free > LEAST_FREE_BYTES else remedy)


def database() -> Finding:
    """Return whether the database answers and is new enough."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
    except DatabaseError as error:
        remedy = "start it, or mend DATABASE_URL"
        return Finding(subject="database", text=" ".join(str(error).split()), remedy=remedy)
    text, remedy = f"PostgreSQL {version}", ""
    if int(version.split(".")[0]) < OLDEST_POSTGRES:
        remedy = f"upgrade the server to {OLDEST_POSTGRES} or newer"
    return Finding(subject="database", text=text, remedy=remedy)


def tables() -> Finding:
    """Return whether the database has the tables of this code."""
    try:
        waiting = waiting_migrations()
    except DatabaseError:
        return Finding(subject="tables", text="not known", remedy="mend the database first")
    if waiting:
        text = f"{len(waiting)} migrations are not applied, {waiting[0]} first"
        return Finding(subject="tables", text=text, remedy="run `manage.py migrate`")
    return Finding(subject="tables", text="all migrations applied")


def queue() -> Finding:
    """Return whether the queue and the cache answer."""
    try:
        with redis.Redis.from_url(endpoints.cache_url(settings.REDIS_URL)) as server:
            server.ping()
    except (redis.RedisError, ValueError) as error:
        remedy = "start it, or mend REDIS_URL"
        return Finding(subject="queue", text=" ".join(str(error).split()), remedy=remedy)
    return Finding(subject="queue", text="answers")


def web(port: int) -> Finding:
    """Return whether the web server on this machine serves."""
    url = f"http://127.0.0.1:{port}"
    if web_is_alive(url):
        return Finding(subject="web", text=f"serves at {url}")
    return Finding(subject="web", text=f"nothing healthy at {url}", remedy="start it: `make run`")


def worker() -> Finding:
    """Return whether somebody does the background work."""
    return _background("worker", lambda nodes: nodes.workers)


def beat() -> Finding:
    """Return whether somebody starts the periodic work."""
    return _background("beat", lambda nodes: nodes.clocks)


def _background(subject: str, chosen: Callable[[Nodes], list[str]]) -> Finding:
    try:
        names = chosen(answering(seconds=2))
    except OperationalError:
        return Finding(subject=subject, text="not known", remedy="mend the queue first")
    if names:
        return Finding(subject=subject, text=f"{', '.join(names)} answers")
    return Finding(subject=subject, text="no answer", remedy="start it: `make run`")
