"""What is to come, told day by day in words: for the calendar page and for calendar files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.engine import schedule
from billing.engine.streams import ONE_TIME, RECURRING
from billing.models import Invoice
from billing.queries.coming import Coming, Expected
from customers.queries.renewals import Named, TermsEnd
from partnercenter import localize
from partnercenter.periods import month_of

CLOSES, READY, DUE, RENEWS, ENDS = "closes", "ready", "due", "renews", "ends"
ORDER = (CLOSES, READY, DUE, RENEWS, ENDS)

BILLED: Mapping[str, Promise] = {
    RECURRING.code: gettext_lazy("Licences and usage are billed for %(period)s"),
    ONE_TIME.code: gettext_lazy("One-time and recurring purchases of %(month)s are billed"),
}
MADE: Mapping[str, Promise] = {
    RECURRING.code: gettext_lazy("invoice made on %(made)s, due on %(due)s"),
    ONE_TIME.code: gettext_lazy("invoice made on %(made)s, due on %(due)s or later"),
}
READY_BY: Mapping[str, Promise] = {
    RECURRING.code: gettext_lazy("The invoice of %(day)s is there at the latest"),
    ONE_TIME.code: gettext_lazy(
        "The invoice for the purchases of %(month)s is there at the latest"
    ),
}
DUE_ON: Mapping[str, Promise] = {
    RECURRING.code: gettext_lazy("The invoice of %(day)s is due"),
    ONE_TIME.code: gettext_lazy(
        "The invoice for the purchases of %(month)s is due at the earliest"
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happens on a day; ``key`` names it for good, whatever it says.

    ``number`` is that of an issued invoice; ``named`` are the first of many, ``more`` counts
    the rest.
    """

    key: str
    on: date
    kind: str
    label: str
    title: str
    notes: tuple[str, ...] = ()
    number: str = ""
    named: tuple[Named, ...] = ()
    more: int = 0


def agenda(coming: Coming) -> list[Entry]:
    """Return every entry up to the end of the last month told, by day."""
    until = month_of(coming.until).end
    entries = [entry for entry in _entries(coming) if coming.on <= entry.on < until]
    return sorted(entries, key=lambda entry: (entry.on, ORDER.index(entry.kind), entry.key))


def short_month(expected: Expected) -> str:
    """Say why a billing date is not on its usual day, where the month is too short for it."""
    if not expected.wanted_day:
        return ""
    told = {
        "wanted": expected.wanted_day,
        "month": _month(expected.closes_on),
        "days": expected.closes_on.day,
    }
    return _("your billing date is day %(wanted)d, but %(month)s has %(days)d days") % told


def _entries(coming: Coming) -> Iterator[Entry]:
    for expected in coming.periods:
        yield _closes(expected)
    for expected in (*coming.awaited, *coming.periods):
        yield _ready(expected)
        yield _expected_due(expected)
    for invoice in coming.due:
        yield _due(invoice)
    for terms in coming.terms:
        yield _terms_end(terms, coming)


def _closes(expected: Expected) -> Entry:
    notes = [str(MADE[expected.stream.code]) % _gaps(expected)]
    if odd := short_month(expected):
        notes.insert(0, odd)
    label = _("Billing date") if expected.stream == RECURRING else _("End of the month")
    return _entry(expected, CLOSES, expected.closes_on, label, BILLED, notes)


def _ready(expected: Expected) -> Entry:
    return _entry(expected, READY, expected.ready_on, _("Invoice ready"), READY_BY)


def _expected_due(expected: Expected) -> Entry:
    notes = [_("not issued yet")]
    return _entry(expected, DUE, expected.due_on, _("Payment due"), DUE_ON, notes)


def _due(invoice: Invoice) -> Entry:
    told = {"number": invoice.number, "amount": localize.money(invoice.balance)}
    return Entry(
        key=f"{invoice.number}.{DUE}",
        on=invoice.due_on or invoice.period_end,
        kind=DUE,
        label=_("Payment due"),
        title=_("%(number)s is due: %(amount)s") % told,
        number=invoice.number or "",
    )


def _terms_end(terms: TermsEnd, coming: Coming) -> Entry:
    more = terms.count - len(terms.named)
    key = f"{terms.billing_type}.{RENEWS if terms.renews else ENDS}.{terms.on}"
    count = {"count": localize.quantity(terms.count)}
    if not terms.renews:
        title = ngettext(
            "%(count)s subscription ends and is not renewed",
            "%(count)s subscriptions end and are not renewed",
            terms.count,
        )
        return Entry(key, terms.on, ENDS, _("Ends"), title % count, named=terms.named, more=more)
    title = ngettext("%(count)s subscription renews", "%(count)s subscriptions renew", terms.count)
    note = _("billed on %(day)s")
    told = {"day": localize.day(_billed_on(terms, coming))}
    return Entry(
        key, terms.on, RENEWS, _("Renewal"), title % count, (note % told,), "", terms.named, more
    )


def _billed_on(terms: TermsEnd, coming: Coming) -> date:
    """Return the day on which what is renewed is billed, by the clock of its stream."""
    if terms.billing_type in RECURRING.billing_types:
        return schedule.billed_on(coming.billing_day, recognised_on=terms.on)
    return month_of(terms.on).last


def _entry(
    expected: Expected,
    kind: str,
    on: date,
    label: str,
    titles: Mapping[str, Promise],
    notes: Iterable[str] = (),
) -> Entry:
    key = f"{expected.stream.code}.{kind}.{expected.closes_on}"
    title = str(titles[expected.stream.code]) % _gaps(expected)
    return Entry(key, on, kind, label, title, tuple(notes))


def _gaps(expected: Expected) -> dict[str, str]:
    return {
        "day": localize.day(expected.closes_on),
        "month": _month(expected.closes_on),
        "period": localize.period(expected.period),
        "made": localize.period(expected.made_in),
        "due": localize.day(expected.due_on),
    }


def _month(day: date) -> str:
    return str(format_skeleton("yMMMM", day, locale=localize.locale_of()))
