"""The command that writes price lists to files, and the one that takes them in again."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from partnercenter.outgoing.formats import FORMATS
from tests.pricing.price_rows import a_licence, taken
from tests.pricing.test_list_files import written

pytestmark = pytest.mark.django_db
ASKED = ["--kind=license", "--month=2026-01", "--currency=eur"]


@pytest.mark.parametrize("code", [one.code for one in FORMATS])
def test_a_list_is_written_in_any_format(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    price_list = taken(a_licence(title="=Größe"))
    path = tmp_path / "list.file"

    call_command("export_price_list", str(path), *ASKED, f"--format={code}")

    assert path.read_bytes() == written(price_list, code)
    assert list(tmp_path.iterdir()) == [path]
    assert capsys.readouterr().out == f"License-based services EUR 2026-01 #1: {path}\n"


def test_the_newest_edition_is_written_unless_another_is_asked_for(tmp_path: Path) -> None:
    first = taken(a_licence())
    second = taken(a_licence(price="5,5"))
    path = tmp_path / "list.csv"

    call_command("export_price_list", str(path), *ASKED)
    newest = path.read_bytes()
    call_command("export_price_list", str(path), *ASKED, "--edition=1")

    assert newest == written(second)
    assert path.read_bytes() == written(first)


def test_a_list_may_go_to_the_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    price_list = taken(a_licence())
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out, write=None))

    call_command("export_price_list", "-", *ASKED)

    assert out.getvalue() == written(price_list)


def test_a_list_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no such price list\."):
        call_command("export_price_list", str(tmp_path / "list.csv"), *ASKED)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    taken(a_licence())

    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory\."):
        call_command("export_price_list", str(tmp_path / "none" / "list.csv"), *ASKED)


def test_what_was_written_is_taken_in_for_another_month(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken(a_licence(), a_licence(who="Academic,1 Month,,Faculty"))
    path = tmp_path / "list.xlsx"
    call_command("export_price_list", str(path), *ASKED, "--format=xlsx_safe")
    capsys.readouterr()

    call_command(
        "import_price_list", str(path), "--kind=license", "--month=2026-02", "--currency=EUR"
    )

    counted = "2 rows, 2 prices (0 new, 0 changed, 2 unchanged, 0 removed)"
    assert capsys.readouterr().out == f"License-based services EUR 2026-02 #1: {counted}.\n"
