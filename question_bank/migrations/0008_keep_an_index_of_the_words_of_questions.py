# ruff: noqa: S608  the statements are put together from the names in this file
"""The index of questions in use, with what the database itself searches in, filled from what is there.

On SQLite triggers keep the table of words; a later migration that rebuilds the index begins with ``unmake`` and ends with
``make``.
"""

import django.db.models.deletion
from django.db import migrations, models

from question_bank.models.index import facet, in_text, words_of

INDEX = "question_bank_questionindex"
POSTGRESQL = [
    f"ALTER TABLE {INDEX} ADD COLUMN lexemes tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(marks, ' '))) STORED",
    f"CREATE INDEX {INDEX}_lexemes ON {INDEX} USING gin (lexemes) WITH (fastupdate = off)",
]
# The ASCII tokenizer cuts at spaces only here: every other sign in a mark is one of a token, and so is what is not ASCII.
SQLITE = [
    f"CREATE VIRTUAL TABLE {INDEX}_fts USING fts5(marks, content='{INDEX}', content_rowid='question_id', "
    "tokenize='ascii tokenchars ''=#:-_''', detail='none', columnsize=0, prefix='2 3 4')",
    f"CREATE TRIGGER {INDEX}_added AFTER INSERT ON {INDEX} BEGIN "
    f"INSERT INTO {INDEX}_fts (rowid, marks) VALUES (NEW.question_id, NEW.marks); END",
    f"CREATE TRIGGER {INDEX}_removed AFTER DELETE ON {INDEX} BEGIN "
    f"INSERT INTO {INDEX}_fts ({INDEX}_fts, rowid, marks) VALUES ('delete', OLD.question_id, OLD.marks); END",
    f"CREATE TRIGGER {INDEX}_changed AFTER UPDATE ON {INDEX} BEGIN "
    f"INSERT INTO {INDEX}_fts ({INDEX}_fts, rowid, marks) VALUES ('delete', OLD.question_id, OLD.marks); "
    f"INSERT INTO {INDEX}_fts (rowid, marks) VALUES (NEW.question_id, NEW.marks); END",
]


def make(apps, schema_editor):
    """Create what the database searches in."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    """Remove it; on PostgreSQL it goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER {INDEX}_{trigger}")
        schema_editor.execute(f"DROP TABLE {INDEX}_fts")


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
    facets = [
        facet("guide", question.stage.version.guide.key),
        facet("kind", question.stage.kind),
        facet("type", question.type),
        *(facet("competency", asked.competency.key) for asked in question.competencies.all()),
    ]
    marks = dict.fromkeys([*text, *beside, *map(in_text, text), *facets])
    return {"question": question, "text": " ".join(text), "marks": " ".join(marks)}


class Migration(migrations.Migration):
    dependencies = [("question_bank", "0007_let_admins_add_words_to_watch_for")]

    operations = [
        migrations.CreateModel(
            name="QuestionIndex",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="question_bank.question",
                    ),
                ),
                ("text", models.TextField()),
                ("marks", models.TextField()),
            ],
            options={"verbose_name_plural": "question index"},
        ),
        migrations.RunPython(make, unmake),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
