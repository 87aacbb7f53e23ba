from django.db import migrations, models

from core.expanding import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("scorecards", "0012_let_notes_have_a_language")]

    operations = [AddIndexBeside("answer", models.Index(fields=["written_at"], name="answer_written"))]
