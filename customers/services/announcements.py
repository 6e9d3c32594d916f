"""Telling partners, once, that the price lists of the coming month are published."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from customers.models import Announcement, Membership, Partner
from partnercenter import audit
from partnercenter.access import Actor
from partnercenter.grants import roles_with
from partnercenter.queue import enqueue
from partnercenter.roles import Permission
from pricing.engine import lists
from pricing.queries import due_lists, previews
from pricing.queries.due_lists import DueList
from pricing.queries.previews import ComingList

log = logging.getLogger(__name__)
BATCH = 50
REFUSED_BY_MAIL = (SMTPRecipientsRefused, SMTPDataError)


def announce(*, on: date, at: datetime, after: int = 0) -> int:
    """Tell some fifty partners of the coming month's lists; return how many were told.

    From ``PREVIEW_DAY`` on, each partner is told once, as soon as no list that concerns it is
    missing. Whoever is told has a row, written in the transaction that sends the mail, so that
    neither a crash nor a second worker tells anybody twice. When there may be more, the next
    batch is asked for: the partners with a key greater than the last one's.
    """
    if not due_lists.are_previews_due(on):
        return 0
    partners = list(_untold(on).filter(pk__gt=after).order_by("pk")[:BATCH])
    ready = list(_ready(partners, on)) if partners else []
    told = 0
    with get_connection() if ready else nullcontext() as connection:
        for partner, coming in ready:
            told += _tell(partner, coming, on, at, connection)
    if len(partners) == BATCH:
        enqueue("customers.announce_previews", after=partners[-1].pk)
    return told


def _ready(
    partners: Sequence[Partner], on: date
) -> Iterator[tuple[Partner, Sequence[ComingList]]]:
    """Keep the partners of whose lists none is missing, each with its coming lists, if any."""
    missing = [one for one in due_lists.due(on=on) if one.month == due_lists.coming_month(on)]
    by_currency: dict[str, Sequence[ComingList]] = {}
    for partner in partners:
        if any(_concerns(one, partner) for one in missing):
            continue
        if partner.currency not in by_currency:
            by_currency[partner.currency] = previews.coming_lists(_reader_at(partner), on=on)
        if by_currency[partner.currency]:
            yield partner, by_currency[partner.currency]


def _tell(
    partner: Partner, coming: Sequence[ComingList], on: date, at: datetime, connection: Any
) -> bool:
    """Send the message and keep that it was sent; say whether it was."""
    try:
        with transaction.atomic():
            held = Partner.objects.select_for_update(skip_locked=True, no_key=True)
            if not held.filter(pk=partner.pk).exists() or not _untold(on).contains(partner):
                return False
            people = _people_of(partner)
            announcement = Announcement.objects.create(
                partner=partner,
                month=due_lists.coming_month(on),
                announced_at=at,
                recipients=len(people),
            )
            audit.record(
                *("preview.announced", announcement),
                at=at,
                by=None,
                partner_id=partner.pk,
                recipients=len(people),
            )
            message_to(partner, people, coming, connection=connection).send()
    except REFUSED_BY_MAIL:
        log.exception("the mail server refused the announcement to partner %s", partner.mpn_id)
        return False
    return True


def message_to(
    partner: Partner,
    people: Sequence[str],
    coming: Sequence[ComingList],
    *,
    connection: Any = None,
) -> EmailMultiAlternatives:
    """Return the message about these lists, in the partner's language."""
    with translation.override(partner.language):
        context = {
            "partner": partner,
            "month": coming[0].list.month,
            "lists": [(one, _address("pricing:price_list", one.list.pk)) for one in coming],
            "all_lists": _address("pricing:price_lists"),
        }
        subject = " ".join(render_to_string("emails/preview_subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("emails/preview.txt", context).strip() + "\n",
            to=list(people),
            connection=connection,
        )
        message.attach_alternative(render_to_string("emails/preview.html", context), "text/html")
    return message


def _untold(on: date) -> QuerySet[Partner]:
    """Keep the partners with people to tell who were not told yet."""
    told = Announcement.objects.filter(partner=OuterRef("pk"), month=due_lists.coming_month(on))
    readers = Membership.objects.filter(
        partner=OuterRef("pk"),
        role__in=roles_with(Permission.SEE_PRICE_LISTS),
        user__is_active=True,
    )
    return Partner.objects.filter(~Exists(told), Exists(readers))


def _people_of(partner: Partner) -> list[str]:
    """Return the addresses of those whose roles may see price lists."""
    readers = Membership.objects.filter(
        partner=partner, role__in=roles_with(Permission.SEE_PRICE_LISTS), user__is_active=True
    )
    return list(readers.order_by("user__email").values_list("user__email", flat=True).distinct())


def _reader_at(partner: Partner) -> Actor:
    seen = frozenset({Permission.SEE_PRICE_LISTS, Permission.SEE_CONSUMPTION_PRICES})
    return Actor(partner_id=partner.pk, permissions=seen, currency=partner.currency)


def _concerns(missing: DueList, partner: Partner) -> bool:
    everywhere = lists.BY_CODE[missing.kind].currency
    return missing.currency in (partner.currency, everywhere)


def _address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
