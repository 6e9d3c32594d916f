"""An exchange rate is never changed or removed."""

from django.db import migrations

CREATE = """
CREATE TRIGGER exchange_rates_are_kept BEFORE UPDATE OR DELETE ON pricing_exchangerate
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
DROP = "DROP TRIGGER exchange_rates_are_kept ON pricing_exchangerate;"


class Migration(migrations.Migration):
    dependencies = [("pricing", "0003_tiers_and_rates"), ("partnercenter", "0002_guarantees")]
    operations = [migrations.RunSQL(CREATE, DROP)]
