"""The doctor names what is broken and how to mend it, and touches nothing."""

from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from partnercenter import checkup
from partnercenter.pulse import Nodes

pytestmark = pytest.mark.django_db
NOBODY = Nodes(workers=[], clocks=[])


@pytest.fixture(autouse=True)
def _quiet_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "answering", lambda *, seconds: NOBODY)
    monkeypatch.setattr(checkup, "web_is_alive", lambda url: False)


def lines(capsys: pytest.CaptureFixture[str], *subjects: str) -> tuple[list[str], int]:
    code = 0
    try:
        call_command("doctor", *subjects)
    except SystemExit as ended:
        code = int(str(ended.code))
    return capsys.readouterr().out.splitlines(), code


def test_a_sound_installation_is_told_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    told, code = lines(capsys, "python", "folder", "disk", "database", "tables", "queue")

    assert [line.split()[:2] for line in told] == [
        ["ok", "python"],
        ["ok", "folder"],
        ["ok", "disk"],
        ["ok", "database"],
        ["ok", "tables"],
        ["ok", "queue"],
    ]
    assert code == 0


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("", "ok       vat_check  none"),
        ("partnercenter.checkup.disk", "ok       vat_check  partnercenter.checkup.disk"),
        ("no.such.module", "BROKEN   vat_check  No module named"),
        ("partnercenter.checkup.none", "BROKEN   vat_check"),
        ("partnercenter.checkup.OLDEST_PYTHON", "BROKEN   vat_check"),
        ("check", "BROKEN   vat_check"),
    ],
)
def test_a_check_of_vat_ids_that_is_named_wrongly_is_told(
    capsys: pytest.CaptureFixture[str], settings: Any, path: str, begins: str
) -> None:
    settings.VAT_CHECKER = path

    told, code = lines(capsys, "vat_check")

    assert told[0].startswith(begins)
    assert code == begins.startswith("BROKEN")


def test_what_does_not_run_now_is_no_fault(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "missing_libraries", list)

    told, code = lines(capsys)

    assert "not now  worker     no answer -> start it: `make run`" in told
    assert code == 0


def test_what_is_asked_for_by_name_must_run(capsys: pytest.CaptureFixture[str]) -> None:
    told, code = lines(capsys, "beat")

    assert told == ["BROKEN   beat       no answer -> start it: `make run`"]
    assert code == 1


def test_a_worker_that_answers_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = Nodes(workers=["celery@here"], clocks=[])
    monkeypatch.setattr(checkup, "answering", lambda *, seconds: nodes)

    told, code = lines(capsys, "worker")

    assert told == ["ok       worker     celery@here answers"]
    assert code == 0


def test_waiting_migrations_are_broken_tables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "waiting_migrations", lambda: ["x.0001", "x.0002"])

    told, code = lines(capsys, "tables")

    assert told == [
        "BROKEN   tables     2 migrations are not applied, x.0001 first -> run `manage.py migrate`"
    ]
    assert code == 1


def test_a_database_that_does_not_answer_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Silent:
        def cursor(self) -> Any:
            raise OperationalError("connection refused\n  by db")

    monkeypatch.setattr(checkup, "connection", Silent())

    found = checkup.database()

    assert found == checkup.Finding(
        subject="database",
        text="connection refused by db",
        remedy="start it, or mend DATABASE_URL",
    )


def test_a_queue_that_does_not_answer_is_broken(settings: Any, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"

    found = checkup.queue()

    assert found.remedy == "start it, or mend REDIS_URL"


def test_missing_libraries_are_told_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "missing_libraries", lambda: ["libpango-1.0-0"])

    found = checkup.libraries()

    assert found.text == "PDF documents lack libpango-1.0-0"
    assert "libpango-1.0-0" in found.remedy


def test_a_full_disk_and_a_closed_folder_are_broken(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(0, 0, 1024**2))
    monkeypatch.setattr("os.access", lambda path, mode: False)

    disk, folder = checkup.disk(), checkup.folder()

    assert disk.text == "1 MiB free"
    assert disk.remedy.startswith("free some space")
    assert folder.remedy.startswith("let the user who runs this own it")


def test_a_place_where_nothing_was_set_up_is_left_as_it_is(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.DATA_DIR = tmp_path
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"

    told, _code = lines(capsys, "queue")

    assert told == ["BROKEN   queue      nothing has been set up here yet -> run `make run`"]
    assert list(tmp_path.iterdir()) == []


def test_a_subject_that_nobody_knows_is_refused() -> None:
    with pytest.raises(CommandError, match="Unknown: weather"):
        call_command("doctor", "weather")
