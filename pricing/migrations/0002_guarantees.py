"""Prices of one availability never overlap in time, and an edition never changes."""

from django.db import migrations

# int8range stands in for "=": so no extension (btree_gist) is needed.
CREATE = """
ALTER TABLE pricing_price ADD CONSTRAINT prices_never_overlap EXCLUDE USING gist (
    int8range(availability_id, availability_id, '[]') WITH &&,
    daterange(valid_from, valid_until) WITH &&
) WHERE (in_force);

CREATE FUNCTION refuse_price_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.in_force AND NOT NEW.in_force THEN
        NEW.in_force := true;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            NEW.in_force := false;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a price is never changed, only followed by another'
        USING ERRCODE = '55000';
END $$;
CREATE TRIGGER prices_are_kept BEFORE UPDATE OR DELETE ON pricing_price
    FOR EACH ROW EXECUTE FUNCTION refuse_price_change();
CREATE TRIGGER price_lists_are_kept BEFORE UPDATE OR DELETE ON pricing_pricelist
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
DROP = """
DROP TRIGGER price_lists_are_kept ON pricing_pricelist;
DROP TRIGGER prices_are_kept ON pricing_price;
DROP FUNCTION refuse_price_change();
ALTER TABLE pricing_price DROP CONSTRAINT prices_never_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial"), ("partnercenter", "0002_guarantees")]
    operations = [migrations.RunSQL(CREATE, DROP)]
