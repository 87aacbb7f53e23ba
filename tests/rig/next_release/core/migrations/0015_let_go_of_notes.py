"""The release to come knows no notes of jobs: it inserts without them, and today's code goes on with the column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0014_check_old_weights")]

    operations = [
        migrations.AlterField("job", "note", models.CharField(max_length=200, blank=True, default="", db_default="")),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("job", "note")]),
    ]
