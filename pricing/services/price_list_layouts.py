"""How the files of price lists are laid out, and how each row says what is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Column, Layout
from partnercenter.intake.values import DAY, GUID, country, currency, number, pattern, quoted, text
from pricing.engine.lists import ListKind
from pricing.services.price_list_sql import LATEST
from pricing.services.price_list_tiers import CUT, FURTHER, TIER_END

WRONG_TERM = _('"%(value)s" is not a term like P1M, P1Y or P3Y')
WRONG_ID = _('"%(value)s" is not an identifier of letters and digits of the length allowed')
METER_COLUMNS = (
    Column("MeterIds", "meter", GUID),
    Column("MeterType", "meter_type", text(60), required=False, filled=False),
    Column("IncludedQuantity", "included", number(decimals=12), required=False, filled=False),
)
TAGS = Column("Tags", "tags", text(1000), required=False, filled=False)
# What is included, further tiers, and whether it earns: what is of somebody else never does.
METERED = """coalesce(t.included, 0), coalesce(f.tiers, '[]'::jsonb),
            t.tags !~* 'third[ -]?party'"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A layout, and the SQL that reads what is offered from its rows."""

    layout: Layout
    offered: str


def reading_of(kind: ListKind) -> Reading:
    """Return how the files of a kind of list are read."""
    if kind.layout == "license":
        return _license()
    return _catalogue(metered=kind.is_metered)


def _license() -> Reading:
    """Licences: an offer is a product of one SKU; who may buy stands in every row."""
    layout = Layout(
        (
            Column("Status", "status", text(4), required=False, filled=False),
            Column("Valid-From Date", "valid_from", DAY),
            Column("Valid-To Date", "valid_to", DAY, filled=False),
            Column("Offer Display Name", "title", text(250)),
            Column("Offer ID", "item", GUID),
            Column("License Agreement Type", "agreement_type", text(30)),
            Column("Purchase Unit", "term", text(30)),
            Column("Secondary License Type", "secondary_type", text(30), filled=False),
            Column("End Customer Type", "end_customer_type", text(30), filled=False),
            Column("List Price", "unit_price", number()),
            Column("ERP Price", "erp_price", number(), filled=False),
            Column("Material", "material", text(60), required=False, filled=False),
        )
    )
    texts = _texts(
        {
            "Offer Display Name": "title",
            "Secondary License Type": "secondary_type",
            "Material": "material",
        }
    )
    offered = f"""
        SELECT t.line,
            coalesce(p.product_id, 'PRD' || upper(left(md5(t.item::text), 9))), t.title, '',
            coalesce(s.sku_id, '0001'), t.title, '', t.item::text, NULL::uuid,
            t.secondary_type, %(market)s, t.agreement_type, t.end_customer_type, t.term,
            t.valid_from, coalesce(t.valid_to + 1, {LATEST}), t.unit_price, t.erp_price,
            0, '[]'::jsonb, true, {texts}
        FROM taken t
        LEFT JOIN pricing_sku s ON s.offer_id = t.item::text
        LEFT JOIN pricing_product p ON p.id = s.product_id
        WHERE upper(t.status) !~ '^D'
    """
    return Reading(layout, offered)


def _catalogue(*, metered: bool) -> Reading:
    """Meters and software: product, SKU, currency and market stand in every row."""
    meter = METER_COLUMNS if metered else ()
    term = text(30) if metered else pattern("[Pp][1-9][0-9]?[MmYy]", WRONG_TERM)
    layout = Layout(
        (
            Column("ProductTitle", "product_title", text(250)),
            Column("ProductId", "product", pattern("[A-Za-z0-9]{1,20}", WRONG_ID)),
            Column("SkuId", "item", pattern("[A-Za-z0-9]{1,10}", WRONG_ID)),
            Column("SkuTitle", "sku_title", text(250)),
            Column("Publisher", "publisher", text(200), required=False, filled=False),
            Column("SkuDescription", "description", text(2000), required=False, filled=False),
            Column("UnitOfMeasure", "unit", text(60), filled=False),
            Column("TermDuration", "term", term, required=False, filled=False),
            Column("BillingPlan", "billing_plan", text(60), required=False, filled=False),
            Column("Market", "market", country(), required=False, filled=False),
            Column("Currency", "currency", currency()),
            Column("UnitPrice", "unit_price", number()),
            Column("PricingTierRangeMin", "tier_min", number(), required=False, filled=False),
            Column("PricingTierRangeMax", "tier_max", TIER_END, required=False, filled=False),
            Column("EffectiveStartDate", "valid_from", DAY),
            Column("EffectiveEndDate", "valid_to", DAY, filled=False),
            *meter,
            TAGS,
            Column("ERP Price", "erp_price", number(), required=False, filled=False),
            Column("Segment", "segment", text(30), required=False, filled=False),
        )
    )
    if metered:
        of_sku, further = "NULL, t.meter", METERED
        rows = f"""({CUT}) t LEFT JOIN ({FURTHER}) f ON f.base_line = t.line
        WHERE t.tier = 1 AND coalesce(t.tier_min, 0) <= 1"""
    else:
        of_sku, further = "upper(t.product || ':' || t.item), NULL::uuid", "0, '[]'::jsonb, true"
        rows = "taken t"
    words = {
        "ProductTitle": "product_title",
        "SkuTitle": "sku_title",
        "Publisher": "publisher",
        "SkuDescription": "description",
        "UnitOfMeasure": "unit",
        "BillingPlan": "billing_plan",
        "Tags": "tags",
        **({"MeterType": "meter_type"} if metered else {}),
    }
    offered = f"""
        SELECT t.line, upper(t.product), t.product_title, t.publisher,
            upper(t.item), t.sku_title, t.unit, {of_sku},
            '', coalesce(nullif(t.market, ''), %(market)s), '', t.segment, t.term,
            t.valid_from, coalesce(t.valid_to + 1, {LATEST}), t.unit_price, t.erp_price,
            {further}, {_texts(words)}
        FROM {rows}
    """
    return Reading(layout, offered)


def _texts(columns: Mapping[str, str]) -> str:
    """Return the SQL of the words that an edition keeps, by the published name of the column."""
    told = ", ".join(f"{quoted(header)}, t.{name}" for header, name in columns.items())
    return f"jsonb_build_object({told}) AS texts"
