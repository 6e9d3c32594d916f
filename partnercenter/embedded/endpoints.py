"""Where the embedded servers listen: addresses worked out from the data folder alone."""

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

DATABASE_NAME = DATABASE_USER = "partnercenter"

# The kernel takes socket paths of 107 bytes (103 on macOS), PostgreSQL's name included.
LONGEST_SOCKET_PATH = 100
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"


def socket_dir(data_dir: Path) -> Path:
    """Return the folder of the unix sockets: in the data folder, or a short one elsewhere.

    The launcher leaves a link to the short folder, so that a process with another ``TMPDIR``
    still finds it; a link that came along with a copied data folder has another name.
    """
    inside = data_dir.resolve() / "run"
    short = len(os.fsencode(inside / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH
    # PostgreSQL's clients read a comma in a host as the end of its name.
    if short and "," not in str(inside):
        return inside
    name = "partnercenter-" + hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    if inside.is_symlink() and inside.readlink().name == name:
        return inside.readlink()
    return Path(tempfile.gettempdir()) / name


def database_url(data_dir: Path) -> str:
    """Return the ``postgresql://`` URL of the embedded database."""
    host = quote(str(socket_dir(data_dir)), safe="")
    return f"postgresql://{DATABASE_USER}@/{DATABASE_NAME}?host={host}"


def redis_url(data_dir: Path) -> str:
    """Return the ``unix://`` URL of the embedded Redis-compatible server."""
    return f"unix://{quote(str(socket_dir(data_dir) / VALKEY_SOCKET))}"


def broker_url(redis_url: str) -> str:
    """Return the same server as Celery wants it written."""
    parts, database = urlsplit(redis_url), _database(redis_url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={database}"
    return urlunsplit(parts._replace(path=f"/{database}"))


def cache_url(redis_url: str) -> str:
    """Return the next database of the same server as redis-py wants it written.

    Its own database, because emptying a cache must not empty the queue.
    """
    parts, database = urlsplit(redis_url), _database(redis_url) + 1
    if parts.scheme == "unix":
        return f"unix://{parts.netloc}{parts.path}?db={database}"
    return urlunsplit(parts._replace(path=f"/{database}"))


def _database(redis_url: str) -> int:
    parts = urlsplit(redis_url)
    written = dict(parse_qsl(parts.query)).get("db") if parts.scheme == "unix" else parts.path
    return int((written or "").strip("/") or 0)
