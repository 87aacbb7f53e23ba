import django.utils.timezone
from django.db import migrations, models


def joined_when_created(apps, schema_editor):
    """Everybody who is on a panel already joined it when their place was made."""
    apps.get_model("hiring", "Panelist").objects.update(joined_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("hiring", "0002_record_hires_and_hide_file_names")]

    operations = [
        migrations.AddField(
            model_name="panelist",
            name="joined_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunPython(joined_when_created, migrations.RunPython.noop),
    ]
