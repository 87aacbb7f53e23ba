"""The id of the request that left a job to do. The default is the database's own: the release before inserts without it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0008_show_the_job_queue")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="request_id",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
