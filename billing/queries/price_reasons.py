"""Which price a line was charged at and why, told by the resolution of its day.

What the line stored is the truth of what was billed; where the lists say otherwise today, because
they were corrected since, the words say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from billing.models import ChargeRecord
from customers.models import Subscription
from customers.queries.price_answers import Priced, Resolution
from customers.queries.price_resolutions import may_see_price, resolution, with_offer
from partnercenter.access import Actor
from partnercenter.money import Money
from pricing.engine.kinds import METERED
from pricing.models import PriceList, Sku
from pricing.queries.bands import tidy

# The price on record is the very one; the same figure on a list published again; another figure;
# or there is none any more.
AGREES, REISSUED, DIFFERS, UNKNOWN = "agrees", "reissued", "differs", "unknown"


@dataclass(frozen=True, slots=True)
class PriceReason:
    """Why a line has its price; ``said`` is what it was charged at, ``now`` what is on record.

    ``opened`` are the lists this person may open, ``may_open`` whether the page of the
    resolution may be.
    """

    resolution: Resolution
    subscription: Subscription
    code: str
    said: Money
    now: Money | None
    price: Priced | None
    meter: str
    opened: frozenset[int]
    may_open: bool

    @property
    def is_metered(self) -> bool:
        """Whether it is the price of a day's use, which nothing guarantees."""
        return self.resolution.billing_type in METERED


def reason_of(line: ChargeRecord, *, actor: Actor) -> PriceReason | None:
    """Return why a line has its price; None of an adjustment, which has none."""
    if line.subscription_id is None or line.adjustment:
        return None
    held = Subscription.objects.select_related(*with_offer()).get(pk=line.subscription_id)
    meter = _meter(line)
    found = resolution(held, on=_day(line, held), meter=meter)
    price, inputs = _price(found), (line.reverses or line).explanation.get("inputs", {})
    said = tidy(line.list_price, inputs.get("pricing_currency") or found.priced_in)
    now = _figure(price, int(inputs.get("tier", 1))) if price else None
    lists = found.editions | ({line.price.price_list_id} if line.price else set())
    visible = PriceList.objects.visible_to(actor).filter(pk__in=lists)
    opened = frozenset(visible.values_list("pk", flat=True))
    is_closed = found.meter is not None and (price is None or price.edition.pk not in opened)
    return PriceReason(
        resolution=found,
        subscription=held,
        code=_compared(line, price, said, now),
        said=said,
        now=now,
        price=price,
        meter=str(meter or ""),
        opened=opened,
        may_open=may_see_price(actor, held) and not is_closed,
    )


def _day(line: ChargeRecord, held: Subscription) -> date:
    """Return the day whose price the line has: of use, or on which its charge cycle began.

    A row that takes another back has the price of that one. An add-on is charged in its base's
    cycles, and its first one began before it was bought.
    """
    began = (line.reverses or line).explanation.get("inputs", {}).get("cycle_start")
    if line.billing_type in METERED or not began:
        return line.period_start
    return max(date.fromisoformat(began), held.starts_on)


def _meter(line: ChargeRecord) -> UUID | None:
    """Return the meter of a line; an estimated one knows its SKU by its texts."""
    if line.billing_type not in METERED:
        return None
    texts = line.texts
    named = {"product__product_id": texts.get("product_id"), "sku_id": texts.get("sku_id")}
    found = Sku.objects.filter(**({"pk": line.sku_id} if line.sku_id else named))
    return found.values_list("meter_id", flat=True).first()


def _price(found: Resolution) -> Priced | None:
    if found.meter:
        return found.meter.price
    return found.guarantee.price if found.guarantee else None


def _figure(price: Priced, tier: int) -> Money | None:
    """Return what a unit of the tier costs; what is included is no tier."""
    tiers = [band.unit_price for band in price.bands if not band.is_included]
    return tiers[tier - 1] if 1 <= tier <= len(tiers) else None


def _compared(line: ChargeRecord, price: Priced | None, said: Money, now: Money | None) -> str:
    if price is None or now is None:
        return UNKNOWN
    if now != said:
        return DIFFERS
    return REISSUED if line.price_id not in (None, price.pk) else AGREES
