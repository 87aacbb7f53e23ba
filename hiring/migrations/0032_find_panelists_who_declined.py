from django.db import migrations, models

from core.expanding import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hiring", "0031_find_candidates_who_declined")]

    operations = [
        AddIndexBeside(
            "panelist",
            models.Index(condition=models.Q(("reply", "declined")), fields=["interview"], name="panelist_declined"),
        ),
    ]
