"""The index finds the questions of the bank alone too: made anew, with rows of its own and not a question's.

A later migration that rebuilds the index begins with ``unmake`` and ends with ``make``.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from question_bank.models.index import facet, fingerprint_of, in_text, words_of

before = import_module("question_bank.migrations.0008_keep_an_index_of_the_words_of_questions")
INDEX = before.INDEX
SQLITE = [statement.replace("question_id", "id") for statement in before.SQLITE]
unmake = before.unmake


def make(apps, schema_editor):
    """Create what the database searches in."""
    for statement in before.POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def fill(apps, schema_editor):
    """Index the questions of each guide's newest published version."""
    versions = apps.get_model("question_bank", "GuideVersion").objects.filter(state="published").order_by("number")
    newest = {version.guide_id: version.pk for version in versions.only("guide_id")}
    questions = apps.get_model("question_bank", "Question").objects.filter(stage__version__in=newest.values())
    rows = questions.order_by("pk").select_related("stage__version__guide").prefetch_related("competencies__competency")
    index = apps.get_model("question_bank", "QuestionIndex")
    index.objects.bulk_create([index(**row(question)) for question in rows], batch_size=500)


def row(question):
    """The question's fields in the index."""
    text = words_of(question.text)
    beside = words_of(" ".join([*question.areas, *question.follow_ups, question.guidance]))
    competencies = list(question.competencies.all())
    facets = [
        facet("where", "guide"),
        facet("guide", question.stage.version.guide.key),
        facet("kind", question.stage.kind),
        facet("type", question.type),
        *(facet("level", level) for level in [question.level] if level),
        *(facet("tag", tag) for tag in question.tags),
        *(facet("competency", asked.competency.key) for asked in competencies),
    ]
    marks = dict.fromkeys([*text, *beside, *map(in_text, text), *facets])
    return {
        "question": question,
        "text": " ".join(text),
        "marks": " ".join(marks),
        "fingerprint": fingerprint_of(question.text),
        "competencies": [asked.name for asked in competencies],
    }


def one_to_one(to, **options):
    """The question that a row is about."""
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE, related_name="index", to=f"question_bank.{to}", **options
    )


class Migration(migrations.Migration):
    dependencies = [("question_bank", "0011_keep_questions_outside_of_guides")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, before.fill),
        migrations.RunPython(unmake, before.make),
        migrations.DeleteModel(name="QuestionIndex"),
        migrations.CreateModel(
            name="QuestionIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", one_to_one("question", blank=True, null=True)),
                ("bank_question", one_to_one("bankquestion", blank=True, null=True)),
                ("text", models.TextField()),
                ("marks", models.TextField()),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("competencies", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name_plural": "question index",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(bank_question__isnull=False, question=None)
                        | Q(bank_question=None, question__isnull=False),
                        name="question_index_of_one",
                    )
                ],
            },
        ),
        migrations.RunPython(make, unmake),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
