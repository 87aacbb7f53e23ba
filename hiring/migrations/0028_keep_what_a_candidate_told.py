from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hiring", "0027_let_a_loop_have_nothing_left")]

    operations = [
        migrations.AddField(
            model_name="interview",
            name="candidate_zone",
            field=models.CharField(max_length=64, default="UTC", db_default="UTC"),
        ),
        migrations.AddField(
            model_name="interview",
            name="spoken_words",
            field=models.CharField(blank=True, max_length=207, default="", db_default=""),
        ),
    ]
