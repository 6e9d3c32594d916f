"""What was granted stays as it was granted; it can only be withdrawn, once."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_adjustment_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken_back billing_adjustment := NEW;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
        NEW.withdrawn_at := NULL;
        NEW.withdrawn_by_id := OLD.withdrawn_by_id;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN taken_back;
        END IF;
    END IF;
    RAISE EXCEPTION 'an adjustment is never changed, only withdrawn' USING ERRCODE = '55000';
END $$;
CREATE TRIGGER adjustments_are_kept BEFORE UPDATE OR DELETE ON billing_adjustment
    FOR EACH ROW EXECUTE FUNCTION refuse_adjustment_change();
"""
DROP = """
DROP TRIGGER adjustments_are_kept ON billing_adjustment;
DROP FUNCTION refuse_adjustment_change();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_adjustments_and_estimates")]
    operations = [migrations.RunSQL(CREATE, DROP)]
