"""Timelines only grow, forward; VAT ids never overlap; what enrolment fixed stays fixed."""

from django.db import migrations

CREATE = """
ALTER TABLE customers_taxregistration ADD CONSTRAINT tax_registrations_never_overlap
    EXCLUDE USING gist (
        int8range(partner_id, partner_id, '[]') WITH &&,
        daterange(valid_from, valid_until) WITH &&
    );

ALTER TABLE customers_term ADD CONSTRAINT terms_never_overlap EXCLUDE USING gist (
    int8range(subscription_id, subscription_id, '[]') WITH &&,
    daterange(starts_on, ends_on) WITH &&
);
CREATE TRIGGER guaranteed_prices_are_kept BEFORE UPDATE OR DELETE ON customers_term
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER timelines_are_kept BEFORE UPDATE OR DELETE ON customers_subscriptionchange
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before customers_subscriptionchange;
BEGIN
    IF NEW.sequence = 1 THEN
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM customers_subscriptionchange
        WHERE subscription_id = NEW.subscription_id AND sequence = NEW.sequence - 1;
    IF before IS NULL THEN
        RAISE EXCEPTION 'change % of subscription % has no predecessor',
            NEW.sequence, NEW.subscription_id USING ERRCODE = '23514';
    END IF;
    IF before."on" > NEW."on" THEN
        RAISE EXCEPTION 'change % of subscription % would happen before the one it follows',
            NEW.sequence, NEW.subscription_id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER timelines_go_forward BEFORE INSERT ON customers_subscriptionchange
    FOR EACH ROW EXECUTE FUNCTION refuse_step_back();

CREATE FUNCTION refuse_new_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'billing date and currency of a partner are fixed at enrolment'
        USING ERRCODE = '55000';
END $$;
CREATE TRIGGER enrolment_fixes_billing_date_and_currency BEFORE UPDATE ON customers_partner
    FOR EACH ROW
    WHEN (OLD.billing_day <> NEW.billing_day OR OLD.currency <> NEW.currency)
    EXECUTE FUNCTION refuse_new_clock();
"""
DROP = """
DROP TRIGGER enrolment_fixes_billing_date_and_currency ON customers_partner;
DROP FUNCTION refuse_new_clock();
DROP TRIGGER timelines_go_forward ON customers_subscriptionchange;
DROP FUNCTION refuse_step_back();
DROP TRIGGER guaranteed_prices_are_kept ON customers_term;
ALTER TABLE customers_term DROP CONSTRAINT terms_never_overlap;
DROP TRIGGER timelines_are_kept ON customers_subscriptionchange;
ALTER TABLE customers_taxregistration DROP CONSTRAINT tax_registrations_never_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("partnercenter", "0002_guarantees")]
    operations = [migrations.RunSQL(CREATE, DROP)]
