"""Taking in price lists: each file is one edition of one list, for one month."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.numbers import list_currencies
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.intake import AlreadyTakenIn, Staged, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import countries
from partnercenter.models import User
from partnercenter.periods import Period, month_of
from pricing.engine.cancellation import by_term
from pricing.engine.lists import BY_CODE, PLANS, ListKind, Plan
from pricing.models import Availability, Price, PriceList, Product, Sku
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

    Other content for a list that is there already becomes its next edition: the prices of the
    edition before are kept, no longer in force (domain 10.5). Prices are cut to the month.

    Raises NotTakenIn, AlreadyTakenIn or UnknownCode.
    """
    if market and market.upper() not in countries():
        raise UnknownCode(_('"%(market)s" is not a country code.') % {"market": market})
    reading, days = reading_of(BY_CODE[kind]), month_of(month)
    staged = stage(file=file, name=name, layouts=[reading.layout])
    price_list = PriceList(
        kind=kind,
        month=days.start,
        market=market.upper(),
        currency=_currency_of(staged, currency),
        content_hash=staged.content_hash,
        file_name=name[:200],
        row_count=staged.rows,
        imported_at=at,
        imported_by=by,
    )
    earlier = _editions_before(price_list)
    params = _params(price_list, days)
    _keep_what_is_sound(staged, reading, BY_CODE[kind], params)
    Price.objects.filter(price_list__in=earlier, in_force=True).update(in_force=False)
    price_list.save(force_insert=True)
    prices = _offer(price_list, params)
    audit.record(
        "price_list.imported", price_list, at=at, by=by, file=name, rows=staged.rows, prices=prices
    )
    return price_list


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


def _offer(price_list: PriceList, params: Mapping[str, Any]) -> int:
    """Bring the table `offered` into the catalogue; return how many prices that makes."""
    for statement in (sql.PRODUCTS, sql.SKUS, sql.RECOGNISE, sql.AVAILABILITIES, sql.STATISTICS):
        execute(statement, params)
    if BY_CODE[price_list.kind].billing_type == "usage":
        for plan in PLANS:
            _make_plan(plan, price_list.currency)
    return execute(sql.PRICES, {**params, "price_list": price_list.pk})


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


def _editions_before(price_list: PriceList) -> list[PriceList]:
    """Return the editions of the same list, and number this one after them.

    The lock makes two imports at a time follow one another; it hinders no reader.
    """
    execute("LOCK TABLE pricing_pricelist IN SHARE ROW EXCLUSIVE MODE", {})
    editions = PriceList.objects.filter(
        kind=price_list.kind,
        currency=price_list.currency,
        market=price_list.market,
        month=price_list.month,
    )
    for same in editions.filter(content_hash=price_list.content_hash):
        raise AlreadyTakenIn(
            _("%(file)s has the content of %(list)s, imported on %(day)s.")
            % {"file": price_list.file_name, "list": same, "day": f"{same.imported_at:%Y-%m-%d}"}
        )
    price_list.edition = (editions.aggregate(last=Max("edition"))["last"] or 0) + 1
    return list(editions)


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
