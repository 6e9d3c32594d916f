"""The activity log is only ever added to."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = '55000';
END $$;

CREATE TRIGGER the_activity_log_is_kept BEFORE UPDATE OR DELETE ON partnercenter_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER the_activity_log_is_not_emptied BEFORE TRUNCATE ON partnercenter_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
DROP = """
DROP TRIGGER the_activity_log_is_kept ON partnercenter_auditentry;
DROP TRIGGER the_activity_log_is_not_emptied ON partnercenter_auditentry;
DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("partnercenter", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
