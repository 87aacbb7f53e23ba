from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT


def note(apps, schema_editor):
    """No role has been moved yet, so every debrief that was opened was opened with its role's version."""
    candidacies = apps.get_model("hiring", "Candidacy").objects.filter(pk=OuterRef("candidacy"))
    opened = apps.get_model("debriefs", "Debrief").objects.exclude(opened_at=None)
    opened.update(guide_version=Subquery(candidacies.values("role__guide_version")))


class Migration(migrations.Migration):
    dependencies = [
        ("debriefs", "0002_give_next_steps_a_public_id"),
        ("hiring", "0012_have_every_interview_held_by_a_guide_stage"),
    ]

    operations = [
        migrations.AddField(
            model_name="debrief",
            name="guide_version",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=PROTECT, related_name="+", to="question_bank.guideversion"
            ),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
