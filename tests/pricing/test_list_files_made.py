"""Workbooks of price lists: asked for, made once, tried three times, never lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from partnercenter import storage
from partnercenter.outgoing import TooMuchForAWorkbook
from partnercenter.outgoing.formats import BY_CODE
from pricing.models import ListFile, PriceList
from pricing.services import list_files
from pricing.tasks import make_next_list_file, sweep_list_files
from tests.builders import AT, an_offer
from tests.pricing.test_list_files import written

pytestmark = pytest.mark.django_db
Capture = Callable[..., Any]
Nudges = list[str]


@pytest.fixture
def price_list() -> PriceList:
    return an_offer(title="Suite Start").price_list


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> Nudges:
    sent: Nudges = []
    monkeypatch.setattr("partnercenter.queue._send", lambda name, kwargs: sent.append(name))
    return sent


def asked(price_list: PriceList, code: str = "xlsx_safe") -> ListFile:
    return list_files.ask(price_list=price_list, file_format=BY_CODE[code], at=AT)


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(list_files, "workbook_of", broken)


def test_a_workbook_is_made_once_and_keeps_its_bytes(price_list: PriceList) -> None:
    file = asked(price_list)

    list_files.make(file=file, at=AT)
    list_files.make(file=file, at=AT + timedelta(days=1))

    file.refresh_from_db()
    content = written(price_list, "xlsx_safe")
    with storage.open_stream(file.storage_key) as stream:
        assert stream.read() == content
    assert (file.state, file.attempts, file.rows_done, file.made_at) == ("done", 1, 1, AT)
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_asked_for_twice_it_is_one_file_and_wakes_a_worker(
    price_list: PriceList, nudges: Nudges, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = asked(price_list), asked(price_list)
    list_files.make(file=first, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        third = asked(price_list)

    assert first.pk == second.pk == third.pk
    assert third.state == "done"
    assert nudges == ["pricing.make_next_list_file"] * 2


def test_what_waits_the_longest_is_made_first(price_list: PriceList) -> None:
    later, first = asked(price_list), asked(price_list, "xlsx_exact")
    ListFile.objects.filter(pk=first.pk).update(asked_at=AT - timedelta(seconds=1))

    make_next_list_file()

    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.state, later.state) == ("done", "asked")


def test_a_lost_message_loses_no_file(
    price_list: PriceList, nudges: Nudges, django_capture_on_commit_callbacks: Capture
) -> None:
    asked(price_list)

    with django_capture_on_commit_callbacks(execute=True):
        too_early = list_files.sweep(at=AT + timedelta(minutes=2))
        found = list_files.sweep(at=AT + timedelta(minutes=2, seconds=1))

    assert (too_early, found) == (0, 1)
    assert nudges == ["pricing.make_next_list_file"]
    sweep_list_files()


def test_a_failure_is_told_and_tried_three_times_in_all(
    price_list: PriceList, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(price_list)
    breaks(monkeypatch, OSError("the disk is full"))

    states = []
    for _ in range(3):
        with pytest.raises(OSError, match="the disk is full"):
            list_files.make_next(at=AT)
        states.append(ListFile.objects.get().state)
    list_files.make_next(at=AT)

    file.refresh_from_db()
    assert states == ["asked", "asked", "failed"]
    assert (file.attempts, file.error) == (3, "the disk is full")


def test_a_list_that_no_workbook_can_hold_is_not_tried_again(
    price_list: PriceList, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(price_list)
    breaks(monkeypatch, TooMuchForAWorkbook("too many rows"))

    with pytest.raises(TooMuchForAWorkbook):
        list_files.make(file=file, at=AT)

    file.refresh_from_db()
    assert (file.state, file.error) == ("failed", "too many rows")


def test_an_attempt_that_took_the_worker_with_it_counts(price_list: PriceList) -> None:
    file = asked(price_list)
    ListFile.objects.filter(pk=file.pk).update(attempts=3)

    list_files.make_next(at=AT)

    file.refresh_from_db()
    assert (file.state, file.attempts) == ("failed", 3)


def test_after_a_failure_somebody_may_ask_again(price_list: PriceList) -> None:
    file = asked(price_list)
    ListFile.objects.filter(pk=file.pk).update(state="failed", attempts=3, error="no", rows_done=9)

    again = list_files.ask(
        price_list=price_list, file_format=BY_CODE["xlsx_safe"], at=AT + timedelta(hours=1)
    )

    assert (again.pk, again.state, again.attempts, again.rows_done) == (file.pk, "asked", 0, 0)
    assert (again.error, again.asked_at) == ("", AT + timedelta(hours=1))


def test_progress_is_noted_while_rows_are_written(
    price_list: PriceList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnercenter.outgoing.workbooks.TOLD_EVERY", 2)
    for number in range(4):
        an_offer(title=f"Suite {number}")
    seen: list[str] = []

    def looked(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "rows_done" in sql and sql.startswith("UPDATE"):
            seen.append(str(params[0]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(looked):
        list_files.make(file=asked(price_list), at=AT)

    assert seen[-3:] == ["2", "4", "5"]
