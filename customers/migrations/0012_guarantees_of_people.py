"""Nobody works for two partners; what was said stays said; exemptions of one kind never overlap."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_second_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM partnercenter_user WHERE id = NEW.user_id FOR UPDATE;
    IF EXISTS (SELECT FROM customers_membership
                WHERE user_id = NEW.user_id AND partner_id <> NEW.partner_id AND id <> NEW.id) THEN
        RAISE EXCEPTION 'person % works for another partner', NEW.user_id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_person_works_for_one_partner BEFORE INSERT OR UPDATE ON customers_membership
    FOR EACH ROW EXECUTE FUNCTION refuse_second_partner();

CREATE TRIGGER what_was_said_is_kept BEFORE UPDATE OR DELETE ON customers_requestmessage
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attachments_are_kept BEFORE UPDATE OR DELETE ON customers_attachment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_new_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'request % is decided', OLD.id USING ERRCODE = '55000';
END $$;
CREATE TRIGGER decided_requests_are_kept BEFORE UPDATE OR DELETE ON customers_servicerequest
    FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION refuse_new_decision();

ALTER TABLE customers_taxexemption ADD CONSTRAINT tax_exemptions_never_overlap
    EXCLUDE USING gist (
        int8range(partner_id, partner_id, '[]') WITH &&,
        daterange(valid_from, valid_until) WITH &&,
        int4range(hashtext(kind || jurisdiction), hashtext(kind || jurisdiction), '[]') WITH &&
    );

UPDATE customers_partner SET profile_confirmed_at = enrolled_on::timestamp AT TIME ZONE 'UTC';

INSERT INTO customers_reseller (partner_id, mpn_id, name, country, is_active)
SELECT DISTINCT p.id, s.reseller_mpn_id, 'Reseller ' || s.reseller_mpn_id, p.country, true
  FROM customers_subscription s
  JOIN customers_customer c ON c.id = s.customer_id
  JOIN customers_partner p ON p.id = c.partner_id
 WHERE s.reseller_mpn_id <> '';
UPDATE customers_partner SET kind = 'indirect_provider'
 WHERE id IN (SELECT partner_id FROM customers_reseller);
"""
DROP = """
ALTER TABLE customers_taxexemption DROP CONSTRAINT tax_exemptions_never_overlap;
DROP TRIGGER decided_requests_are_kept ON customers_servicerequest;
DROP FUNCTION refuse_new_decision();
DROP TRIGGER attachments_are_kept ON customers_attachment;
DROP TRIGGER what_was_said_is_kept ON customers_requestmessage;
DROP TRIGGER a_person_works_for_one_partner ON customers_membership;
DROP FUNCTION refuse_second_partner();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0011_plans_and_imports"),
        ("partnercenter", "0003_submissions_and_invitations"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
