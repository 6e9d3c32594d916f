"""What was issued is frozen, adds up, and has no gap in its numbers; usage is only added."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_issued_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NOT NULL THEN
        RAISE EXCEPTION 'document % is issued and never changes', OLD.number
            USING ERRCODE = '55000';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_documents_are_frozen BEFORE UPDATE OR DELETE ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION refuse_issued_change();
CREATE TRIGGER issued_documents_are_not_emptied BEFORE TRUNCATE ON billing_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_issued_charge_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.invoice_id]
        WHEN 'DELETE' THEN ARRAY[OLD.invoice_id]
        ELSE ARRAY[OLD.invoice_id, NEW.invoice_id] END;
    issued varchar;
BEGIN
    SELECT number INTO issued FROM billing_invoice
        WHERE id = ANY(touched) AND number IS NOT NULL LIMIT 1;
    IF issued IS NOT NULL THEN
        RAISE EXCEPTION 'the charges of document % never change', issued
            USING ERRCODE = '55000';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_charges_are_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON billing_chargerecord FOR EACH ROW EXECUTE FUNCTION refuse_issued_charge_change();
CREATE TRIGGER issued_charges_are_not_emptied BEFORE TRUNCATE ON billing_chargerecord
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_document_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said record;
    sign integer := CASE NEW.document_type WHEN 'credit_note' THEN -1 ELSE 1 END;
BEGIN
    SELECT coalesce(sum(net), 0) AS net, coalesce(sum(tax), 0) AS tax, count(*) AS charges
        INTO said FROM billing_chargerecord WHERE invoice_id = NEW.id;
    IF said.charges = 0 OR said.net * sign <> NEW.net OR said.tax * sign <> NEW.tax THEN
        RAISE EXCEPTION 'document % says % and % tax, its % charges % and %', NEW.number,
            NEW.net, NEW.tax, said.charges, said.net, said.tax USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER an_issued_document_adds_up AFTER INSERT OR UPDATE ON billing_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NOT NULL)
    EXECUTE FUNCTION check_document_total();

CREATE FUNCTION refuse_number_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'series % goes from % to the next number only', OLD.code, OLD.last
        USING ERRCODE = '23514';
END $$;
CREATE TRIGGER numbers_have_no_gap BEFORE UPDATE ON billing_numberseries
    FOR EACH ROW WHEN (NEW.last <> OLD.last + 1 OR NEW.code <> OLD.code)
    EXECUTE FUNCTION refuse_number_gap();
CREATE TRIGGER numbers_are_kept BEFORE DELETE ON billing_numberseries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ready_documents_are_frozen BEFORE UPDATE OR DELETE ON billing_document
    FOR EACH ROW WHEN (OLD.state = 'ready') EXECUTE FUNCTION refuse_change();

CREATE TRIGGER usage_is_kept BEFORE UPDATE OR DELETE ON billing_usagerecord
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
DROP = """
DROP TRIGGER usage_is_kept ON billing_usagerecord;
DROP TRIGGER ready_documents_are_frozen ON billing_document;
DROP TRIGGER numbers_are_kept ON billing_numberseries;
DROP TRIGGER numbers_have_no_gap ON billing_numberseries;
DROP FUNCTION refuse_number_gap();
DROP TRIGGER an_issued_document_adds_up ON billing_invoice;
DROP FUNCTION check_document_total();
DROP TRIGGER issued_charges_are_not_emptied ON billing_chargerecord;
DROP TRIGGER issued_charges_are_frozen ON billing_chargerecord;
DROP FUNCTION refuse_issued_charge_change();
DROP TRIGGER issued_documents_are_not_emptied ON billing_invoice;
DROP TRIGGER issued_documents_are_frozen ON billing_invoice;
DROP FUNCTION refuse_issued_change();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_usage"), ("partnercenter", "0002_guarantees")]
    operations = [migrations.RunSQL(CREATE, DROP)]
