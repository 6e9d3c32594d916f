"""Editions keep their own words, know what they follow, and are known by a hash of their rows."""

import django.db.models.deletion
from django.db import migrations, models

HASH = """
CREATE FUNCTION price_list_hash(list bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(line, '' ORDER BY line COLLATE "C"), ''),
        'UTF8')), 'hex')
    FROM (
        SELECT encode(sha256(convert_to(concat_ws(chr(31), r.product_id, s.sku_id,
            coalesce(s.offer_id, ''), coalesce(s.meter_id::text, ''), a.market, a.currency,
            lower(a.agreement_type), lower(a.end_customer_type), lower(a.term), p.offered_from,
            coalesce(p.offered_until::text, ''), trim_scale(p.unit_price),
            coalesce(trim_scale(p.erp_price)::text, ''), trim_scale(p.included), p.tiers::text,
            l.digest), 'UTF8')), 'hex') AS line
        FROM pricing_price p
        JOIN pricing_availability a ON a.id = p.availability_id
        JOIN pricing_sku s ON s.id = a.sku_id
        JOIN pricing_product r ON r.id = s.product_id
        JOIN pricing_listing l ON l.id = p.listing_id
        WHERE p.price_list_id = list
    ) told
$$;
"""
# What was published before: words from the catalogue as it is, days as they were cut to the month.
FILL = """
ALTER TABLE pricing_price DISABLE TRIGGER prices_are_kept;
ALTER TABLE pricing_pricelist DISABLE TRIGGER price_lists_are_kept;

WITH worded AS (
    SELECT s.id AS sku, CASE r.billing_type WHEN 'license' THEN jsonb_build_object(
            'Offer Display Name', s.title, 'Secondary License Type', s.secondary_type,
            'Material', '')
        ELSE jsonb_build_object('ProductTitle', r.title, 'SkuTitle', s.title,
            'Publisher', r.publisher, 'SkuDescription', '', 'UnitOfMeasure', s.unit,
            'BillingPlan', '', 'MeterType', '', 'Tags',
            CASE WHEN s.earns_credit THEN '' ELSE 'third party' END) END AS texts
    FROM pricing_sku s JOIN pricing_product r ON r.id = s.product_id
    WHERE EXISTS (SELECT FROM pricing_availability a JOIN pricing_price p
        ON p.availability_id = a.id WHERE a.sku_id = s.id)
)
INSERT INTO pricing_listing (sku_id, texts, digest) SELECT sku, texts, md5(texts::text) FROM worded;

UPDATE pricing_pricelist l SET file_hash = l.content_hash, follows_id = (
    SELECT b.id FROM pricing_pricelist b
    WHERE (b.kind, b.currency, b.market) = (l.kind, l.currency, l.market)
        AND b.month = l.month - interval '1 month' AND b.published_at <= l.published_at
    ORDER BY b.edition DESC LIMIT 1);
UPDATE pricing_price p SET listing_id = g.id, offered_from = p.valid_from,
    offered_until = p.valid_until
FROM pricing_availability a JOIN pricing_listing g ON g.sku_id = a.sku_id
WHERE a.id = p.availability_id;
UPDATE pricing_price p SET status = CASE WHEN e.id IS NULL THEN 'ADD'
        WHEN (e.unit_price, e.included, e.tiers) = (p.unit_price, p.included, p.tiers) THEN 'UNC'
        ELSE 'CHG' END,
    earlier_id = e.id, other_changes = coalesce(e.erp_price IS DISTINCT FROM p.erp_price, false)
FROM pricing_price t
JOIN pricing_pricelist l ON l.id = t.price_list_id
LEFT JOIN LATERAL (
    SELECT o.id, o.unit_price, o.erp_price, o.included, o.tiers FROM pricing_price o
    WHERE o.availability_id = t.availability_id AND o.valid_from < t.valid_from
        AND o.price_list_id IN (t.price_list_id, l.follows_id)
    ORDER BY o.valid_from DESC LIMIT 1) e ON true
WHERE t.id = p.id;
UPDATE pricing_pricelist SET content_hash = price_list_hash(id);

SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE pricing_price ENABLE TRIGGER prices_are_kept;
ALTER TABLE pricing_pricelist ENABLE TRIGGER price_lists_are_kept;
"""
CREATE = """
CREATE TRIGGER listing_is_kept BEFORE UPDATE OR DELETE ON pricing_listing
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
DROP = "DROP TRIGGER listing_is_kept ON pricing_listing;"


class Migration(migrations.Migration):
    dependencies = [("pricing", "0005_editions"), ("partnercenter", "0002_guarantees")]
    operations = [
        migrations.RenameField("pricelist", "imported_at", "published_at"),
        migrations.RenameField("pricelist", "imported_by", "published_by"),
        migrations.AlterField(
            "pricelist", "published_at", models.DateTimeField(verbose_name="published at (UTC)")
        ),
        migrations.RunSQL(HASH, "DROP FUNCTION price_list_hash(bigint);"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            "price",
            "listing",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pricing.listing",
            ),
        ),
        migrations.AlterField(
            "price", "offered_from", models.DateField(verbose_name="offered from")
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
