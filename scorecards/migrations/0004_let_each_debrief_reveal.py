import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0003_note_when_a_panelist_joined"),
        ("scorecards", "0003_keep_sealed_scorecards_from_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reveal",
            name="candidacy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reveals", to="hiring.candidacy"
            ),
        ),
        migrations.AddConstraint(
            model_name="reveal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("candidacy",), name="reveal_one_unclosed_per_candidacy"
            ),
        ),
    ]
