"""Questions of the bank that belong to no guide."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import core.models.base

TYPES = [
    ("behavioural", "Behavioural"),
    ("situational", "Situational"),
    ("job_knowledge", "Job knowledge"),
    ("work_sample", "Work sample"),
    ("background", "Background"),
    ("closing", "Candidate's questions"),
]
LEVELS = [("junior", "Junior"), ("mid", "Mid-level"), ("senior", "Senior"), ("lead", "Lead")]


def person(**options):
    """Somebody of the workspace, who stays while the question does."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("question_bank", "0010_keep_what_a_draft_says_and_its_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.CharField(default=core.models.base.new_uid, editable=False, max_length=12, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.SlugField(max_length=80, unique=True)),
                ("text", models.TextField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("type", models.CharField(choices=TYPES, max_length=16)),
                ("level", models.CharField(blank=True, choices=LEVELS, max_length=8)),
                ("minutes", models.PositiveSmallIntegerField(default=5)),
                ("rated", models.BooleanField(default=True)),
                ("areas", models.JSONField(blank=True, default=list)),
                ("follow_ups", models.JSONField(blank=True, default=list)),
                ("guidance", models.TextField(blank=True)),
                ("tags", models.JSONField(blank=True, default=list)),
                ("source", models.CharField(blank=True, max_length=120)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("changed_by", person()),
                (
                    "competencies",
                    models.ManyToManyField(blank=True, related_name="bank_questions", to="question_bank.competency"),
                ),
                ("owner", person()),
                ("retired_by", person(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(retired_at=None), fields=("fingerprint",), name="bank_question_text_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(type__in=[value for value, _ in TYPES]), name="bank_question_type_of_an_interview"
                    ),
                    models.CheckConstraint(
                        condition=Q(retired_at=None, retired_by=None)
                        | Q(retired_at__isnull=False, retired_by__isnull=False),
                        name="bank_question_retired_by_somebody",
                    ),
                ]
            },
        ),
    ]
