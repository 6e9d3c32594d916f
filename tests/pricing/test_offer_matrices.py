"""Offer matrices come from a file by month, whole or not at all, and are never changed."""

from __future__ import annotations

import gzip
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from partnercenter.intake import AlreadyTakenIn, NotTakenIn
from partnercenter.models import AuditEntry
from pricing.models import OfferMatrix, OfferRule
from pricing.services import offer_matrices
from tests.builders import AT, NOVEMBER, a_user, an_offer
from tests.pricing.matrix_rows import HEADER, HEADERS, a_rule, rule_of, taken

pytestmark = pytest.mark.django_db
UNKNOWN = "0f1a2b3c-0000-4000-8000-000000000000"


def problems(*rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(NotTakenIn) as refused, transaction.atomic():
        taken(*rows, header=header)
    assert not OfferMatrix.objects.exists()
    return [str(problem) for problem in refused.value.problems]


def test_a_row_says_how_an_offer_may_be_bought() -> None:
    offer, base = an_offer(), an_offer().availability.sku.offer_id or ""

    matrix = taken(
        a_rule(
            offer,
            duration="1 Year(s)",
            billing="Monthly; Annual",
            least="5",
            most="300",
            limit="2",
            scope="concurrent",
            depends=f"{base.upper()} {UNKNOWN}",
            converts=UNKNOWN,
            link="https://learn.example/suite",
            description="Mail, and files",
            countries="nl;DE, be",
        )
    )

    rule = rule_of(matrix, offer)
    assert (str(matrix), matrix.row_count, matrix.published_at) == ("2026-11 #1", 1, AT)
    assert (rule.min_quantity, rule.max_quantity, rule.duration_months) == (5, 300, 12)
    assert (rule.limit, rule.scope, rule.frequencies) == (2, "concurrent", ["annual", "monthly"])
    assert (sorted(rule.depends_on), rule.converts_to) == (sorted([base, UNKNOWN]), [UNKNOWN])
    assert rule.countries == ["BE", "DE", "NL"]
    assert rule.texts["Description"] == "Mail, and files"
    assert AuditEntry.objects.get(act="offer_matrix.imported").facts["rules"] == "1"


def test_what_a_row_leaves_empty_does_not_limit() -> None:
    offer = an_offer()

    rule = rule_of(taken(a_rule(offer, most="0", limit="0", scope="None")), offer)

    assert (rule.min_quantity, rule.max_quantity, rule.duration_months) == (1, None, None)
    assert (rule.limit, rule.scope) == (None, "none")
    assert [rule.frequencies, rule.depends_on, rule.converts_to, rule.countries] == [[]] * 4


@pytest.mark.parametrize(
    ("written", "months"), [("1 Month(s)", 1), ("P3Y", 36), ("6 years", 72), ("p1m", 1)]
)
def test_a_duration_is_understood_as_it_is_written(written: str, months: int) -> None:
    offer = an_offer()

    assert rule_of(taken(a_rule(offer, duration=written)), offer).duration_months == months


def test_rows_of_offers_that_no_list_has_are_passed_over_and_counted() -> None:
    offer = an_offer()

    matrix = taken(a_rule(UNKNOWN), a_rule(offer))

    assert (matrix.row_count, matrix.rules.count()) == (2, 1)
    assert AuditEntry.objects.get(act="offer_matrix.imported").facts["passed_over"] == "1"
    with pytest.raises(NotTakenIn, match="no row is of an offer that a price list has"):
        taken(a_rule(UNKNOWN), month=date(2026, 12, 1))


def test_what_is_wrong_is_told_by_row_and_field() -> None:
    offer, other = an_offer(), an_offer()
    offer_id = offer.availability.sku.offer_id or ""

    assert problems(
        a_rule(offer, least="10", most="9"),
        a_rule(offer_id.upper()),
        a_rule(other, limit="2", depends=str(other.availability.sku.offer_id)),
        a_rule("one-more", scope="Lifetime"),
    ) == [
        "row 2, Max Seat Count: 9 is less than the minimum of 10",
        f'row 3, Durable Offer ID: offer "{offer_id.upper()}" stands in row 2 already',
        "row 4, Offer Limit Scope: a limit of 2 needs a scope: Lifetime or Concurrent",
        "row 4, Depends On: the offer depends on itself",
        "row 5, Offer Limit: the scope needs a limit of one or more",
    ]


def test_values_that_are_none_are_told_with_how_they_are_written() -> None:
    offer = an_offer()
    apart = "separated by semicolons, commas or blanks"

    assert problems(
        a_rule(
            offer,
            duration="soon",
            billing="Weekly",
            least="-1",
            most="many",
            scope="Yearly",
            depends="a|b",
            converts="ä",
            countries="NL/DE",
        )
    ) == [
        'row 2, Duration: "soon" is not a duration like 1 Month, 1 Year or P1Y',
        f'row 2, Billing Frequency: "Weekly" are none of Monthly, Annual, OneTime, None, {apart}',
        'row 2, Min Seat Count: "-1" is not a whole number up to 999999999',
        'row 2, Max Seat Count: "many" is not a whole number up to 999999999',
        'row 2, Offer Limit Scope: "Yearly" is none of None, Lifetime, Concurrent',
        f'row 2, Depends On: "a|b" are not offer ids, {apart}',
        f'row 2, Can Convert To: "ä" are not offer ids, {apart}',
        f'row 2, Allowed Countries: "NL/DE" are not country codes, {apart}',
    ]
    assert problems("x", header="Durable Offer ID")[0] == (
        "row 1, Offer Display Name: the column is missing"
    )


def test_other_rules_for_a_month_are_its_next_edition_and_the_same_are_refused() -> None:
    offer = an_offer()
    taken(a_rule(offer, most="300"))

    second = taken(a_rule(offer, most="299"), name="corrected.csv")

    assert (second.edition, OfferRule.objects.count()) == (2, 2)
    with pytest.raises(AlreadyTakenIn, match="has the rules of the offer matrix 2026-11 #2"):
        taken(a_rule(UNKNOWN), a_rule(offer, most="299", scope="None"))
    assert taken(a_rule(offer, most="300")).edition == 3


def test_the_same_file_says_more_once_a_list_has_brought_its_offer() -> None:
    row = a_rule(an_offer())
    taken(row, a_rule(UNKNOWN))
    came = an_offer().availability.sku
    came.offer_id = UNKNOWN
    came.save()

    again = taken(row, a_rule(UNKNOWN))

    assert (again.edition, again.rules.count()) == (2, 2)


def test_a_matrix_and_its_rules_are_never_changed_or_removed() -> None:
    matrix = taken(a_rule(an_offer()))

    for change in (
        lambda: OfferMatrix.objects.update(row_count=9),
        lambda: OfferRule.objects.update(min_quantity=9),
        lambda: matrix.rules.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()


def test_a_workbook_and_a_gzipped_file_are_taken_in_like_csv() -> None:
    offer = an_offer()
    book, packed = Workbook(), io.BytesIO()
    cells = ["Suite", offer.availability.sku.offer_id, "1 Year", "Monthly", 1, 300]
    for row in (HEADERS, [*cells, *[None] * 8]):
        book.active.append(row)
    book.save(packed)
    packed.seek(0)
    csv = gzip.compress(f"{HEADER}\n{a_rule(offer, most='299')}".encode())

    first = offer_matrices.take_in(file=packed, name="m.xlsx", month=NOVEMBER, at=AT)
    second = offer_matrices.take_in(file=io.BytesIO(csv), name="m.csv.gz", month=NOVEMBER, at=AT)

    assert rule_of(first, offer).max_quantity == 300
    assert rule_of(second, offer).max_quantity == 299


def test_the_command_tells_what_came_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "matrix.csv"
    file.write_text(f"{HEADER}\n{a_rule(an_offer())}\n{a_rule(UNKNOWN)}\n")

    call_command("import_offer_matrix", str(file), "--month", "2026-11")

    assert capsys.readouterr().out == "2026-11 #1: 1 rules; 1 rows are of unknown offers.\n"


def test_staff_bring_a_matrix_and_read_its_rules(client: Client) -> None:
    client.force_login(a_user(is_staff=True, is_superuser=True))
    offer = an_offer(title="Suite Plus")
    rows = (
        f"{HEADER}\n{a_rule(offer, most='300', limit='2', scope='Concurrent')}\n{a_rule(UNKNOWN)}"
    )

    answer = client.post(
        reverse("admin:pricing_offermatrix_import"),
        {"file": io.BytesIO(rows.encode()), "month": "2026-11"},
        follow=True,
    )

    (told,) = answer.context["messages"]
    rules = client.get(reverse("admin:pricing_offerrule_changelist"), {"q": "plus"})
    rule = client.get(reverse("admin:pricing_offerrule_change", args=[OfferRule.objects.get().pk]))
    matrix = client.get(reverse("admin:pricing_offermatrix_change", args=[rule_matrix()]))
    assert str(told).endswith(
        "2026-11 #1 with 1 rule; 1 row was passed over, its offer is on no price list so far."
    )
    assert "Suite Plus" in rules.content.decode()
    assert "2 at a time" in rules.content.decode()
    assert "_save" not in rule.content.decode()
    assert "Rules" in matrix.content.decode()


def rule_matrix() -> int:
    return OfferMatrix.objects.get().pk
