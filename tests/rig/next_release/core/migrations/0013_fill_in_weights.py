from django.db import migrations

from core.expanding import parts


def fill_in(apps, schema_editor):
    """Jobs that today's code writes meanwhile have no weight, which the release to come can read."""
    for rows in parts(apps.get_model("core", "Job"), size=200):
        rows.filter(weight=None).update(weight=1)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0012_hold_weights")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
