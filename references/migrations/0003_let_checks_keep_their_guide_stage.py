from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT


def note(apps, schema_editor):
    """No role has been moved yet, so every check asks what its role's version does."""
    Referee = apps.get_model("references", "Referee")
    version = Referee.objects.filter(pk=OuterRef(OuterRef("referee"))).values("candidacy__role__guide_version")
    stages = apps.get_model("question_bank", "GuideStage").objects.filter(kind="references")
    asked = stages.filter(version=Subquery(version)).order_by("position")
    apps.get_model("references", "ReferenceCheck").objects.update(guide_stage=Subquery(asked.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0012_have_every_interview_held_by_a_guide_stage"),
        ("references", "0002_keep_revisions_of_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="referencecheck",
            name="guide_stage",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="question_bank.guidestage"),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
