from django.db import migrations
from django.db.models import OuterRef, Subquery


def note(apps, schema_editor):
    """No role has been moved yet, so every interview is held by what its stage was made from."""
    stages = apps.get_model("hiring", "Stage").objects.filter(pk=OuterRef("stage"))
    apps.get_model("hiring", "Interview").objects.update(guide_stage=Subquery(stages.values("guide_stage")))


class Migration(migrations.Migration):
    dependencies = [("hiring", "0010_let_interviews_keep_their_guide_stage")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
