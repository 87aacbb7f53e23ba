from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("references", "0003_let_checks_keep_their_guide_stage")]

    operations = [
        migrations.AlterField(
            model_name="referencecheck",
            name="guide_stage",
            field=models.ForeignKey(on_delete=PROTECT, related_name="+", to="question_bank.guidestage"),
        ),
    ]
