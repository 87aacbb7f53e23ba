from django.db import migrations, models
from django.db.models import Q

from core.expanding import HoldNewRows


class Migration(migrations.Migration):
    dependencies = [("core", "0011_find_jobs_by_worker")]

    operations = [
        HoldNewRows("job", models.CheckConstraint(condition=Q(weight__lte=100), name="core_job_weight_percent")),
    ]
