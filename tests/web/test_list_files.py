"""What a partner's people can download of a price list, and what is said while it is being made."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from partnercenter.outgoing.formats import BY_CODE, FORMATS
from partnercenter.periods import add_months
from pricing.models import ListFile, PriceList
from pricing.services import list_files
from pricing.web.downloads import Progress, download, files, is_small
from tests.builders import a_price_list, an_offer
from tests.pricing.compared_months import MAIL, SUITE, VOICE
from tests.pricing.price_rows import JANUARY, a_licence, taken
from tests.pricing.test_list_files import written
from tests.web.conftest import Cast
from tests.web.reading import words

pytestmark = pytest.mark.django_db


def address(price_list: PriceList, code: str, name: str = "list_file") -> str:
    return reverse(f"pricing:{name}", args=[price_list.pk, code])


@pytest.fixture
def short() -> PriceList:
    return an_offer(title="=Suite Müller", price="4.20").price_list


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> PriceList:
    """A list too long to be made while somebody waits."""
    monkeypatch.setattr("pricing.web.downloads.AT_ONCE", 0)
    return an_offer(kind="software", price="7.00").price_list


def asked(price_list: PriceList, code: str = "xlsx_safe") -> ListFile:
    return list_files.ask(price_list=price_list, file_format=BY_CODE[code], at=timezone.now())


@pytest.mark.parametrize("code", ["csv_exact", "csv_safe"])
def test_csv_is_streamed_at_once(cast: Cast, short: PriceList, code: str) -> None:
    answer = cast.owner.get(address(short, code))

    assert answer.status_code == 200
    assert answer.streaming
    assert b"".join(answer.streaming_content) == written(short, code)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = (
        "license_EUR_2026-11_e1_spreadsheet.csv"
        if code == "csv_safe"
        else "license_EUR_2026-11_e1.csv"
    )
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert ListFile.objects.count() == 0


def test_the_two_flavours_differ_where_a_spreadsheet_would_run_a_text(
    cast: Cast, short: PriceList
) -> None:
    exact, safe = (
        b"".join(cast.owner.get(address(short, code)).streaming_content).decode()
        for code in ("csv_exact", "csv_safe")
    )

    assert ",=Suite Müller," in exact
    assert ",'=Suite Müller," in safe


def test_a_browser_that_has_the_file_gets_no_second_copy(cast: Cast, short: PriceList) -> None:
    for one in FORMATS:
        tag = cast.owner.get(address(short, one.code))["ETag"]

        answer = cast.owner.get(address(short, one.code), headers={"If-None-Match": tag})

        assert answer.status_code == 304


def test_a_short_lists_workbook_is_made_while_one_waits_and_only_once(
    cast: Cast, short: PriceList
) -> None:
    answer = cast.owner.get(address(short, "xlsx_safe"))
    again = cast.owner.get(address(short, "xlsx_safe"))

    content = b"".join(answer.streaming_content)
    assert b"".join(again.streaming_content) == content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[2]][3] == "=Suite Müller"
    assert answer["Content-Disposition"].endswith('"license_EUR_2026-11_e1_spreadsheet.xlsx"')
    kept = ListFile.objects.get()
    assert (kept.state, kept.attempts, kept.size) == ("done", 1, len(content))


def test_a_long_lists_workbook_is_asked_for_and_then_there(cast: Cast, long: PriceList) -> None:
    waiting = cast.owner.get(address(long, "xlsx_safe"))
    offered = words(cast.owner.get(address(long, "xlsx_safe", "list_file_status")))
    htmx = {"HX-Request": "true"}

    polling = words(cast.owner.post(address(long, "xlsx_safe", "list_file_ask"), headers=htmx))
    list_files.make_next(at=timezone.now())
    done = words(cast.owner.get(address(long, "xlsx_safe", "list_file_status")))

    assert waiting.status_code == 409
    assert "This file is not made yet" in words(waiting)
    assert "Prepare workbook" in offered
    assert "hx-trigger" not in offered
    assert 'hx-trigger="every 2s"' in polling
    assert "You can leave this page: the work goes on" in polling
    assert "hx-trigger" not in done
    assert address(long, "xlsx_safe") in done
    assert cast.owner.get(address(long, "xlsx_safe")).status_code == 200


def test_progress_is_told_in_rows_and_seconds(cast: Cast, long: PriceList) -> None:
    for number in range(3):
        an_offer(kind="software", title=f"Server {number}")
    start = timezone.now()
    kept = ListFile.objects.filter(pk=asked(long).pk)
    kept.update(rows_done=1, asked_at=start - timedelta(seconds=20))

    found = download(long, BY_CODE["xlsx_safe"], kept.get(), now=start)
    page = words(cast.owner.get(found.poll))

    assert found.progress == Progress(done=1, total=4, seconds_left=60)
    assert "1 of 4 rows, about" in page
    assert '<progress value="1" max="4"' in page


def test_a_failed_workbook_is_asked_for_again_with_one_button(cast: Cast, long: PriceList) -> None:
    file = asked(long)
    ListFile.objects.filter(pk=file.pk).update(state="failed", attempts=3, error="no room")

    page = words(cast.owner.get(address(long, "xlsx_safe")))
    answer = cast.owner.post(address(long, "xlsx_safe", "list_file_ask"))

    assert "This file could not be made" in page
    assert "the CSV file has the same content" in page
    assert answer["Location"] == reverse("pricing:price_list", args=[long.pk]) + "#files"
    file.refresh_from_db()
    assert (file.state, file.attempts, file.error) == ("asked", 0, "")


def test_the_choices_cost_two_queries(
    short: PriceList, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        found = files(short, now=timezone.now())

    assert [(one.format.code, one.state) for one in found] == [
        ("csv_exact", "ready"),
        ("csv_safe", "ready"),
        ("xlsx_exact", "ready"),
        ("xlsx_safe", "ready"),
    ]


def test_what_was_removed_counts_for_whether_somebody_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pricing.web.downloads.AT_ONCE", 2)
    kept, gone, more = (a_licence(offer=offer) for offer in (MAIL, SUITE, VOICE))
    taken(kept, gone, more)

    shorter = taken(kept, month=add_months(JANUARY, 1))

    assert (shorter.row_count, is_small(shorter)) == (1, False)


def test_the_choices_stand_on_a_page(short: PriceList, long: PriceList) -> None:
    context = {"list": long, "files": files(long, now=timezone.now()), "csrf_token": "t"}

    page = " ".join(render_to_string("pricing/list_downloads.html", context).split())

    assert "Safe to open: real dates and numbers" in page
    assert page.count("Prepare workbook") == 2
    assert page.count('class="download"') == 2


def test_a_format_that_is_none_is_not_found(cast: Cast, short: PriceList) -> None:
    assert cast.owner.get(address(short, "pdf")).status_code == 404


def test_helpdesk_gets_the_consumption_list_and_no_other(cast: Cast, short: PriceList) -> None:
    consumption = a_price_list(kind="consumption", currency="USD")

    assert cast.helpdesk.get(address(short, "csv_exact")).status_code == 403
    assert cast.helpdesk.get(address(consumption, "csv_exact")).status_code == 200


def test_a_list_in_another_currency_is_not_found(cast: Cast) -> None:
    foreign = a_price_list(currency="NOK")

    assert cast.owner.get(address(foreign, "csv_exact")).status_code == 404
