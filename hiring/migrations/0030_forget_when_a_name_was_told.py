"""Only Django forgets the column: whoever still runs the code before this reads it. It goes with a later release."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hiring", "0029_fill_in_what_candidates_told")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="candidate", name="spoken_at")]
        )
    ]
