"""Taking in what happened to subscriptions from a file: each row continues a timeline."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers.models import Status
from customers.services import offer_rule_checks, partner_checks, purchase_windows
from customers.services.subscriptions import REACTIVATION_DAYS
from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, Staged, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import COUNT, DAY, GUID, choice
from partnercenter.models import User
from pricing.engine.activity import Action

# A change of the billing frequency is of a whole order, and prices it anew: it has its own door.
OF_A_FILE = (Action.SET_QUANTITY, Action.SUSPEND, Action.REACTIVATE, Action.CANCEL)
ACTIONS = [action.value for action in OF_A_FILE]
LAYOUT = Layout(
    (
        Column("SubscriptionId", "public_id", GUID),
        Column("Date", "happens_on", DAY),
        Column("Action", "action", choice({action: action for action in ACTIONS})),
        Column("Quantity", "quantity", COUNT, filled=False),
    )
)
KNOWN = Check(
    """
    SELECT t.line, t.public_id, t.action, CASE
        WHEN s.id IS NULL THEN 'unknown'
        WHEN t.action = 'set_quantity' AND t.quantity IS NULL THEN 'quantity' END AS code
    FROM taken t LEFT JOIN customers_subscription s ON s.public_id = t.public_id
    """,
    {
        "unknown": ("public_id", _("no subscription %(public_id)s is known")),
        "quantity": ("quantity", _("the value is missing")),
    },
)
LOCK = """
SELECT id FROM customers_subscription
WHERE public_id IN (SELECT public_id FROM taken) ORDER BY id FOR UPDATE
"""
# Each timeline: the last event there is (line 0), then the rows of the file by day and row.
# What holds after an event follows from its action; what held before it, from the one before.
TIMELINE = """
CREATE TEMP TABLE timeline ON COMMIT DROP AS
WITH events AS (
    SELECT DISTINCT ON (h.subscription_id) 0 AS line, h.subscription_id, h.sequence,
        h."on" AS happens_on, h.action, h.quantity AS stated
    FROM customers_subscriptionchange h
    JOIN customers_subscription s ON s.id = h.subscription_id
    WHERE s.public_id IN (SELECT public_id FROM taken)
    ORDER BY h.subscription_id, h.sequence DESC
), taken_events AS (
    SELECT * FROM events
    UNION ALL
    SELECT t.line, s.id, NULL, t.happens_on, t.action,
        CASE WHEN t.action = 'set_quantity' THEN t.quantity END
    FROM taken t JOIN customers_subscription s ON s.public_id = t.public_id
), ordered AS (
    SELECT *, count(stated) OVER one AS statement,
        first_value(sequence) OVER one + row_number() OVER one - 1 AS number,
        first_value(happens_on) OVER one AS known_until,
        first_value(action) OVER one AS known_action,
        lag(action) OVER one AS action_before, lag(happens_on) OVER one AS on_before
    FROM taken_events
    WINDOW one AS (PARTITION BY subscription_id ORDER BY line > 0, happens_on, line)
), held AS (
    SELECT *, first_value(stated) OVER (
        PARTITION BY subscription_id, statement ORDER BY number) AS quantity
    FROM ordered
)
SELECT *, lag(quantity) OVER (PARTITION BY subscription_id ORDER BY number) AS quantity_before
FROM held
"""
POSSIBLE = Check(
    """
    SELECT t.line, t.action, t.known_until, t.on_before, t.quantity, %(days)s AS days, CASE
        WHEN t.happens_on < t.known_until THEN 'back'
        WHEN t.known_action IN ('cancel', 'expire') THEN 'ended'
        WHEN t.action_before = 'cancel' THEN 'cancelled'
        WHEN t.action = 'set_quantity' AND t.action_before = 'suspend' THEN 'suspended'
        WHEN t.action = 'set_quantity' AND t.stated = t.quantity_before THEN 'same'
        WHEN t.action = 'suspend' AND t.action_before = 'suspend' THEN 'twice'
        WHEN t.action = 'reactivate' AND t.action_before <> 'suspend' THEN 'active'
        WHEN t.action = 'reactivate' AND t.happens_on - t.on_before > %(days)s THEN 'late'
        WHEN t.action = 'set_quantity'
            AND (NOT k.may_be_changed OR lower(k.secondary_type) = 'trial') THEN 'fixed'
        WHEN t.action IN ('suspend', 'cancel') AND NOT k.may_be_cancelled THEN 'bound'
        END AS code
    FROM timeline t JOIN customers_subscription s ON s.id = t.subscription_id
    JOIN pricing_availability a ON a.id = s.availability_id
    JOIN pricing_sku k ON k.id = a.sku_id WHERE t.line > 0
    """,
    {
        "fixed": ("action", _("the number of licences of this offer is fixed")),
        "bound": ("action", _("this offer cannot be cancelled")),
        "back": (
            "happens_on",
            _("the subscription's last change known already is of %(known_until)s"),
        ),
        "ended": ("action", _("the subscription is cancelled since %(known_until)s")),
        "cancelled": ("action", _("the subscription is cancelled since %(on_before)s")),
        "suspended": (
            "action",
            _("the subscription is suspended since %(on_before)s: its quantity cannot change"),
        ),
        "same": ("quantity", _("the quantity already is %(quantity)d")),
        "twice": ("action", _("the subscription is suspended since %(on_before)s already")),
        "active": ("action", _("the subscription is not suspended, so it cannot be reactivated")),
        "late": (
            "happens_on",
            _("the suspension of %(on_before)s is more than %(days)d days ago: too late"),
        ),
    },
    whole=True,
)
APPEND = """
INSERT INTO customers_subscriptionchange
    (subscription_id, sequence, action, "on", quantity, recorded_at, recorded_by_id)
