"""Coming dates as a file that calendar programs read (RFC 5545): all-day events, days of UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.translation import ngettext

from billing.queries.agenda import Entry
from partnercenter import localize
from partnercenter.periods import DAY

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r": "", "\n": "\\n"}
CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\r\n"}


def calendar_file(
    entries: Iterable[Entry], *, name: str, partner_id: UUID, at: datetime, page: str
) -> bytes:
    """Return the calendar with an event for each entry.

    An event keeps its identity from one download to the next, so a program that reads the file
    again updates it. ``at`` is the moment of writing, ``page`` the address of the calendar page.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Partner Center//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += _event(entry, partner_id, at, page)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(entry: Entry, partner_id: UUID, at: datetime, page: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}.{partner_id}@partnercenter"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(entry.on)}"
    yield f"DTEND;VALUE=DATE:{_day(entry.on + DAY)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if told := "\n".join(_told(entry)):
        yield f"DESCRIPTION:{_text(told)}"
    yield f"CATEGORIES:{_text(entry.label)}"
    yield f"URL:{page}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _told(entry: Entry) -> Iterator[str]:
    yield from entry.notes
    for named in entry.named:
        yield f"{named.name} ({named.customer})"
    if entry.more:
        more = ngettext("and %(count)s more", "and %(count)s more", entry.more)
        yield more % {"count": localize.quantity(entry.more)}


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _text(value: str) -> str:
    clean = value.translate(CONTROLS)
    return "".join(ESCAPED.get(character, character) for character in clean)


def _folded(line: str) -> bytes:
    """Break a long line as the format asks: by octets, never within a character."""
    parts, part = [], b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
