from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0011_let_guests_read_along")]

    operations = [migrations.AddField("answer", "language", models.CharField(max_length=10, null=True))]
