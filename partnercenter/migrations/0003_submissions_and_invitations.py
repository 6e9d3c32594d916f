"""Forms that were sent once, when somebody was invited, and the activity log by partner."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partnercenter", "0002_guarantees"),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("at", models.DateTimeField(verbose_name="at (UTC)")),
                ("leads_to", models.CharField(max_length=300, verbose_name="leads to")),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="invited_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="invited at (UTC)"),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="partner_id",
            field=models.BigIntegerField(null=True, verbose_name="partner"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["partner_id", "-id"], name="activity_by_partner"),
        ),
        migrations.AddField(
            model_name="submission",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["at"], name="submissions_by_age"),
        ),
    ]
