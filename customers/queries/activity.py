"""The activity log of a partner: what its people, the supplier and the system did."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Max, Q, QuerySet

from customers.queries.activity_words import KINDS, sentences
from partnercenter.access import Actor
from partnercenter.models import AuditEntry
from partnercenter.outgoing import OutColumn

SYSTEM, SUPPLIER = "system", "supplier"
A_MOMENT = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
# Who of the supplier did something is the supplier's own business.
WHO = "CASE WHEN u.is_staff THEN 'supplier' ELSE coalesce(u.email, 'system') END"
COLUMNS = (
    OutColumn("At", A_MOMENT),
    OutColumn("By", WHO),
    OutColumn("Act", "e.act"),
    OutColumn("What", "coalesce(%s::jsonb ->> e.act, e.act)"),
    OutColumn("Subject", "e.subject"),
    OutColumn("Facts", "nullif(e.facts::text, '{}')"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked of the log; ``first`` and ``last`` are days (UTC), both included.

    ``person`` is the id of a person, ``system`` or ``supplier``; ``kind`` is one of ``KINDS``.
    """

    person: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    words: str = ""


def entries(actor: Actor, filters: Filters) -> QuerySet[AuditEntry]:
    """Return the entries of the actor's partner that fit, with who did it, in no order."""
    found = AuditEntry.objects.filter(partner_id=actor.tenant).select_related("by")
    if filters.person:
        found = found.filter(_by(filters.person))
    if filters.kind:
        found = found.filter(_of(filters.kind))
    if filters.first:
        found = found.filter(at__gte=_midnight(filters.first))
    if filters.last and filters.last < date.max:
        found = found.filter(at__lt=_midnight(filters.last + timedelta(days=1)))
    for word in filters.words.split():
        found = found.filter(_mentions(word))
    return found


def table(actor: Actor, filters: Filters) -> tuple[str, Sequence[Any]]:
    """Return the source and the parameters of a file with ``COLUMNS``, the newest row first.

    What is done later is not in it, though the file may be written then.
    """
    found = entries(actor, filters).select_related(None).order_by()
    newest = found.aggregate(newest=Max("pk"))["newest"] or 0
    chosen, params = found.filter(pk__lte=newest).values("pk").query.sql_with_params()
    source = f"""
        FROM partnercenter_auditentry e
        LEFT JOIN partnercenter_user u ON u.id = e.by_id
        WHERE e.id IN ({chosen})
        ORDER BY e.id DESC
    """
    return source, (json.dumps(sentences()), *params)


def _by(person: str) -> Q:
    if person == SYSTEM:
        return Q(by__isnull=True)
    if person == SUPPLIER:
        return Q(by__is_staff=True)
    try:
        return Q(by__public_id=uuid.UUID(person), by__is_staff=False)
    except ValueError:
        return Q(pk=0)  # no entry has it; an empty ``in`` could not be written to a file


def _of(kind: str) -> Q:
    _label, beginnings = KINDS[kind]
    return reduce(or_, (Q(act__startswith=f"{begins}.") for begins in beginnings))


def _mentions(word: str) -> Q:
    """Find a word in the subject, in who did it, and in what the act is called."""
    low = word.lower()
    acts = [act for act, sentence in sentences().items() if low in sentence.lower()]
    person = Q(by__email__icontains=word, by__is_staff=False)
    return Q(subject__icontains=word) | person | Q(act__in=acts) | Q(act__icontains=word)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
