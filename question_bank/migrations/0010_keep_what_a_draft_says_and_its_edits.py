"""Drafts as documents with their edits, and review before publishing; the triggers stand aside meanwhile.

What a draft from before says stays in its rows until it is edited or published.
"""

from functools import partial
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

weighs = import_module("question_bank.migrations.0004_say_where_texts_come_from_and_weigh_stages")
stands = weighs.stands

add_triggers = partial(
    stands.add_triggers,
    content=[*stands.CONTENT, "facts", "preparation"],
    open_states="'draft', 'in_review'",
)


class Migration(migrations.Migration):
    dependencies = [
        ("question_bank", "0009_say_for_whom_a_question_is_and_tag_it"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(stands.drop_triggers, weighs.add_triggers),
        migrations.CreateModel(
            name="DraftEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("path", models.CharField(max_length=200)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("client", models.CharField(blank=True, max_length=40)),
                ("undoes", models.PositiveIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ReviewRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("submitted", "Given to review"), ("returned", "Back to work")], max_length=12
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="guideversion",
            name="guide_version_published_has_time",
        ),
        migrations.AddField(
            model_name="guideversion",
            name="draft",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guideversion",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="guideversion",
            name="saved_by",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="guideversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("published", "Published"),
                    ("retired", "Retired"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="guideversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("state__in", ("draft", "in_review"))),
                    models.Q(
                        models.Q(("state__in", ("draft", "in_review")), _negated=True),
                        ("draft__isnull", True),
                        ("published_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="guide_version_published_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="guideversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "in_review"))), fields=("guide",), name="guide_one_draft"
            ),
        ),
        migrations.AddField(
            model_name="draftedit",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="draftedit",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="question_bank.guideversion"
            ),
        ),
        migrations.AddField(
            model_name="reviewremark",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reviewremark",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="remarks", to="question_bank.guideversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftedit",
            constraint=models.UniqueConstraint(fields=("version", "number", "place"), name="draft_edit_unique"),
        ),
        migrations.AddConstraint(
            model_name="reviewremark",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "returned"), ("text", ""), _negated=True), name="review_return_has_reason"
            ),
        ),
        migrations.RunPython(add_triggers, stands.drop_triggers),
    ]
