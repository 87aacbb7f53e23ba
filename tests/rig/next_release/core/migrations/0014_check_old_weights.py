from django.db import migrations

from core.expanding import CheckOldRows


class Migration(migrations.Migration):
    dependencies = [("core", "0013_fill_in_weights")]

    operations = [CheckOldRows("job", "core_job_weight_percent")]