SELECT subscription_id, number, action, happens_on, quantity, %(at)s, %(by)s
FROM timeline WHERE line > 0 ORDER BY subscription_id, number
"""
REPEAT_THE_END = """
UPDATE customers_subscription s SET quantity = ends.quantity, status = CASE ends.action
    WHEN 'cancel' THEN %(deleted)s WHEN 'suspend' THEN %(suspended)s ELSE %(active)s END
FROM (
    SELECT DISTINCT ON (subscription_id) subscription_id, action, quantity FROM timeline
    ORDER BY subscription_id, number DESC
) ends
WHERE s.id = ends.subscription_id
"""


@transaction.atomic
def take_in(*, file: Source, name: str, at: datetime, by: User | None = None) -> int:
    """Continue the timelines of subscriptions, all or none, and return by how many changes.

    The rules are those of single changes (``customers.services.subscriptions``); rows are
    played by day, those of one day in the order of the file. Raises NotTakenIn.
    """
    staged = stage(file=file, name=name, layouts=[LAYOUT])
    count = play(staged=staged, at=at, by=by)
    audit.record("changes.imported", name, at=at, by=by, changes=count)
    return count


def play(*, staged: Staged, at: datetime, by: User | None = None) -> int:
    """Add every row of the table ``taken`` to its timeline, all or none, and return how many.

    To be called in a transaction; leaves the table ``timeline``. Raises NotTakenIn.
    """
    execute(LOCK, {})
    execute("DROP TABLE IF EXISTS pg_temp.timeline", {})
    execute(TIMELINE, {})
    staged.require(
        KNOWN,
        POSSIBLE,
        purchase_windows.CHECK,
        offer_rule_checks.CHANGES,
        partner_checks.GROWING,
        days=REACTIVATION_DAYS.days,
        **purchase_windows.known(),
    )
    count = execute(APPEND, {"at": at, "by": by and by.pk})
    execute(
        REPEAT_THE_END,
        {"deleted": Status.DELETED, "suspended": Status.SUSPENDED, "active": Status.ACTIVE},
    )
    return count
