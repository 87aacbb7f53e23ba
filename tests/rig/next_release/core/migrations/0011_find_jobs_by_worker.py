from django.db import migrations, models

from core.expanding import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0010_let_a_job_have_a_weight")]

    operations = [
        AddIndexBeside("job", models.Index(fields=["worker", "-id"], name="core_job_worker")),
        AddIndexBeside("auditevent", models.Index(fields=["object_uid", "-id"], name="core_audit_object_newest")),
    ]
