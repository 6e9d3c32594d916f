"""A term that was left on its first day has no days."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_guarantees_of_terms"),
        ("pricing", "0004_guarantees_of_rates"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="term",
            name="a_term_runs_for_some_days",
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                name="a_term_never_ends_before_it_starts",
            ),
        ),
    ]
