"""Terms know their own cycles; a term only ever ends earlier; managed days never overlap."""

from django.db import migrations

CREATE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE customers_term DISABLE TRIGGER guaranteed_prices_are_kept;
UPDATE customers_term t SET anchored_on = s.starts_on, frequency = s.frequency,
    cycle_months = CASE s.frequency WHEN 'monthly' THEN 1 WHEN 'annual' THEN 12 ELSE 0 END
FROM customers_subscription s WHERE s.id = t.subscription_id;
UPDATE customers_subscription s SET currency = a.currency
FROM pricing_availability a WHERE a.id = s.availability_id;

DROP TRIGGER guaranteed_prices_are_kept ON customers_term;
CREATE FUNCTION refuse_term_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends_on date := NEW.ends_on;
BEGIN
    IF TG_OP = 'UPDATE' AND ends_on < OLD.ends_on THEN
        NEW.ends_on := OLD.ends_on;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            NEW.ends_on := ends_on;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a term keeps its price and its days; it can only end earlier'
        USING ERRCODE = '55000';
END $$;
CREATE TRIGGER guaranteed_prices_are_kept BEFORE UPDATE OR DELETE ON customers_term
    FOR EACH ROW EXECUTE FUNCTION refuse_term_change();
ALTER TABLE customers_term ADD CONSTRAINT a_term_has_its_cycles CHECK (
    (frequency, cycle_months) IN (('monthly', 1), ('annual', 12)) OR frequency = 'one_time'
);

ALTER TABLE customers_managedaccess ADD CONSTRAINT managed_days_never_overlap EXCLUDE USING gist (
    int8range(subscription_id, subscription_id, '[]') WITH &&,
    daterange(since, until) WITH &&
);
"""
DROP = """
ALTER TABLE customers_managedaccess DROP CONSTRAINT managed_days_never_overlap;
ALTER TABLE customers_term DROP CONSTRAINT a_term_has_its_cycles;
DROP TRIGGER guaranteed_prices_are_kept ON customers_term;
DROP FUNCTION refuse_term_change();
CREATE TRIGGER guaranteed_prices_are_kept BEFORE UPDATE OR DELETE ON customers_term
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_terms_and_currency")]
    operations = [migrations.RunSQL(CREATE, DROP)]
