"""Taking in exchange rates: one for each pair of currencies and month, kept for good."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import DAY, Kind, currency, number, text
from partnercenter.models import User
from partnercenter.money import away_from_zero, exactly

MONTH = Kind(
    sql="date",
    valid=lambda c: f"{c} ~ '^[1-9][0-9]{{3}}-(0[1-9]|1[0-2])$'",
    value=lambda c: f"make_date(left({c}, 4)::int, right({c}, 2)::int, 1)",
    reason=_('"%(value)s" is not a month (YYYY-MM)'),
)
LAYOUT = Layout(
    (
        Column("PricingCurrency", "pricing_currency", currency()),
        Column("Currency", "currency", currency()),
        Column("Month", "month", MONTH),
        Column("Rate", "rate", number()),
        Column("Source", "source", text(200)),
        Column("PublishedOn", "published_on", DAY),
    )
)
# As the rates are published: what one unit of a currency costs in US dollars (domain 5.3).
PUBLISHED = Layout(
    (
        Column("CurrencyCode", "currency", currency()),
        Column("USDPerUnit", "rate", number()),
        Column("Month", "month", MONTH),
        Column("Source", "source", text(200)),
        Column("PublishedOn", "published_on", DAY),
    )
)
DECIMALS = 18
SOUND_AND_NEW = Check(
    """
    SELECT t.line, t.rate, t.currency, t.pricing_currency, t.published_on, t.first_line,
        to_char(t.month, 'YYYY-MM') AS month, trim_scale(r.rate) AS known_rate, found.code
    FROM (
        SELECT *, min(line) OVER (PARTITION BY pricing_currency, currency, month) AS first_line
        FROM taken
    ) t
    LEFT JOIN pricing_exchangerate r ON r.pricing_currency = t.pricing_currency
        AND r.currency = t.currency AND r.month = t.month
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN t.currency = t.pricing_currency THEN 'same' END),
        (CASE WHEN t.first_line < t.line THEN 'twice' WHEN r.id IS NOT NULL THEN 'known' END),
        (CASE WHEN t.rate <= 0 THEN 'rate' END),
        (CASE WHEN t.published_on > %(today)s THEN 'future' END)
    ) AS found (code)
    """,
    {
        "same": ("currency", _("%(currency)s is the pricing currency too")),
        "twice": (
            "month",
            _("%(pricing_currency)s to %(currency)s stands in row %(first_line)d already"),
        ),
        "known": (
            "month",
            _("the rate of %(month)s is known: %(known_rate)s; a rate never changes"),
        ),
        "rate": ("rate", _('"%(rate)s" is not above zero')),
        "future": ("published_on", _("%(published_on)s is in the future")),
    },
)
INSERT = """
INSERT INTO pricing_exchangerate
    (pricing_currency, currency, month, rate, source, published_on, recorded_at, recorded_by_id)
SELECT pricing_currency, currency, month, rate, source, published_on, %(at)s, %(by)s
FROM taken ORDER BY line
"""


@transaction.atomic
def take_in(*, file: Source, name: str, at: datetime, by: User | None = None) -> int:
    """Take in exchange rates, all or none, and return how many.

    A rate says what one unit of the pricing currency is worth in the billing currency during the
    month (domain 5.3); a file in the published layout says it the other way round, per US
    dollar, and is turned round. Raises NotTakenIn, also for a month that has its rate already.
    """
    staged = stage(file=file, name=name, layouts=[LAYOUT, PUBLISHED])
    if staged.layout is PUBLISHED:
        execute("ALTER TABLE taken ADD COLUMN pricing_currency text DEFAULT 'USD'", {})
    staged.require(SOUND_AND_NEW, today=at.astimezone(UTC).date())
    if staged.layout is PUBLISHED:
        _turn_round()
    count = execute(INSERT, {"at": at, "by": by and by.pk})
    audit.record("exchange_rates.imported", name, at=at, by=by, rates=count)
    return count


def turned_round(usd_per_unit: Decimal) -> Decimal:
    """Return what one US dollar is worth, given what one unit costs in dollars (domain 5.3).

    Rounded up beyond 18 decimals: by a rate that is ever so slightly too small, USD 1.20 at 1.20
    would come to 0.99 once it is cut off to the cent, where the division comes to 1.00.
    """
    return away_from_zero(exactly(Decimal(1), usd_per_unit), DECIMALS)


def _turn_round() -> None:
    """Turn the rates of the table ``taken`` round; there are a few for each month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, rate FROM taken")
        turned = [(line, turned_round(rate)) for line, rate in cursor.fetchall()]
    lines, rates = zip(*turned, strict=True)
    update = """
    UPDATE taken SET rate = turned.rate
    FROM unnest(%(lines)s::integer[], %(rates)s::numeric[]) AS turned (line, rate)
    WHERE taken.line = turned.line
    """
    execute(update, {"lines": list(lines), "rates": list(rates)})
