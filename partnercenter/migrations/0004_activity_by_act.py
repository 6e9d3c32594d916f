"""What was done of one kind for a partner, found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnercenter", "0003_submissions_and_invitations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["partner_id", "act"], name="activity_by_act"),
        ),
    ]
