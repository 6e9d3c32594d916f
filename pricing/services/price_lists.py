"""Taking in price lists: each file is one edition of one list, for one month."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.numbers import list_currencies
from django.db import connection, transaction
from django.utils.translation import gettext as _

from partnercenter.days import reachable
from partnercenter.errors import Refused
from partnercenter.intake import Staged, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import countries
from partnercenter.models import User
from partnercenter.periods import Period, month_of
from pricing.engine.cancellation import by_term
from pricing.engine.lists import BY_CODE, PLANS_OF, ListKind, Plan
from pricing.models import Availability, PriceList, Product, Sku
from pricing.services import editions
from pricing.services import price_list_sql as sql
from pricing.services.price_list_checks import checks
from pricing.services.price_list_layouts import Reading, reading_of


class UnknownCode(Refused):
    """The currency or the market said to be a list's is none, or nobody said it."""

    code = "unknown_code"


@transaction.atomic
def take_in(
    *,
    file: Source,
    name: str,
    kind: str,
    month: date,
    currency: str | None = None,
    market: str = "",
    at: datetime,
    by: User | None = None,
) -> PriceList:
    """Take in the price list of a kind for the month in which ``month`` lies; all or nothing.

    Other content for a list that is there already becomes its next edition (domain 10.5). Rows
    that a list marks as removed offer nothing; rows of other months are passed over.

    Raises NotTakenIn, AlreadyTakenIn, UnknownCode, or OutOfReach for a month far away.
    """
    if market and market.upper() not in countries():
        raise UnknownCode(_('"%(market)s" is not a country code.') % {"market": market})
    reading, days = reading_of(BY_CODE[kind]), month_of(reachable(month))
    staged = stage(file=file, name=name, layouts=[reading.layout])
    price_list = PriceList(
        kind=kind,
        month=days.start,
        market=market.upper(),
        currency=_currency_of(staged, currency),
        file_hash=staged.content_hash,
        file_name=name[:200],
        row_count=staged.rows,
    )
    editions.lock()
    params = _params(price_list, days)
    _keep_what_is_sound(staged, reading, BY_CODE[kind], params)
    _offer(price_list, params)
    return editions.publish(price_list, at=at, by=by)


def _keep_what_is_sound(
    staged: Staged, reading: Reading, kind: ListKind, params: Mapping[str, Any]
) -> None:
    """Fill the table `offered` with what the file offers in the month; raises NotTakenIn."""
    execute("DROP TABLE IF EXISTS pg_temp.offered", {})
    for statement in (sql.OFFERED.format(said=reading.offered), sql.RECOGNISE, "ANALYZE offered"):
        execute(statement, params)
    staged.require(*checks(kind), **params)
    execute(sql.DROP_OTHER_MONTHS, params)
    if not execute("SELECT FROM offered LIMIT 1", {}):
        reason = _("no row is valid in %(month)s") % {"month": f"{params['start']:%Y-%m}"}
        raise staged.refused(0, "", reason)


def _offer(price_list: PriceList, params: Mapping[str, Any]) -> None:
    """Bring the table `offered` into the catalogue, and fill the table `priced` with it."""
    for statement in (sql.PRODUCTS, sql.SKUS, sql.RECOGNISE, sql.AVAILABILITIES, sql.LISTINGS):
        execute(statement, params)
    execute(sql.STATISTICS, {})
    execute("DROP TABLE IF EXISTS pg_temp.priced", {})
    execute(sql.PRICED, params)
    for plan in PLANS_OF.get(price_list.kind, ()):
        _make_plan(plan, price_list.currency)


def _currency_of(staged: Staged, given: str | None) -> str:
    """Return the given currency, else that of the file's first row."""
    if given:
        if given.upper() not in list_currencies():
            raise UnknownCode(_('"%(given)s" is not a currency code.') % {"given": given})
        return given.upper()
    if all(column.name != "currency" for column in staged.layout.columns):
        raise UnknownCode(_("A list of this kind does not name its currency: give it."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT currency FROM taken ORDER BY line LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else ""


def _params(price_list: PriceList, days: Period) -> Mapping[str, Any]:
    kind = BY_CODE[price_list.kind]
    return {
        "kind": kind.code,
        "billing_type": kind.billing_type,
        "policies": json.dumps(by_term(kind.cancellation)),
        "currency": price_list.currency,
        "market": price_list.market,
        "start": days.start,
        "end": days.end,
    }


def _make_plan(plan: Plan, currency: str) -> None:
    """Make sure that metered consumption can be bought in the currency under the plan."""
    sku = Sku.objects.filter(offer_id=plan.offer_id).first()
    if sku is None:
        product = Product.objects.get_or_create(
            product_id=plan.offer_id.replace("-", ""),
            defaults={"title": plan.title, "billing_type": plan.billing_type},
        )[0]
        sku = Sku.objects.create(
            product=product, sku_id="0001", title=plan.title, offer_id=plan.offer_id
        )
    if not Availability.objects.filter(sku=sku, currency=currency, market="").exists():
        Availability.objects.create(
            sku=sku, currency=currency, availability_id=f"{plan.availability}{currency}"
        )
