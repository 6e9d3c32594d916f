"""The calendar file: what RFC 5545 asks of lines, texts, days and identities."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from billing.queries.agenda import Entry
from billing.queries.coming_ics import calendar_file
from customers.queries.renewals import Named

PARTNER = UUID(int=7)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


def an_entry(title: str = "Licences and usage are billed", **fields: object) -> Entry:
    known = {"key": "recurring.closes.2026-12-15", "on": date(2026, 12, 15), "kind": "closes"}
    return Entry(**{**known, "label": "Billing date", "title": title, **fields})  # type: ignore[arg-type]


def written(*entries: Entry, at: datetime = AT, name: str = "Billing") -> bytes:
    return calendar_file(
        entries, name=name, partner_id=PARTNER, at=at, page="https://pc.example/billing/calendar/"
    )


def read(content: bytes) -> list[tuple[str, str]]:
    """Read a calendar as a program does: unfold the lines, split name and value."""
    unfolded = content.replace(b"\r\n ", b"").decode()
    pairs = (line.partition(":") for line in unfolded.split("\r\n") if line)
    return [(name, value) for name, _, value in pairs]


def text(value: str) -> str:
    """Undo the escapes of a text."""
    found, rest = "", value
    while rest:
        pair = ESCAPES.get(rest[:2])
        found, rest = found + (pair or rest[0]), rest[2:] if pair else rest[1:]
    return found


def test_an_entry_is_an_event_of_one_whole_day() -> None:
    lines = read(written(an_entry(notes=("invoice made on 16 Dec 2026, due on 13 Feb 2027",))))

    assert lines == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Partner Center//Calendar//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", "Billing"),
        ("BEGIN", "VEVENT"),
        ("UID", f"recurring.closes.2026-12-15.{PARTNER}@partnercenter"),
        ("DTSTAMP", "20261123T093000Z"),
        ("DTSTART;VALUE=DATE", "20261215"),
        ("DTEND;VALUE=DATE", "20261216"),
        ("SUMMARY", "Licences and usage are billed"),
        ("DESCRIPTION", "invoice made on 16 Dec 2026\\, due on 13 Feb 2027"),
        ("CATEGORIES", "Billing date"),
        ("URL", "https://pc.example/billing/calendar/"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]


def test_an_event_keeps_its_identity_whatever_it_says_and_whenever_it_is_written() -> None:
    def identity(content: bytes) -> str:
        return dict(read(content))["UID"]

    later = datetime(2026, 12, 1, tzinfo=UTC)

    assert identity(written(an_entry())) == identity(written(an_entry("Billed"), at=later))
    assert identity(written(an_entry())) != identity(written(an_entry(key="one_time.due.2026")))


def test_those_named_are_listed_and_the_rest_counted() -> None:
    named = Named("Café; 't Anker", uuid4(), "Suite Start", 4)

    lines = dict(read(written(an_entry(named=(named,), more=3))))

    assert text(lines["DESCRIPTION"]) == "Suite Start (Café; 't Anker)\nand 3 more"


def test_a_moment_of_another_zone_is_written_in_utc() -> None:
    at = datetime.fromisoformat("2026-11-23T10:30:00+01:00")

    assert dict(read(written(an_entry(), at=at)))["DTSTAMP"] == "20261123T093000Z"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_comes_back_as_it_was_and_no_line_is_too_long(words: str) -> None:
    content = written(an_entry(words), name=words)

    assert text(dict(read(content))["SUMMARY"]) == words
    assert text(dict(read(content))["X-WR-CALNAME"]) == words
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)


@given(st.text())
def test_no_text_can_add_a_line_of_its_own(words: str) -> None:
    lines = read(written(an_entry(words.replace("\ud800", "").encode(errors="ignore").decode())))

    assert len(lines) == 17
