"""Which price lists ought to be there on a day and are not: each goes on from the month before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery

from partnercenter.periods import add_months, month_of
from pricing.engine import lists
from pricing.models import PlannedPrice, PreviewRun, Price, PriceList

Key = tuple[str, str, str]
NO_PREVIEWS = "none"
# A file may have been read that long before the list it became could be seen.
UNSEEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, order=True)
class DueList:
    """A list to be published; ``instead_of`` is the preview whose month before was corrected."""

    month: date
    kind: str
    currency: str
    market: str
    instead_of: int | None = None

    @property
    def key(self) -> Key:
        return self.kind, self.currency, self.market

    def __str__(self) -> str:
        of = " ".join(filter(None, (self.currency, self.market)))
        return f"{lists.BY_CODE[self.kind].label} {of} {self.month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class _Edition:
    """The newest edition of a list of one month; ``imported`` when any edition of it was."""

    pk: int
    follows: int | None
    imported: bool
    is_empty: bool
    published_at: datetime


def previewed() -> tuple[str, ...]:
    """Return the kinds of list that have previews: every kind updated monthly, unless told (A31)."""
    told = tuple(settings.PREVIEWED_LISTS)
    return () if told == (NO_PREVIEWS,) else told or lists.UPDATED_MONTHLY


def coming_month(on: date) -> date:
    """Return the first day of the month after the one in which the day lies."""
    return month_of(on).end


def are_previews_due(on: date) -> bool:
    """Say whether the previews of the coming month ought to be there on the day."""
    return on.day >= settings.PREVIEW_DAY


def due(*, on: date) -> list[DueList]:
    """Return the lists that ought to be there on the day, the earliest month first.

    From its first month on a list goes on every month until the current one, and from
    ``PREVIEW_DAY`` on until the next one where its kind has previews. A list without any price
    has ended and does not go on, until a price is planned for an offer it had. A preview whose
    month before was corrected is due again, unless somebody imported it.
    """
    finished = dict(PreviewRun.objects.filter(month__gt=on).values_list("month", "finished_at"))
    editions = _editions()
    ended = any(one.is_empty for months in editions.values() for one in months.values())
    resumed = _planned() if ended else {}
    return sorted(
        one
        for key, months in editions.items()
        for one in _due_of(key, months, resumed.get(key, ()), on, finished)
    )


def of_month(month: date, *, on: date) -> list[tuple[DueList, PriceList | None]]:
    """Return every list of a month by name: its newest edition, or nothing where it is missing."""
    newest = PriceList.objects.filter(month=month).order_by(
        "kind", "currency", "market", "-edition"
    )
    there: list[tuple[DueList, PriceList | None]] = [
        (DueList(month, one.kind, one.currency, one.market), one)
        for one in newest.distinct("kind", "currency", "market")
    ]
    missing = [one for one in due(on=on) if one.month == month and one.instead_of is None]
    return sorted([*there, *((one, None) for one in missing)], key=lambda pair: pair[0])


def _due_of(
    key: Key,
    months: Mapping[date, _Edition],
    resumed: Collection[date],
    on: date,
    finished: Mapping[date, datetime | None],
) -> Iterator[DueList]:
    ahead = key[0] in previewed() and are_previews_due(on)
    last = coming_month(on) if ahead else month_of(on).start
    month, goes_on = min(months), True
    while (month := add_months(month, 1)) <= last:
        there, before = months.get(month), months.get(add_months(month, -1))
        if there is not None:
            goes_on = not there.is_empty
            if before and month > on and _is_outdated(there, before, finished.get(month)):
                yield DueList(month, *key, instead_of=there.pk)
        elif goes_on := (goes_on and not (before and before.is_empty)) or month in resumed:
            yield DueList(month, *key)


def _is_outdated(there: _Edition, before: _Edition, looked_at: datetime | None) -> bool:
    """Say whether the month before was corrected since the preview of a month was made."""
    if there.imported or there.follows == before.pk:
        return False
    return looked_at is None or before.published_at > looked_at - UNSEEN


def _planned() -> Mapping[Key, Collection[date]]:
    """Return the months for which prices are planned, by the list that had the offer last."""
    had = Price.objects.filter(
        availability=OuterRef("availability"), price_list__month__lte=OuterRef("from_month")
    ).order_by("-price_list__month", "-in_force", "-price_list__edition", "-valid_from", "-pk")
    planned = PlannedPrice.objects.exclude(unit_price=None).annotate(
        had=Subquery(had.values("price_list")[:1])
    )
    lists_by_id = PriceList.objects.in_bulk(planned.values_list("had", flat=True))
    found: dict[Key, set[date]] = defaultdict(set)
    for had_by, month in planned.values_list("had", "from_month"):
        if one := lists_by_id.get(had_by):
            found[one.kind, one.currency, one.market].add(month)
    return found


def _editions() -> Mapping[Key, Mapping[date, _Edition]]:
    rows = PriceList.objects.order_by("edition").values_list(
        *("kind", "currency", "market", "month"),
        *("pk", "follows_id", "generated", "row_count", "published_at"),
    )
    found: dict[Key, dict[date, _Edition]] = defaultdict(dict)
    for kind, currency, market, month, pk, follows, generated, prices, published_at in rows:
        months = found[kind, currency, market]
        imported = not generated or (month in months and months[month].imported)
        months[month] = _Edition(pk, follows, imported, not prices, published_at)
    return found
