"""Buying: from what is wanted to orders, subscriptions, first terms and first events, as a set."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from customers.models import Customer, Partner, Status, Subscription
from customers.services import currency_sql, renewals, segment_sql
from customers.services import subscription_file_sql as sql
from customers.services.subscription_file_checks import CHECKS
from customers.services.subscriptions import REACTIVATION_DAYS
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.intake import Column, Layout, NotTakenIn, Problem, Staged, execute
from partnercenter.intake.values import text
from partnercenter.models import User
from pricing.engine.cancellation import POLICIES, by_term
from pricing.engine.currencies import LEGACY
from pricing.engine.kinds import KINDS
from pricing.engine.settings import problems, setting

TRIAL_LICENCES = 25
LIMITS = {"trial": TRIAL_LICENCES, "provisioned": REACTIVATION_DAYS.days}
FIELDS = (
    "customer_id",
    "offer",
    "quantity",
    "frequency",
    "term_months",
    "starts_on",
    "order_id",
    "parent",
    "reseller_mpn_id",
)
# Rows of an order as they stand in a file that is taken in.
TAKEN = """
CREATE TEMP TABLE taken ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb)
    AS row (line integer, customer_id uuid, public_id uuid, order_id text, offer text, name text,
        quantity integer, starts_on date, term_months integer, frequency text, auto_renew boolean,
        purchase_order text, parent uuid, reseller_mpn_id text)
