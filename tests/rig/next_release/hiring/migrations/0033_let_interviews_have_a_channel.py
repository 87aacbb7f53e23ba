from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hiring", "0032_find_panelists_who_declined")]

    operations = [
        migrations.AddField("interview", "channel", models.CharField(max_length=20, db_default="video")),
    ]
