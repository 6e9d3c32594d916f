"""Publishing lists that nobody imported: asked for by month, made list by list, tried again."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.queue import enqueue
from pricing.models import PreviewRun, PriceList, WorkState
from pricing.queries import due_lists
from pricing.queries.due_lists import DueList
from pricing.services import carrying, editions

log = logging.getLogger(__name__)


class NothingToCarryOn(Refused):
    """A list has no edition in the month before, so there is nothing to go on from."""

    code = "nothing_to_carry_on"


@transaction.atomic
def request_due(*, on: date, at: datetime, by: User | None = None) -> list[PreviewRun]:
    """Ask for every month of which a list is missing on the day, and wake the months undone.

    A month that was done is opened again when a list turned up that lacks its next month. Returns
    the months newly asked for; asked again, it asks for nothing more.
    """
    asked = []
    for month, missing in sorted(Counter(one.month for one in due_lists.due(on=on)).items()):
        run, created = PreviewRun.objects.select_for_update().get_or_create(
            month=month, defaults={"asked_at": at, "asked_by": by, "lists_wanted": missing}
        )
        if created or run.state == WorkState.DONE:
            run.state, run.asked_at, run.asked_by, run.error = WorkState.ASKED, at, by, ""
            run.save(update_fields=["state", "asked_at", "asked_by", "error"])
            _count(run, missing=missing)
            asked.append(run)
    for run in PreviewRun.objects.exclude(state=WorkState.DONE).order_by("month"):
        enqueue("pricing.perform_preview_run", run_id=run.pk)
    return asked


def perform(
    *, run: PreviewRun, at: datetime, by: User | None = None, on: date | None = None
) -> list[PriceList]:
    """Publish the lists of the month that are missing on the day, and return them.

    Months before it that are undone go first, each being carried from the one before. Every list
    has a transaction of its own: what went wrong with one is kept on the run, named, and is
    tried again the next time, while the others go on. Run twice, it publishes nothing more.
    """
    undone = PreviewRun.objects.exclude(state=WorkState.DONE).filter(month__lt=run.month)
    made: list[PriceList] = []
    for one in [*undone.order_by("month"), run]:
        made += _perform(one, on=on or at.date(), at=at, by=by)
    return made


def _perform(run: PreviewRun, *, on: date, at: datetime, by: User | None) -> list[PriceList]:
    todo = [one for one in due_lists.due(on=on) if one.month == run.month]
    made, problems = [], []
    for done, one in enumerate(todo):
        _count(run, missing=sum(1 for left in todo[done:] if left.instead_of is None))
        try:
            made += _published(one, at=at, by=by)
        except Refused as error:
            problems.append(f"{one}: {error}")
        except Exception:
            log.exception("%s was not published", one)
            problems.append(f"{one}: {_('an unexpected error; it is tried again.')}")
    _finish(run, made, problems, on=on, at=at, by=by)
    return made


@transaction.atomic
def _published(one: DueList, *, at: datetime, by: User | None) -> list[PriceList]:
    """Publish one list, unless it was while this waited for its turn or would say nothing new."""
    editions.lock()
    key = {"kind": one.kind, "currency": one.currency, "market": one.market}
    there = editions.newest(**key, month=one.month)
    if (there.pk if there else None) != one.instead_of:
        return []
    before = carrying.before(**key, month=one.month)
    if before is None:
        raise NothingToCarryOn(_("there is no list of the month before."))
    made = published_from(before, month=one.month, at=at, by=by)
    return [made] if made else []


def published_from(
    base: PriceList, *, month: date, at: datetime, by: User | None
) -> PriceList | None:
    """Publish the next edition of a month's list from its base; None where it would be the same.

    To be called under ``editions.lock``.
    """
    key = {"kind": base.kind, "currency": base.currency, "market": base.market}
    carrying.carry(base=base, month=month)
    there = editions.newest(**key, month=month)
    if there and carrying.says_the_same(there):
        return None
    return editions.publish(PriceList(**key, month=month, generated=True), at=at, by=by)


def _finish(
    run: PreviewRun,
    made: Sequence[PriceList],
    problems: Sequence[str],
    *,
    on: date,
    at: datetime,
    by: User | None,
) -> None:
    counted = {one: carrying.left_out(one) for one in made}
    left_out = {one: count for one, count in counted.items() if count}
    with transaction.atomic():
        left = [one for one in due_lists.due(on=on) if one.month == run.month]
        _count(run, missing=sum(1 for one in left if one.instead_of is None))
        run.error = "\n".join([*problems, *(_note(*of) for of in left_out.items())])
        run.state = WorkState.FAILED if problems else WorkState.DONE
        run.finished_at = run.finished_at if problems else at
        run.save(update_fields=["error", "state", "finished_at"])
        if made:
            facts = {"lists": len(made), "left_out": sum(left_out.values())}
            audit.record("preview_run.done", run, at=at, by=by, **facts)
        if made and run.month > on:
            enqueue("customers.announce_previews")


def _note(made: PriceList, left_out: int) -> str:
    note = ngettext(
        "%(list)s: %(count)d offer is left out, because another list prices it.",
        "%(list)s: %(count)d offers are left out, because another list prices them.",
        left_out,
    )
    key = DueList(made.month, made.kind, made.currency, made.market)
    return note % {"list": key, "count": left_out}


def _count(run: PreviewRun, *, missing: int) -> None:
    """Write down how far the month is, as the lists themselves tell."""
    generated = PriceList.objects.filter(month=run.month, generated=True, edition=1)
    told = generated.aggregate(lists=Count("pk"), prices=Sum("row_count"))
    run.lists_done, run.prices_made = told["lists"], told["prices"] or 0
    run.lists_wanted = run.lists_done + missing
    run.save(update_fields=["lists_done", "lists_wanted", "prices_made"])
