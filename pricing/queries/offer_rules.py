"""Which rule of the offer matrix an offer has on a day (domain 10.3), of one or of many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from pricing.engine import segments
from pricing.models import Availability, OfferMatrix, OfferRule, Price, Sku
from pricing.queries import offer_rule_words

METERED = ("usage", "plan")


def matrix_of(day: date) -> OfferMatrix | None:
    """Return the matrix in force on the day: the newest edition of the latest month begun."""
    return _begun(day).first()


def rule_of(sku: int, *, on: date) -> OfferRule | None:
    """Return the rule that a SKU has on the day; None when it is not in the matrix."""
    return OfferRule.objects.filter(sku=sku, matrix__in=_begun(on)[:1]).first()


def joined(*, day: str, sku: str) -> str:
    """Return the SQL that joins to rows their matrix ``m`` in force and the rule ``u`` therein.

    ``day`` and ``sku`` are columns of the rows; both are NULL where there is none.
    """
    return f"""
    LEFT JOIN LATERAL (SELECT x.id, x.month FROM pricing_offermatrix x WHERE x.month <= {day}
        ORDER BY x.month DESC, x.edition DESC LIMIT 1) m ON true
    LEFT JOIN pricing_offerrule u ON u.matrix_id = m.id AND u.sku_id = {sku}
    """


def _begun(day: date) -> QuerySet[OfferMatrix]:
    return OfferMatrix.objects.filter(month__lte=day).order_by("-month", "-edition")


@dataclass(frozen=True, slots=True)
class Named:
    """Another offer by its title, or its id where no list has it; with an item page or none."""

    title: str
    availability_id: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What one offer's page says of how it may be bought.

    ``since`` is the month of the matrix, None before there is one; ``rule`` is its rule. Who
    ``qualifies`` counts without a rule, too.
    """

    since: date | None
    rule: OfferRule | None
    is_limited: bool
    qualifies: str
    seats: str = ""
    limit: str = ""
    billed: str = ""
    term: str = ""
    bases: tuple[Named, ...] = ()
    targets: tuple[Named, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether it is on the price list, but cannot be ordered: the matrix does not have it."""
        return self.is_limited and self.since is not None and self.rule is None

    @property
    def link(self) -> str:
        """Where the supplier tells more of it, if that is an address of the web."""
        link = str(self.rule.texts.get("LearnMoreLink", "")) if self.rule else ""
        return link if link.startswith(("https://", "http://")) else ""


def shown(sku: Sku, *, on: date, beside: Availability | None = None) -> Shown | None:
    """Return how an offer may be bought on the day; None of a meter, which nobody orders.

    ``beside`` is what of it the page is about: who qualifies is told of that, and other offers
    lead to their pages in its currency. Needs five queries at most.
    """
    if sku.offer_id is None or sku.product.billing_type in METERED:
        return None
    licence = sku.product.billing_type == "license"
    sold = [beside] if beside else list(sku.availabilities.all())
    words = {one.agreement_type if licence else one.end_customer_type for one in sold}
    codes = {code for word in words for code in segments.buyers(word, licence=licence)}
    matrix, rule = matrix_of(on), rule_of(sku.pk, on=on)
    told = Shown(
        since=matrix.month if matrix else None,
        rule=rule,
        is_limited=licence,
        qualifies=offer_rule_words.customers(sorted(codes)),
    )
    if rule is None:
        return told
    named = _named({*rule.depends_on, *rule.converts_to}, beside)
    return replace(
        told,
        seats=offer_rule_words.seats(rule),
        limit=offer_rule_words.limit(rule),
        billed=offer_rule_words.billed(rule),
        term=offer_rule_words.term(rule),
        bases=tuple(sorted((named[code] for code in rule.depends_on), key=lambda n: n.title)),
        targets=tuple(sorted((named[code] for code in rule.converts_to), key=lambda n: n.title)),
    )


def titles(codes: Collection[str]) -> dict[str, str]:
    """Return the titles of offers by their id in lower case; of unknown ones their id."""
    known = Sku.objects.filter(offer_id__in=_written(codes)) if codes else ()
    named = {code: code for code in codes}
    return named | {sku.offer_id.lower(): sku.title for sku in known if sku.offer_id}


def _named(codes: Collection[str], beside: Availability | None) -> dict[str, Named]:
    """Return these offers, ids in lower case, by title and with the page beside the one shown."""
    pages: dict[str, str] = {}
    if beside and codes:
        sold = Availability.objects.filter(
            Exists(Price.objects.filter(availability=OuterRef("pk"))),
            sku__offer_id__in=_written(codes),
            currency=beside.currency,
            agreement_type=beside.agreement_type,
        ).order_by("-market", "-pk")
        pages = {
            str(offer).lower(): page
            for offer, page in sold.values_list("sku__offer_id", "availability_id")
        }
    return {code: Named(title, pages.get(code, "")) for code, title in titles(codes).items()}


def _written(codes: Collection[str]) -> list[str]:
    """Return the ids as the catalogue has them: of licences in lower, others in upper case."""
    return [*codes, *(code.upper() for code in codes)]
