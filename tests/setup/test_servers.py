"""The embedded servers come with their first user and go with the last, however those end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from partnercenter.embedded import binaries, postgres, valkey
from partnercenter.embedded.endpoints import database_url, socket_dir
from partnercenter.embedded.identity import as_permitted_user
from partnercenter.embedded.lease import servers
from partnercenter.embedded.processes import CannotStart, command_of, wait_until

USER = """
import sys
from pathlib import Path
from partnercenter.embedded.identity import as_permitted_user
from partnercenter.embedded.lease import servers
with servers(Path(sys.argv[1]), durable=False):
    print("in", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def _no_other_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_NAME", "PG_BINDIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("with a space")
    yield folder
    postgres.stop(folder)
    valkey.stop(folder)


def another_user(data_dir: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "in\n"
    return process


def leaves(process: subprocess.Popen[str]) -> None:
    process.communicate("go\n", timeout=30)
    assert process.returncode == 0


def both_run(data_dir: Path) -> list[bool]:
    return [postgres.is_running(data_dir), valkey.is_running(data_dir)]


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def test_the_last_user_stops_the_servers(data_dir: Path) -> None:
    first = another_user(data_dir)
    second = another_user(data_dir)

    leaves(first)
    while_used = both_run(data_dir)
    leaves(second)

    assert while_used == [True, True]
    assert both_run(data_dir) == [False, False]


def test_a_killed_user_leaves_servers_that_go_with_the_next(data_dir: Path) -> None:
    killed = another_user(data_dir)
    killed.kill()
    killed.communicate()
    left = both_run(data_dir)

    with servers(data_dir, durable=False):
        used = both_run(data_dir)

    assert (left, used) == ([True, True], [True, True])
    assert both_run(data_dir) == [False, False]


def test_data_outlives_a_killed_server_and_the_next_start_is_prompt(data_dir: Path) -> None:
    with servers(data_dir):
        with psycopg.connect(database_url(data_dir), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(postmaster(data_dir), signal.SIGKILL)
        begun = time.monotonic()
        with servers(data_dir), psycopg.connect(database_url(data_dir)) as connection:
            row = connection.execute("SELECT answer FROM kept").fetchone()

    assert row == (42,)
    assert time.monotonic() - begun < 15


def test_a_process_number_that_another_program_has_by_now_is_stale(data_dir: Path) -> None:
    with servers(data_dir):
        pass
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (socket_dir(data_dir) / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")

    with servers(data_dir, durable=False):
        found = both_run(data_dir)

    assert found == [True, True]


def test_a_zombie_is_not_a_running_server() -> None:
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    wait_until(lambda: " Z " in Path(f"/proc/{zombie.pid}/stat").read_text(), seconds=10)

    command = command_of(zombie.pid)

    assert command == ""
    zombie.wait()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_the_user_who_runs_for_root_reaches_what_lies_in_a_closed_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "program").write_text("#!/bin/sh\n")
    (home / "program").chmod(0o700)
    asked = f"import os; print(os.getuid(), os.access({str(home / 'program')!r}, os.R_OK))"

    told = subprocess.run(
        [*as_permitted_user(tmp_path / "postgres"), "/usr/bin/env", "python3", "-c", asked],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "65534 True\n"
    assert home.stat().st_mode & 0o777 == 0o700


def test_servers_that_are_named_replace_the_embedded_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/pc")
    monkeypatch.setenv("REDIS_URL", "redis://queue/0")

    with servers(tmp_path / "var"):
        made = (tmp_path / "var").exists()

    assert not made


def test_programs_of_another_version_than_the_data_are_not_used() -> None:
    with pytest.raises(CannotStart, match=r"PostgreSQL 9, which wrote the data, was not found"):
        binaries.postgres_folder(major=9)


def test_a_chosen_folder_of_programs_comes_before_all_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("postgres", "initdb"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.2'\n")
        program.chmod(0o755)

    monkeypatch.setenv("PG_BINDIR", str(tmp_path))

    assert binaries.postgres_folder() == tmp_path
    assert binaries.version_in(tmp_path) == 17
