"""Policies, consent, calls, links, follow-ups; the autosave of checks is the one of all pages from here on."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0014_note_the_devices_of_candidates"),
        ("question_bank", "0017_let_a_question_ask_for_a_number"),
        ("references", "0004_have_every_check_begun_with_a_guide_stage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("reached", "Reached"), ("not_reached", "Not reached"), ("call_again", "Call again")],
                        max_length=12,
                    ),
                ),
                ("call_again_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(
                        choices=[("candidate", "The candidate"), ("referee", "The referee")], max_length=10
                    ),
                ),
                ("how", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.CharField(default=core.models.base.new_uid, editable=False, max_length=12, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("text", models.CharField(max_length=1000)),
                ("for_referee", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FollowUpAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                ("hesitated", models.BooleanField(default=False)),
                ("qualified", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="LinkToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="RefereeDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RefereeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.CharField(default=core.models.base.new_uid, editable=False, max_length=12, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("same_device_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReferencePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("referees", models.PositiveSmallIntegerField(default=2)),
                (
                    "told",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing of the interviews"),
                            ("questions", "The debrief's open questions"),
                            (
                                "patterns",
                                "The open questions and, once the debrief has closed, how references and panel compare",
                            ),
                        ],
                        default="questions",
                        max_length=10,
                    ),
                ),
                ("by_link", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "reference policies",
            },
        ),
        migrations.RemoveField(
            model_name="referencecheck",
            name="last_client",
        ),
        migrations.AddField(
            model_name="referee",
            name="period",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="referee",
            name="relation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("manager", "Their manager"),
                    ("colleague", "A colleague"),
                    ("report", "Reported to them"),
                    ("client", "A client or customer"),
                    ("teacher", "A teacher or supervisor"),
                    ("other", "Something else"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="referenceanswer",
            name="hesitated",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="referenceanswer",
            name="number",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="referenceanswer",
            name="qualified",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="referencecheck",
            name="by_link",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="referencecheck",
            name="field_revisions",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="referencecheck",
            name="saved_by",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="referencecheck",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="referenceanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", None), ("number__range", (1, 10)), _connector="OR"),
                name="reference_number_1_to_10",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("submitted_at", None), ("by_link", True), _connector="OR"),
                name="reference_check_submitted_by_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencecheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at", None), ("by_link", False), ("submitted_at__isnull", False), _connector="OR"
                ),
                name="reference_check_finished_was_submitted",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="referee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="references.referee"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="referee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="references.referee"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="candidacy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="follow_ups", to="hiring.candidacy"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="taken_back_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followupanswer",
            name="check_taken",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follow_up_answers",
                to="references.referencecheck",
            ),
        ),
        migrations.AddField(
            model_name="followupanswer",
            name="follow_up",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="references.followup"
            ),
        ),
        migrations.AddField(
            model_name="refereelink",
            name="referee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="references.referee"
            ),
        ),
        migrations.AddField(
            model_name="refereelink",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="refereelink",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="refereedevice",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="devices", to="references.refereelink"
            ),
        ),
        migrations.AddField(
            model_name="linktoken",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="references.refereelink"
            ),
        ),
        migrations.AddField(
            model_name="referencepolicy",
            name="role",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="reference_policy", to="hiring.role"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call_again_at__isnull", False), ("outcome", "call_again")),
                    models.Q(models.Q(("outcome", "call_again"), _negated=True), ("call_again_at", None)),
                    _connector="OR",
                ),
                name="attempt_call_again_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("referee", "of"), name="consent_once_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("of", "referee"), ("recorded_by__isnull", False), _connector="OR"),
                name="consent_of_candidate_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="follow_up_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_back_at", None), ("taken_back_by", None)),
                    models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                    _connector="OR",
                ),
                name="follow_up_taken_back_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupanswer",
            constraint=models.UniqueConstraint(fields=("check_taken", "follow_up"), name="follow_up_answered_once"),
        ),
        migrations.AddConstraint(
            model_name="refereelink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("declined_at", None), ("revoked_at", None), ("submitted_at", None)),
                fields=("referee",),
                name="referee_link_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="refereelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="referee_link_revoked_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="refereedevice",
            constraint=models.UniqueConstraint(fields=("link", "mark"), name="referee_device_once"),
        ),
        migrations.AddConstraint(
            model_name="referencepolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("referees__range", (1, 10))), name="reference_policy_1_to_10_referees"
            ),
        ),
    ]
