from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("debriefs", "0003_let_debriefs_keep_their_guide_version")]

    operations = [
        migrations.AddConstraint(
            model_name="debrief",
            constraint=models.CheckConstraint(
                condition=models.Q(("guide_version", None), ("opened_at", None))
                | models.Q(("guide_version__isnull", False), ("opened_at__isnull", False)),
                name="debrief_opened_by_a_version",
            ),
        ),
    ]
