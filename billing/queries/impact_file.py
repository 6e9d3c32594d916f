"""The impact as a file: a row for every subscription, or meter, and month in which it is charged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from psycopg import sql

from billing.queries import impact
from billing.queries.impact_lines import Wanted
from partnercenter.outgoing import Flavour, Kind, OutColumn, csv
from pricing.models import PriceList

NEW = "CASE WHEN n < i.first_cycles OR n IS NULL THEN i.new_price ELSE i.late_price END"
NEW_FROM = (
    "CASE WHEN n >= i.first_cycles AND i.late_price <> i.new_price"
    " THEN coalesce(i.late_on, i.starts_on) ELSE i.starts_on END"
)
CHANGE = "CASE WHEN n < i.first_cycles THEN i.first_difference ELSE i.late_difference END"
MONTH = "(l.month + make_interval(months => i.first_month + n * i.cycle_months))::date"
COLUMNS = (
    OutColumn("PartnerId", "p.public_id"),
    OutColumn("PartnerName", "p.legal_name"),
    OutColumn("CustomerId", "of.public_id"),
    OutColumn("CustomerName", "of.name"),
    OutColumn("SubscriptionId", "s.public_id"),
    OutColumn("SubscriptionName", "s.name"),
    OutColumn("MeterId", "k.meter_id"),
    OutColumn("MeterName", "k.title"),
    OutColumn(
        "Change",
        f"CASE WHEN n IS NULL THEN 'cannot renew' WHEN ({CHANGE}) > 0 THEN 'increase'"
        f" WHEN ({CHANGE}) < 0 THEN 'decrease' ELSE 'none' END",
    ),
    OutColumn("Quantity", "i.quantity", Kind.NUMBER),
    OutColumn("BillingCycleMonths", "i.cycle_months", Kind.COUNT),
    OutColumn(
        "GuaranteedUntil", "CASE WHEN i.meter_id IS NULL THEN i.starts_on - 1 END", Kind.DAY
    ),
    OutColumn("NewPriceFrom", NEW_FROM, Kind.DAY),
    OutColumn("CannotRenewOn", "i.gone_on", Kind.DAY),
    OutColumn("OldUnitPrice", "i.old_price", Kind.NUMBER),
    OutColumn("NewUnitPrice", NEW, Kind.NUMBER),
    OutColumn(
        "PricingCurrency", "CASE WHEN i.meter_id IS NULL THEN i.currency ELSE a.currency END"
    ),
    OutColumn("ChargedInMonth", MONTH, Kind.DAY),
    OutColumn("Difference", CHANGE, Kind.NUMBER),
    OutColumn("Currency", "i.currency"),
    OutColumn(
        "PriceList",
        "concat_ws(' ', l.kind, l.currency, nullif(l.market, ''), to_char(l.month, 'YYYY-MM'))",
    ),
    OutColumn("PriceListEdition", "l.edition", Kind.COUNT),
    OutColumn("PriceListContentHash", "l.content_hash"),
)
SOURCE = """
  FROM impact i
  JOIN customers_customer of ON of.id = i.customer_id
  JOIN customers_partner p ON p.id = i.partner_id
  JOIN customers_subscription s ON s.id = i.subscription_id
  JOIN pricing_availability a ON a.id = s.availability_id
  JOIN pricing_pricelist l ON l.id = {price_list}
  LEFT JOIN pricing_sku k ON k.id = i.meter_id
  LEFT JOIN LATERAL generate_series(0, CASE i.state WHEN 'changed'
       THEN i.first_cycles + i.late_cycles - 1 ELSE -1 END) n ON true
 WHERE (i.state = 'changed' OR i.gone_on IS NOT NULL) AND {where}
 ORDER BY p.legal_name, p.id, of.name, of.id, s.id, k.id, n
"""


def file_name(price_list: PriceList, *, flavour: Flavour) -> str:
    """Return for example ``impact_license_EUR_2026-12_e1_spreadsheet.csv``."""
    market = f"_{price_list.market}" if price_list.market else ""
    safe = "_spreadsheet" if flavour is Flavour.SAFE else ""
    month = f"{price_list.month:%Y-%m}_e{price_list.edition}"
    return f"impact_{price_list.kind}_{price_list.currency}{market}_{month}{safe}.csv"


def file(
    price_list: PriceList,
    *,
    on: date,
    partner_id: int | None,
    flavour: Flavour,
    search: str = "",
    change: str = "",
) -> Iterator[bytes]:
    """Yield the file of the lines that fit, of one partner or of all, in every currency.

    What cannot renew has a row without a month. Raises NotComing when first read from.
    """
    with impact.worked_out(price_list, on=on, partner_id=partner_id):
        where, params = Wanted(search=search, change=change).narrowed()
        source = sql.SQL(SOURCE).format(
            price_list=sql.Literal(price_list.pk), where=sql.SQL(where)
        )
        yield from csv(source, COLUMNS, params, flavour=flavour)