"""
# People know an offer by its title, files by its id.
NAMED = "UPDATE bought b SET offer = k.title FROM pricing_sku k WHERE k.id = b.sku_id"


class NotSold(Refused):
    """This cannot be bought by this customer in this way."""

    code = "not_sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be bought: an offer by its id, how many, for how long, and how it is billed.

    ``term_months`` is 0 for a purchase for good; an order id of an earlier order adds to it.
    """

    offer: str
    quantity: int
    frequency: str = "monthly"
    term_months: int = 12
    auto_renew: bool | None = None
    order_id: str = ""
    name: str = ""
    purchase_order: str = ""
    reseller_mpn_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of several purchases of an order: the id it will have, and the base it stands below.

    ``parent`` is the id of a subscription held, or of an item further up.
    """

    wanted: Wanted
    public_id: uuid.UUID
    parent: uuid.UUID | None = None


@transaction.atomic
def purchase(
    *,
    customer: Customer,
    wanted: Wanted,
    on: date,
    at: datetime,
    by: User | None = None,
    base: Subscription | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Subscription:
    """Buy one subscription on the day, at the price in force that day, guaranteed for its term.

    An add-on names its ``base``: it is billed in the base's charge cycles and ends with it.
    ``rules`` are agreed for this purchase beside those of the installation. Raises NotSold.
    """
    public_id = uuid.uuid4()
    item = Item(wanted=wanted, public_id=public_id, parent=base.public_id if base else None)
    staged = stage(customer=customer, items=[item], on=on)
    try:
        make(staged=staged, at=at, by=by, rules=rules)
    except NotTakenIn as refused:
        raise NotSold(refused.problems[0].reason) from refused
    bought = Subscription.objects.get(public_id=public_id)
    audit.record(
        "subscription.purchase",
        bought,
        at=at,
        by=by,
        partner_id=customer.partner_id,
        on=on,
        quantity=wanted.quantity,
    )
    return bought


def obstacles(
    *,
    customer: Customer,
    wanted: Wanted,
    on: date,
    at: datetime,
    base: Subscription | None = None,
) -> tuple[Problem, ...]:
    """Return every reason why the customer cannot buy this on the day; none when it can.

    The checks are those of ``purchase``, so what has no obstacle would be sold if nothing happened
    in between. The fields are named as in ``Wanted``. Nothing is kept.
    """
    item = Item(wanted=wanted, public_id=uuid.uuid4(), parent=base.public_id if base else None)
    with transaction.atomic():
        staged = stage(customer=customer, items=[item], on=on)
        try:
            examine(staged=staged, agreed=settings.BILLING_RULES, at=at)
        except NotTakenIn as refused:
            return refused.problems
        finally:
            transaction.set_rollback(True)
    return ()


def stage(*, customer: Customer, items: Sequence[Item], on: date, order_id: str = "") -> Staged:
    """Write the rows of one order into the table ``taken``, for ``make`` or ``examine``.

    Without an order id it has that of the first purchase. To be called in a transaction.
    """
    execute("DROP TABLE IF EXISTS pg_temp.taken", {})
    order_id = order_id or items[0].public_id.hex[:12].upper()
    rows = [
        {
            **asdict(item.wanted),
            "line": line,
            "order_id": item.wanted.order_id or order_id,
            "customer_id": str(customer.public_id),
            "public_id": str(item.public_id),
            "parent": item.parent and str(item.parent),
            "starts_on": on.isoformat(),
        }
        for line, item in enumerate(items, start=1)
    ]
    execute(TAKEN, {"rows": json.dumps(rows)})
    staged = Staged(items[0].wanted.offer)
    staged.layout = Layout(tuple(Column(name, name, text(60)) for name in FIELDS))
    return staged


def examine(
    *, staged: Staged, agreed: Mapping[str, Any], at: datetime, named: bool = False
) -> None:
    """Fill the table ``bought`` with what each row of ``taken`` would buy, and check it.

    ``named``: reasons name offers by their titles. Raises NotTakenIn with every reason.
    """
    _gather(agreed=agreed, at=at)
    if named:
        execute(NAMED, {})
    staged.require(*CHECKS, **LIMITS)


def make(
    *,
    staged: Staged,
    at: datetime,
    by: User | None = None,
    rules: Mapping[str, Any] | None = None,
    named: bool = False,
) -> int:
    """Buy every row of the table ``taken``, all or none, and return how many.

    Each is bought on its day at the price in force, in the currency and for the segment that are
    the customer's (domain 5.1, 10.7); that price is guaranteed for the first term (domain 10.6).
    Bases whose term ended meanwhile are renewed first. ``named``: reasons name offers by their
    titles. Raises NotTakenIn.
    """
    agreed = {**settings.BILLING_RULES, **(rules or {})}
    if wrong := problems(agreed):
        raise ValueError("; ".join(wrong))
    execute(sql.LOCK, {})
    execute(sql.LOCK_BASES, {})
    examine(staged=staged, agreed=agreed, at=at, named=named)
    proration = {
        code: agreed.get(f"proration.{code}", kind.PRORATION) for code, kind in KINDS.items()
    }
    params = {
        "at": at,
        "by": by and by.pk,
        "proration": json.dumps(proration),
        "policies": json.dumps({code: by_term(code) for code in POLICIES}),
        "rules": json.dumps(
            {name: rule for name, rule in agreed.items() if not name.startswith("proration.")}
        ),
        "own": json.dumps(
            {name: rule for name, rule in (rules or {}).items() if name == "cancellation"}
        ),
        "next_month": setting(agreed, "month_end_anchor") == "first_of_next_month",
        "status": Status.ACTIVE,
    }
    execute(sql.ORDERS, params)
    count = execute(sql.SUBSCRIPTIONS, params)
    for statement in (sql.BASES, sql.PURCHASES, sql.FIRST_TERMS, sql.ADD_ON_TERMS):
        execute(statement, params)
    return count


def _gather(*, agreed: Mapping[str, Any], at: datetime) -> None:
    """Fill the table ``bought``: what each row of ``taken`` would buy, at which price."""
    _renew_bases(at)
    currency_sql.decide(sql.ASKED, rules=agreed)
    execute("DROP TABLE IF EXISTS pg_temp.bought", {})
    execute(sql.BOUGHT, {"unconverted": list(LEGACY), **segment_sql.known()})
    execute(sql.BOUGHT_BY_OFFER, {})
    execute("ANALYZE bought (line, customer_id, sku_id, public_id)", {})


def _renew_bases(at: datetime) -> None:
    """Let the bases of wanted add-ons have the terms that began before the add-ons are bought."""
    with connection.cursor() as cursor:
        cursor.execute(sql.BASES_WANTED, {"today": at.date()})
        wanted = {pk: (through, bases) for pk, through, bases in cursor.fetchall()}
    for partner in Partner.objects.filter(pk__in=wanted).order_by("pk"):
        through, bases = wanted[partner.pk]
        renewals.renew_due(partner=partner, through=through, at=at, only=bases)
