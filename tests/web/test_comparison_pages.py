"""Two editions of a price list side by side, as the partner's people see and take them away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partnercenter.periods import add_months
from pricing.models import PriceList
from tests.builders import a_price_list
from tests.pricing.price_rows import OTHER_METER, a_licence, an_item, taken, usage
from tests.web.conftest import Cast
from tests.web.reading import queries_of, words

pytestmark = pytest.mark.django_db

THIS = timezone.now().date().replace(day=1)
NEXT = add_months(THIS, 1)
MAIL, SUITE, VOICE, NEW = (
    "6b33c46d-984f-4ac3-aa81-0988dfa0bda5",
    "0f598efe-f330-4d79-b79f-c9480bb7ce3e",
    "195416c1-3447-423a-b37b-ee59a99a19c4",
    "2c6ee6b4-1c4f-4f6f-8a39-5d6b1a3b0b11",
)


def page_of(client: Client, price_list: PriceList, **query: Any) -> Any:
    return client.get(reverse("pricing:comparison", args=[price_list.pk]), query)


def file_of(client: Client, price_list: PriceList, **query: Any) -> Any:
    return client.get(reverse("pricing:comparison_file", args=[price_list.pk]), query)


@pytest.fixture
def preview(db: None) -> PriceList:
    mail = a_licence(title="Mail", offer=MAIL)
    suite = a_licence(title="Suite", offer=SUITE, price="4.00,5.00")
    taken(mail, suite, a_licence(title="Voice", offer=VOICE), month=THIS)
    return taken(
        mail.replace("4.20,4.96", "4.20,5.10"),
        suite.replace("4.00,5.00", "4.50,5.00"),
        a_licence(title="Whiteboard", offer=NEW),
        month=NEXT,
    )


def test_a_preview_is_compared_with_the_list_it_follows(cast: Cast, preview: PriceList) -> None:
    page = page_of(cast.owner, preview)

    assert [(row.title, row.change) for row in page.context["rows"]] == [
        ("Suite", "Changed"),
        ("Mail", "Other changes"),
        ("Whiteboard", "New"),
        ("Voice", "Removed"),
    ]
    suite, mail, new, removed = page.context["rows"]
    assert (str(suite.before), str(suite.after), str(suite.difference)) == (
        "EUR 4.00",
        "EUR 4.50",
        "EUR 0.50",
    )
    assert (mail.difference, [(also.label, also.before, also.after) for also in mail.also]) == (
        None,
        [("Retail price", "EUR\N{NO-BREAK SPACE}4.96", "EUR\N{NO-BREAK SPACE}5.10")],
    )
    assert (new.before, removed.after) == (None, None)
    text = words(page)
    assert "1 changed, 1 new, 1 removed, 1 with other changes only, 0 unchanged." in text
    assert "+12.5%" in text
    assert "its last one counts" in text


def test_figures_tell_what_is_typical_and_a_bar_stands_for_each_bracket(
    cast: Cast, preview: PriceList
) -> None:
    page = page_of(cast.owner, preview)

    assert page.context["summary"].spread.median == Decimal("12.5")
    (bar,) = page.context["bars"]
    assert (bar.label, bar.count, bar.width) == ("10% to 20%", 1, "100.00%")


def test_another_edition_is_chosen_by_address_in_either_order(
    cast: Cast, preview: PriceList
) -> None:
    this = preview.follows
    assert this

    forth = page_of(cast.owner, preview, **{"with": this.pk})
    back = page_of(cast.owner, this, **{"with": preview.pk})

    assert forth.context["rows"] == back.context["rows"]
    assert f'<option value="{preview.pk}" selected>' in words(back)


@pytest.mark.parametrize("named", ["0", "x", "٣", "-1", "99999999999999999999999"])
def test_an_edition_that_is_not_there_is_not_found(
    named: str, cast: Cast, preview: PriceList
) -> None:
    assert page_of(cast.owner, preview, **{"with": named}).status_code == 404
    assert file_of(cast.owner, preview, **{"with": named}).status_code == 404


def test_lists_of_another_kind_currency_or_market_are_not_compared(
    cast: Cast, preview: PriceList
) -> None:
    others = [
        a_price_list(month=THIS, kind="usage"),
        a_price_list(month=THIS, currency="USD"),
        a_price_list(month=THIS, market="NL"),
        preview,
    ]

    found = [page_of(cast.owner, preview, **{"with": other.pk}).status_code for other in others]

    assert found == [404, 404, 404, 404]


def test_changes_are_filtered_by_flag_and_words(cast: Cast, preview: PriceList) -> None:
    page = page_of(cast.owner, preview, flag="removed")

    assert [row.title for row in page.context["rows"]] == ["Voice"]
    assert [(tab.flag, tab.count) for tab in page.context["tabs"]] == [
        ("", 4),
        ("changed", 1),
        ("new", 1),
        ("removed", 1),
        ("other", 1),
    ]
    assert page.context["chips"] == [("flag", "Change", "Removed")]
    searched = page_of(cast.owner, preview, search="white")
    assert [row.title for row in searched.context["rows"]] == ["Whiteboard"]
    assert "No change fits" in words(page_of(cast.owner, preview, search="nothing"))


def test_equal_editions_say_so(cast: Cast) -> None:
    row = a_licence()
    taken(row, month=THIS)
    second = taken(row, month=NEXT)

    page = words(page_of(cast.owner, second))

    assert "The same prices" in page
    assert "1 unchanged" in page


def test_the_first_edition_has_nothing_to_be_compared_with(cast: Cast) -> None:
    first = a_price_list()

    assert "Nothing to compare with" in words(page_of(cast.owner, first))
    assert file_of(cast.owner, first).status_code == 404


def test_other_changes_are_told_in_words(cast: Cast) -> None:
    days = f"{THIS:%m/%d/%Y},12/31/9999"
    tiers = [an_item(price="0.05", until="100"), an_item(price="0.04", tier="100")]
    disk = an_item(product="Compute,DZHDISK", sku="0002,Disk", meter=OTHER_METER)
    rows = [row.replace("1/1/2026,1/31/2026", days) for row in (*tiers, disk)]
    usage(*rows, month=THIS)
    second = usage(
        rows[0],
        rows[1].replace("0.04", "0.03"),
        rows[2].replace("Hours,", "Hours,third party"),
        month=NEXT,
    )

    told = {
        row.title: [(also.label, also.before, also.after) for also in row.also]
        for row in page_of(cast.owner, second).context["rows"]
    }

    tied = "EUR\N{NO-BREAK SPACE}"
    assert told == {
        "Disk": [("Tags", "", "third party")],
        "G1 1 vCPU": [("Tiers", f"beyond 100: {tied}0.04", f"beyond 100: {tied}0.03")],
    }


def test_the_file_comes_in_two_flavours_with_the_filter_of_the_page(
    cast: Cast, preview: PriceList
) -> None:
    exact = file_of(cast.owner, preview, flag="new")
    safe = file_of(cast.owner, preview, flag="new", format="csv_safe")

    name = f"changes_license_EUR_{THIS:%Y-%m}_e1_to_{NEXT:%Y-%m}_e1"
    assert exact["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert safe["Content-Disposition"] == f'attachment; filename="{name}_spreadsheet.csv"'
    lines = b"".join(exact.streaming_content).decode().splitlines()
    assert [line.split(",")[:2] for line in lines] == [["Change", "Title"], ["new", "Whiteboard"]]
    assert b"".join(safe.streaming_content).startswith(b"\xef\xbb\xbf")
    assert file_of(cast.owner, preview, format="pdf").status_code == 404


def test_the_page_links_to_the_file_of_what_it_shows(cast: Cast, preview: PriceList) -> None:
    page = words(page_of(cast.owner, preview, flag="new", page="1"))

    address = reverse("pricing:comparison_file", args=[preview.pk])
    query = f"?flag=new&amp;with={preview.follows_id}&amp;format=csv_safe"
    assert f'href="{address}{query}"' in page


def test_helpdesk_compares_consumption_lists_only(cast: Cast, preview: PriceList) -> None:
    for month in (THIS, NEXT):
        a_price_list(kind="consumption", month=month, currency="USD")
    consumption = PriceList.objects.get(kind="consumption", month=NEXT)

    assert page_of(cast.helpdesk, preview).status_code == 403
    assert file_of(cast.helpdesk, preview).status_code == 403
    assert page_of(cast.helpdesk, consumption).status_code == 200
    assert file_of(cast.helpdesk, consumption).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_changes(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    def rows(price: str, count: int) -> list[str]:
        return [
            a_licence(title=f"O{n}", offer=f"{n:08d}{MAIL[8:]}", price=price) for n in range(count)
        ]

    taken(*rows("4.00,5.00", 60), month=THIS)
    few = taken(*rows("4.10,5.00", 2), *rows("4.00,5.00", 60)[2:], month=NEXT)
    many = taken(*rows("4.10,5.00", 60), month=NEXT)
    few_at, many_at = (
        f"{reverse('pricing:comparison', args=[one.pk])}?with={few.follows_id}"
        for one in (few, many)
    )
    cast.owner.get(few_at)
    queries = queries_of(cast.owner, few_at)

    assert queries <= 12
    with django_assert_num_queries(queries):
        cast.owner.get(many_at)
    assert len(page_of(cast.owner, many, page="2").context["rows"]) == 10


def test_a_price_that_becomes_zero_or_was_it_shows_its_difference(cast: Cast) -> None:
    paid, free = a_licence(price="4.20,"), a_licence(price="0,")
    taken(paid, month=THIS)
    first = taken(free, month=NEXT)

    down = page_of(cast.owner, first).context["rows"][0]
    second = taken(paid, month=add_months(NEXT, 1))
    up = page_of(cast.owner, second).context["rows"][0]

    assert (str(down.before), str(down.after), str(down.difference)) == (
        "EUR 4.20",
        "EUR 0.00",
        "EUR -4.20",
    )
    assert str(up.difference) == "EUR 4.20"


@pytest.mark.parametrize("named", ["9" * 20, "9" * 5000])
def test_an_edition_with_thousands_of_digits_is_not_found(
    cast: Cast, preview: PriceList, named: str
) -> None:
    assert page_of(cast.owner, preview, **{"with": named}).status_code == 404
    assert file_of(cast.owner, preview, **{"with": named}).status_code == 404
