"""What goes on from list to list: one price a day for each offer, on the list that has it by now."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partnercenter.intake import AlreadyTakenIn
from partnercenter.models import AuditEntry
from pricing.models import PreviewRun, Price, PriceList
from pricing.services import planned
from tests.pricing.monthly import EXTRA, SUITE, a_list, early, lived, planning, told
from tests.pricing.price_rows import CATALOGUE, OTHER_METER, a_licence, an_item, taken, usage

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
LATER = date(2026, 1, 20)
ALWAYS = "1/1/2026,12/31/9999"
THIRD_METER = "e992627d-fd7d-5c63-a06d-835fe7ccbb26"
PIECE = {"tier": "", "meter": "", "days": ALWAYS}


def piece(product: str = "Drawing,DZH000000001", *, price: str = "90") -> str:
    return an_item(product=product, price=price, **PIECE)


def dutch(*, price: str = "85") -> str:
    return an_item(market="NL", product="Drawing,DZH000000001", price=price, **PIECE)


def pieces(kind: str, month: date, *rows: str, market: str = "") -> PriceList:
    asked = {"header": CATALOGUE, "kind": kind, "market": market}
    return taken(*rows, month=month, at=early(JANUARY), **asked)


def in_force(month: date) -> list[tuple[str, str, str, Decimal]]:
    found = Price.objects.on(month).order_by(
        "price_list__kind", "price_list__market", "availability__sku__product"
    )
    return list(
        found.values_list(
            "price_list__kind",
            "price_list__market",
            "availability__sku__product__product_id",
            "unit_price",
        )
    )


def test_an_offer_that_moved_to_another_kind_is_left_to_its_new_list() -> None:
    pieces("marketplace", JANUARY, piece(), piece("Plotting,DZH000000002"))
    pieces("software", FEBRUARY, piece(price="95"))

    marketplace, _software = lived(FEBRUARY)

    assert (marketplace.kind, marketplace.row_count) == ("marketplace", 1)
    assert in_force(FEBRUARY) == [
        ("marketplace", "", "DZH000000002", Decimal(90)),
        ("software", "", "DZH000000001", Decimal(95)),
    ]
    run = PreviewRun.objects.get(month=FEBRUARY)
    why = "Marketplace EUR 2026-02: 1 offer is left out, because another list prices it."
    assert (run.state, run.error) == ("done", why)
    entry = AuditEntry.objects.filter(act="preview_run.done").order_by("pk")[0]
    assert entry.facts == {"lists": "1", "left_out": "1"}


def test_a_market_with_a_list_of_its_own_is_left_to_it() -> None:
    pieces("software", JANUARY, piece(), dutch())
    pieces("software", FEBRUARY, dutch(price="80"), market="NL")

    (general,) = lived(JANUARY)

    assert (general.market, general.row_count) == ("", 1)
    assert in_force(FEBRUARY) == [
        ("software", "", "DZH000000001", Decimal(90)),
        ("software", "NL", "DZH000000001", Decimal(80)),
    ]


def test_a_planned_price_goes_to_the_list_that_had_the_offer_last() -> None:
    pieces("marketplace", JANUARY, piece(), piece("Plotting,DZH000000002"))
    pieces("software", FEBRUARY, piece(price="95"), piece("Milling,DZH000000003"))
    moved = Price.objects.on(FEBRUARY).get(availability__sku__product__product_id="DZH000000001")
    planned.plan(
        availability=moved.availability,
        from_month=MARCH,
        unit_price=Decimal(99),
        at=early(LATER),
    )

    lived(FEBRUARY)
    lived(MARCH)

    assert in_force(MARCH) == [
        ("marketplace", "", "DZH000000002", Decimal(90)),
        ("software", "", "DZH000000001", Decimal(99)),
        ("software", "", "DZH000000003", Decimal(90)),
    ]


def test_planned_changes_are_published_where_another_list_has_the_offer_by_now() -> None:
    pieces("marketplace", FEBRUARY, piece(), piece("Plotting,DZH000000002"))
    both = Price.objects.on(FEBRUARY).order_by("availability__sku__product")
    first, second = (price.availability for price in both)
    planned.plan(availability=first, from_month=FEBRUARY, unit_price=None, at=early(JANUARY))
    planned.publish(month=FEBRUARY, at=early(JANUARY))
    pieces("software", FEBRUARY, piece(price="95"))
    for offer, price in ((first, 97), (second, 98)):
        planned.plan(
            availability=offer,
            from_month=FEBRUARY,
            unit_price=Decimal(price),
            at=early(LATER),
        )

    made = planned.publish(month=FEBRUARY, at=early(LATER))

    assert [one.kind for one in made] == ["marketplace", "software"]
    assert in_force(FEBRUARY) == [
        ("marketplace", "", "DZH000000002", Decimal(98)),
        ("software", "", "DZH000000001", Decimal(97)),
    ]


def test_meters_go_on_whatever_days_their_list_names() -> None:
    usage(
        an_item(),
        an_item(sku="012H,G2 2 vCPU", meter=OTHER_METER, days=ALWAYS),
        an_item(sku="012J,G3 4 vCPU", meter=THIRD_METER, days="1/1/2026,2/10/2026"),
        at=early(JANUARY),
    )

    (february,) = lived(JANUARY)
    (march,) = lived(FEBRUARY)

    ends = february.prices.order_by("availability__sku__sku_id").values_list(
        "offered_from", "offered_until"
    )
    assert list(ends) == [
        (FEBRUARY, MARCH),
        (JANUARY, None),
        (JANUARY, date(2026, 2, 11)),
    ]
    assert march.row_count == 2


def test_an_ended_list_goes_on_where_a_price_is_planned() -> None:
    a_list(JANUARY)
    planning(None, FEBRUARY, on=JANUARY)
    lived(JANUARY)
    planning("6", date(2026, 5, 1), on=LATER)

    made = lived(date(2026, 5, 12))

    assert [(one.month.month, told(one)) for one in made] == [
        (5, [(SUITE, Decimal(6), "ADD")]),
        (6, [(SUITE, Decimal(6), "UNC")]),
    ]
    assert set(PreviewRun.objects.values_list("state", "error")) == {("done", "")}


def test_what_went_on_after_an_end_is_planned_again_like_any_other() -> None:
    a_list(JANUARY, a_licence(), a_licence(offer=EXTRA))
    for offer in (SUITE, EXTRA):
        planning(None, FEBRUARY, offer=offer, on=JANUARY)
    lived(JANUARY)
    planning("6", date(2026, 5, 1), on=LATER)
    lived(date(2026, 4, 2))
    planning("7", date(2026, 5, 1), offer=EXTRA, on=date(2026, 4, 3))

    (second,) = planned.publish(month=date(2026, 5, 1), at=early(date(2026, 4, 3)))

    assert [offer for offer, *_ in told(second)] == [EXTRA, SUITE]


def test_a_list_imported_as_its_preview_was_stays_when_the_month_before_is_corrected() -> None:
    a_list(JANUARY)
    (preview,) = lived(JANUARY)

    confirmed = a_list(FEBRUARY, at=early(LATER))
    a_list(JANUARY, a_licence(price="8,10"), at=early(LATER))

    assert (confirmed.edition, confirmed.generated) == (2, False)
    assert confirmed.content_hash == preview.content_hash
    assert lived(LATER) == []
    with pytest.raises(AlreadyTakenIn):
        a_list(FEBRUARY, at=early(LATER))
