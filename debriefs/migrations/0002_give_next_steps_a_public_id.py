from typing import Any

import django.utils.timezone
from django.db import migrations, models

import core.models.base


def fill(apps: Any, schema_editor: Any) -> None:
    """Give each row an id of its own, and the moment at which its debrief closed as the time of its creation."""
    steps = apps.get_model("debriefs", "NextStep").objects.using(schema_editor.connection.alias)
    for step in steps.filter(uid=None).select_related("debrief").iterator(chunk_size=500):
        step.uid = core.models.base.new_uid()
        step.created_at = step.debrief.closed_at or django.utils.timezone.now()
        step.save(update_fields=["uid", "created_at"])


class Migration(migrations.Migration):
    """First without an id, then one each, then unique: a default computed once would be the same for every row."""

    dependencies = [
        ("debriefs", "0001_create_debriefs_and_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="nextstep",
            name="uid",
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.AddField(
            model_name="nextstep",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="nextstep",
            name="uid",
            field=models.CharField(default=core.models.base.new_uid, editable=False, max_length=12, unique=True),
        ),
    ]
