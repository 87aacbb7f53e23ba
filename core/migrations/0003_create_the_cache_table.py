"""The table of Django's database cache, which counts tries at the sign-in page."""

from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    """Create it under the name that the settings give; nothing if it is there."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_refuse_changes_to_the_audit_trail")]

    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
