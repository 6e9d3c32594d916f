"""Whoever asks and publishes at the same moment, every list is published once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from pricing.models import PreviewRun, Price, PriceList
from pricing.services import previews
from tests.pricing.monthly import a_list, early, lived
from tests.pricing.price_rows import a_licence
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
THREADS = 6


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send nothing to the workers: the threads of these tests are the workers."""
    monkeypatch.setattr("partnercenter.queue._send", lambda name, kwargs: None)


def test_clocks_at_once_publish_each_list_once() -> None:
    for currency in ("EUR", "CHF", "USD"):
        a_list(JANUARY, currency=currency)

    made = together(lambda _: lived(MARCH), range(THREADS))

    published = Counter((one.currency, one.month.month) for lists in made for one in lists)
    wanted = {(currency, month): 1 for currency in ("EUR", "CHF", "USD") for month in (2, 3, 4)}
    assert published == wanted
    assert PriceList.objects.count() == 12
    assert set(PreviewRun.objects.values_list("state", "lists_wanted", "lists_done")) == {
        ("done", 3, 3)
    }


def test_a_list_that_is_imported_meanwhile_is_in_force_afterwards() -> None:
    a_list(JANUARY)
    (run,) = previews.request_due(on=JANUARY, at=early(JANUARY))

    def act(does: str) -> Any:
        if does == "import":
            return a_list(date(2026, 2, 1), a_licence(price="9,"), at=early(JANUARY))
        return previews.perform(run=run, at=early(JANUARY))

    together(act, ["import", "publish"])

    price = Price.objects.on(date(2026, 2, 1)).get()
    assert (price.unit_price, price.price_list.generated) == (9, False)
