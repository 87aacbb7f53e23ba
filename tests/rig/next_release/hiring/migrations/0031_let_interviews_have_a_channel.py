from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hiring", "0030_forget_when_a_name_was_told")]

    operations = [
        migrations.AddField("interview", "channel", models.CharField(max_length=20, db_default="video")),
    ]
