"""Usage files brought at the same moment: each is stored once, and months get one partition."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest

from billing.models import UsageFile, UsageRecord
from billing.services import usage
from partnercenter.errors import Refused
from tests.builders import AT, a_customer, a_partner, a_subscription, an_offer
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 4


def take_in(content: str) -> str:
    try:
        usage.take_in(file=io.BytesIO(content.encode()), name="usage.csv", at=AT)
    except Refused as refused:
        return refused.code
    return "stored"


def a_file(*, quantities: Iterable[int]) -> str:
    plan = a_subscription(customer=a_customer(partner=a_partner()), on=date(2024, 2, 1))
    meter = an_offer(kind="usage", meter=True).availability.sku
    rows = (
        f"{plan.public_id},2024-02-{day:02d},{meter.meter_id},{quantity}"
        for day, quantity in enumerate(quantities, start=1)
    )
    return "\n".join(["SubscriptionId,UsageDate,MeterId,Quantity", *rows])


def test_the_same_content_at_the_same_moment_is_stored_once() -> None:
    content = a_file(quantities=range(20))

    ended = Counter(together(take_in, [content] * THREADS))

    assert ended == {"stored": 1, "already_taken_in": THREADS - 1}
    assert (UsageFile.objects.count(), UsageRecord.objects.count()) == (1, 20)


def test_the_same_use_in_other_words_at_the_same_moment_is_stored_once() -> None:
    content = a_file(quantities=range(20))

    ended = Counter(together(take_in, [content + "\n" * extra for extra in range(THREADS)]))

    assert ended == {"stored": 1, "not_taken_in": THREADS - 1}
    assert UsageRecord.objects.count() == 20


def test_files_that_open_a_month_together_are_all_stored() -> None:
    contents = [a_file(quantities=range(20)) for _ in range(THREADS)]

    ended = Counter(together(take_in, contents))

    assert ended == {"stored": THREADS}
    assert UsageRecord.objects.count() == 20 * THREADS
