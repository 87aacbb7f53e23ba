"""A question's number from 1 to 10; the triggers stand aside meanwhile, since SQLite rebuilds the table."""

from importlib import import_module

from django.db import migrations, models

reviews = import_module("question_bank.migrations.0010_keep_what_a_draft_says_and_its_edits")


class Migration(migrations.Migration):
    dependencies = [("question_bank", "0016_write_large_files_of_questions_in_parts")]

    operations = [
        migrations.RunPython(reviews.stands.drop_triggers, reviews.add_triggers),
        migrations.AddField(
            model_name="question",
            name="scale",
            field=models.CharField(blank=True, choices=[("1-10", "A number from 1 to 10")], max_length=8),
        ),
        migrations.RunPython(reviews.add_triggers, reviews.stands.drop_triggers),
    ]
