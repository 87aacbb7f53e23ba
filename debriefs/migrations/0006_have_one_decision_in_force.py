from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("debriefs", "0005_keep_every_decision_of_a_debrief")]

    operations = [
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("set_aside_at", None)),
                fields=("debrief",),
                name="decision_one_in_force_per_debrief",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("set_aside_as", ""), ("set_aside_at", None), ("set_aside_by", None), ("set_aside_reason", "")
                    ),
                    models.Q(
                        ("set_aside_at__isnull", False),
                        ("set_aside_by__isnull", False),
                        models.Q(("set_aside_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_set_aside_who_when_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("set_aside_as__in", ["", "undone"]),
                    models.Q(("set_aside_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_set_aside_has_reason",
            ),
        ),
    ]
