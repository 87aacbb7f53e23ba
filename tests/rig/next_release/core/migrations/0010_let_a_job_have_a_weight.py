"""Columns that may be empty, a column with a default of the database's own, and room for more in one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0009_note_which_request_left_a_job")]

    operations = [
        migrations.AddField("job", "weight", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("job", "place", models.CharField(max_length=20, default="here", db_default="here")),
        migrations.AddField("auditevent", "told_at", models.DateTimeField(null=True)),
        migrations.AlterField("job", "error", models.CharField(max_length=900, blank=True, default="")),
    ]
