import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0013_mark_packets_with_their_reader"),
    ]

    operations = [
        migrations.CreateModel(
            name="CandidateDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                ("seen_at", models.DateTimeField()),
                (
                    "candidacy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="devices", to="hiring.candidacy"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("candidacy", "mark"), name="candidate_device_once")],
            },
        ),
    ]
