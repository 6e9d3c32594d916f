"""Taking in offer matrices: each file is one edition, for a month and those after it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnercenter import audit
from partnercenter.days import reachable
from partnercenter.intake import AlreadyTakenIn, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import quoted
from partnercenter.models import User
from partnercenter.periods import month_of
from pricing.models import OfferMatrix
from pricing.services.offer_matrix_layout import LAYOUT, SOUND, TEXTS

WORDS = ", ".join(f"{quoted(header)}, t.{name}" for header, name in TEXTS.items())
RULED = f"""
CREATE TEMP TABLE ruled ON COMMIT DROP AS
SELECT t.line, s.id AS sku_id, s.offer_id, coalesce(t.min_quantity, 1) AS min_quantity,
    t.max_quantity, t.most, coalesce(t.scope, 'none') AS scope, t.duration_months, t.frequencies,
    t.depends_on, t.converts_to, t.countries, jsonb_build_object({WORDS}) AS texts
FROM taken t JOIN pricing_sku s ON lower(s.offer_id) = lower(t.offer)
"""
HASH = """
SELECT encode(sha256(convert_to(string_agg(concat_ws(chr(31), offer_id, min_quantity,
    coalesce(max_quantity::text, ''), coalesce(most::text, ''), scope,
    coalesce(duration_months::text, ''), array_to_string(frequencies, ' '),
    array_to_string(depends_on, ' '), array_to_string(converts_to, ' '),
    array_to_string(countries, ' '), texts), chr(30) ORDER BY offer_id COLLATE "C"),
    'UTF8')), 'hex') FROM ruled
"""
RULES = """
INSERT INTO pricing_offerrule (matrix_id, sku_id, min_quantity, max_quantity, "limit", scope,
    duration_months, frequencies, depends_on, converts_to, countries, texts)
SELECT %(matrix)s, sku_id, min_quantity, max_quantity, most, scope, duration_months, frequencies,
    depends_on, converts_to, countries, texts
FROM ruled ORDER BY line
"""


@transaction.atomic
def take_in(
    *, file: Source, name: str, month: date, at: datetime, by: User | None = None
) -> OfferMatrix:
    """Take in the matrix that holds from the month in which ``month`` lies; all or nothing.

    Rows of offers that no price list had so far are passed over: ``row_count`` counts them, the
    rules do not. Other rules for the same month are its next edition (domain 10.3).

    Raises NotTakenIn, OutOfReach for a month far away, and AlreadyTakenIn when the month's newest
    edition has the same rules.
    """
    first = month_of(reachable(month)).start
    staged = stage(file=file, name=name, layouts=[LAYOUT])
    staged.require(SOUND)
    execute("LOCK TABLE pricing_offermatrix IN SHARE ROW EXCLUSIVE MODE", {})
    execute("DROP TABLE IF EXISTS pg_temp.ruled", {})
    if not execute(RULED, {}):
        raise staged.refused(0, "", _("no row is of an offer that a price list has"))
    matrix = OfferMatrix(
        month=first,
        content_hash=_content_hash(),
        file_name=name[:200],
        row_count=staged.rows,
        published_at=at,
        published_by=by,
    )
    _number(matrix)
    matrix.save(force_insert=True)
    rules = execute(RULES, {"matrix": matrix.pk})
    audit.record(
        "offer_matrix.imported",
        matrix,
        at=at,
        by=by,
        file=name,
        rules=rules,
        passed_over=staged.rows - rules,
    )
    return matrix


def _content_hash() -> str:
    with connection.cursor() as cursor:
        cursor.execute(HASH)
        row = cursor.fetchone()
    return str(row[0])


def _number(matrix: OfferMatrix) -> None:
    """Make it the next edition of its month; raises AlreadyTakenIn when that says the same."""
    editions = OfferMatrix.objects.filter(month=matrix.month)
    matrix.edition = (editions.aggregate(last=Max("edition"))["last"] or 0) + 1
    before = editions.order_by("-edition").first()
    if before and before.content_hash == matrix.content_hash:
        raise AlreadyTakenIn(
            _("%(file)s has the rules of the offer matrix %(matrix)s, published on %(day)s.")
            % {
                "file": matrix.file_name,
                "matrix": before,
                "day": f"{before.published_at:%Y-%m-%d}",
            }
        )
