"""The activity log of a partner: who did what and when, to be read, filtered and taken along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.queries import activity as questions
from customers.queries.activity import SUPPLIER, SYSTEM, Filters
from customers.queries.activity_words import KINDS, UNKNOWN_PERSON, sentence
from customers.queries.people import people
from partnercenter import audit, keyset, localize
from partnercenter.access import ActorRequest, requires
from partnercenter.access import person as signed_in
from partnercenter.models import AuditEntry
from partnercenter.outgoing.formats import FORMATS
from partnercenter.roles import Permission
from partnercenter.web import table_files

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it is told; ``facts`` are names and values."""

    entry: AuditEntry
    who: str
    what: str
    facts: list[tuple[str, str]]


@require_safe
@requires(Permission.SEE_ACTIVITY)
def activity(request: ActorRequest) -> HttpResponse:
    """List what fits the filters in the address, the newest first."""
    filters = _filters(request)
    found = questions.entries(request.actor, filters)
    page = keyset.page(found, by=["id"], size=A_PAGE, asked=request.GET.dict(), descending=True)
    everybody = _everybody(request)
    context = {
        "rows": [_row(entry) for entry in page.rows],
        "before": page.before,
        "after": page.after,
        "filters": filters,
        "people": everybody,
        "kinds": [(code, label) for code, (label, _begins) in KINDS.items()],
        "formats": FORMATS,
        "chips": list(_chips(filters, dict(everybody))),
    }
    return render(request, "customers/activity.html", context)


@require_safe
@requires(Permission.SEE_ACTIVITY)
def file(request: ActorRequest) -> HttpResponseBase:
    """Send the entries that fit in one format; that they went out is an entry of its own."""
    file_format = table_files.format_of(request.GET.get("format", "csv_exact"))
    source, params = questions.table(request.actor, _filters(request))
    name, now = f"activity_{timezone.now():%Y-%m-%d}", timezone.now()
    audit.record(
        "activity.exported",
        file_format.named(name),
        at=now,
        by=signed_in(request),
        partner_id=request.actor.partner_id,
    )
    return table_files.answer(
        source,
        questions.COLUMNS,
        params,
        file_format=file_format,
        stem=name,
        title=_("Activity log"),
    )


def _filters(request: ActorRequest) -> Filters:
    asked = request.GET
    kind = asked.get("kind", "")
    return Filters(
        person=asked.get("person", "")[:40],
        kind=kind if kind in KINDS else "",
        first=_day(asked.get("from", "")),
        last=_day(asked.get("to", "")),
        words=asked.get("search", "").strip()[:200],
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _row(entry: AuditEntry) -> Row:
    facts = [(name.replace("_", " ").capitalize(), text) for name, text in entry.facts.items()]
    return Row(entry, _who(entry), sentence(entry.act), [fact for fact in facts if fact[1]])


def _who(entry: AuditEntry) -> str:
    """Name the person; of the supplier's people only that it was one."""
    if entry.by is None:
        return _("Not known") if entry.act in UNKNOWN_PERSON else _("The system")
    return _("Your supplier") if entry.by.is_staff else entry.by.email


def _everybody(request: ActorRequest) -> list[tuple[str, str]]:
    """Return whom the filter offers: the partner's people, the supplier, the system."""
    own = people(request.actor).values_list("public_id", "email")
    named = sorted(((str(key), email) for key, email in own), key=lambda one: one[1])
    return [*named, (SUPPLIER, _("Your supplier")), (SYSTEM, _("The system"))]


def _chips(filters: Filters, names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if filters.words:
        yield "search", _("Search"), filters.words
    if filters.person:
        yield "person", _("Who"), names.get(filters.person, filters.person)
    if filters.kind:
        yield "kind", _("Kind"), str(KINDS[filters.kind][0])
    if filters.first:
        yield "from", _("From"), localize.day(filters.first)
    if filters.last:
        yield "to", _("To"), localize.day(filters.last)
