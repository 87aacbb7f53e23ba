from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

A_MOMENT = timedelta(minutes=1)


def note(apps, schema_editor):
    """Every decision has taken effect at once and stands; its debrief has one reveal, and the steps are its own.

    What it moved the candidacy by carries its reason, and was written in the same moment.
    """
    decisions = apps.get_model("debriefs", "Decision").objects
    decisions.update(effective_at=models.F("at"))
    made = apps.get_model("hiring", "StageDecision").objects
    for decision in decisions.select_related("debrief").order_by("pk").iterator(chunk_size=500):
        decision.debrief.next_steps.update(decision=decision)
        moves = made.filter(
            candidacy=decision.debrief.candidacy_id, by=decision.by_id, at__range=(decision.at, decision.at + A_MOMENT)
        )
        decision.moves.set(moves.filter(reason__endswith=f"Debrief: {decision.reason}"))
    debriefs = apps.get_model("debriefs", "Debrief").objects.exclude(opened_at=None)
    for debrief in debriefs.order_by("pk").iterator(chunk_size=500):
        reveals = apps.get_model("scorecards", "Reveal").objects.filter(candidacy=debrief.candidacy_id)
        debrief.reveal = reveals.filter(at__gte=debrief.opened_at).order_by("at", "pk").first()
        debrief.save(update_fields=["reveal"])


class Migration(migrations.Migration):
    dependencies = [
        ("debriefs", "0004_have_every_open_debrief_keep_its_version"),
        ("hiring", "0015_let_a_debrief_bring_a_candidacy_back"),
        ("scorecards", "0010_let_a_reveal_reach_back_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="debrief",
            name="reveal",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="debriefs",
                to="scorecards.reveal",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="effective_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="moves",
            field=models.ManyToManyField(editable=False, related_name="debrief_decisions", to="hiring.stagedecision"),
        ),
        migrations.AddField(
            model_name="decision",
            name="set_aside_as",
            field=models.CharField(
                blank=True,
                choices=[("undone", "Undone"), ("reopened", "Set aside"), ("declined", "Declined")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="set_aside_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="nextstep",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="next_steps",
                to="debriefs.decision",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="debrief",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="debriefs.debrief"
            ),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
