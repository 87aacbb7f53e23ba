from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("question_bank", "0004_say_where_texts_come_from_and_weigh_stages"),
    ]

    operations = [
        migrations.AddField(
            model_name="guideversion",
            name="open_findings",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
