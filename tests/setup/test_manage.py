"""Commands start what they need and nothing else, and say so when run the wrong way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import manage
from partnercenter import env
from partnercenter.embedded import prepare

ROOT = Path(manage.__file__).parent


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("", False),
        ("help", False),
        ("migrate --help", False),
        ("makemessages -a", False),
        ("collectstatic --noinput", False),
        ("doctor", False),
        ("up", False),
        ("migrate", True),
        ("shell", True),
        ("import_usage usage.csv", True),
    ],
)
def test_servers_come_for_those_commands_that_use_them(line: str, needs: bool) -> None:
    assert manage.needs_servers(line.split()) is needs


def test_another_interpreter_is_told_the_right_one(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / "manage.py").write_text((ROOT / "manage.py").read_text(encoding="utf-8"))

    # Isolated from this environment's packages, as an interpreter of the system is.
    ended = subprocess.run(
        [sys.executable, "-S", "manage.py", "migrate"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert f"run {tmp_path / '.venv' / 'bin' / 'python'} manage.py migrate" in ended.stderr


def test_two_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"
    code = (
        "import sys; from pathlib import Path; from partnercenter.env import kept_secret; "
        "print(kept_secret('UNSET_SECRET', Path(sys.argv[1])))"
    )

    both = [
        subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE)
        for _each in range(2)
    ]
    told = {process.communicate()[0] for process in both}

    assert len(told) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret-key"]


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "word").write_text("opened\n")

    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(tmp_path / "word"))

    assert env.secret("DATABASE_PASSWORD") == "opened"


def test_a_missing_library_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepare, "_loads", lambda library: "harfbuzz" not in library)
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")

    missing = prepare.missing_libraries()

    assert missing == ["libharfbuzz-subset0"]
    assert prepare.how_to_install(missing) == (
        "run `sudo apt-get install --no-install-recommends libharfbuzz-subset0`"
    )


def test_only_root_installs_into_the_system(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(prepare, "_works", lambda *command: bool(ran.append(command)))
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    prepare._from_the_system(["libpango-1.0-0"], "to make PDF documents")

    assert ran == []
    assert "sudo apt-get install --no-install-recommends libpango" in capsys.readouterr().out
