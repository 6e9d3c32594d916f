"""Two workers and one file of a price list: it is made once, and its progress can be seen."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from partnercenter.outgoing.formats import BY_CODE
from pricing.models import ListFile
from pricing.queries import list_export
from pricing.services import list_files
from tests.builders import AT, an_offer

pytestmark = pytest.mark.django_db(transaction=True)


def test_while_one_makes_it_another_sees_how_far_it_is_and_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    price_list = an_offer().price_list
    file = list_files.ask(price_list=price_list, file_format=BY_CODE["xlsx_safe"], at=AT)
    halfway, looked = Event(), Event()

    def slow(*args: Any, told: Any, **options: Any) -> Any:
        told(1)
        halfway.set()
        assert looked.wait(20)
        return list_export.workbook_of(*args, **options)

    def work() -> None:
        try:
            list_files.make_next(at=AT)
        finally:
            connection.close()

    monkeypatch.setattr(list_files, "workbook_of", slow)
    worker = Thread(target=work)
    worker.start()
    assert halfway.wait(20)
    seen = ListFile.objects.get(pk=file.pk)
    list_files.make_next(at=AT)
    list_files.make(file=file, at=AT)
    looked.set()
    worker.join(20)

    file.refresh_from_db()
    assert (seen.state, seen.rows_done, seen.attempts) == ("asked", 1, 1)
    assert (file.state, file.attempts) == ("done", 1)
