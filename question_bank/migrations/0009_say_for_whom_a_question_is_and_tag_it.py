"""A question's level and tags; the triggers stand aside meanwhile, since SQLite rebuilds the table."""

from importlib import import_module

from django.db import migrations, models

weighs = import_module("question_bank.migrations.0004_say_where_texts_come_from_and_weigh_stages")


class Migration(migrations.Migration):
    dependencies = [("question_bank", "0008_keep_an_index_of_the_words_of_questions")]

    operations = [
        migrations.RunPython(weighs.stands.drop_triggers, weighs.add_triggers),
        migrations.AddField(
            model_name="question",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("junior", "Junior"), ("mid", "Mid-level"), ("senior", "Senior"), ("lead", "Lead")],
                max_length=8,
            ),
        ),
        migrations.AddField(model_name="question", name="tags", field=models.JSONField(blank=True, default=list)),
        migrations.RunPython(weighs.add_triggers, weighs.stands.drop_triggers),
    ]
