"""Whose questions stand in the bank is found without reading all of them."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("question_bank", "0013_keep_a_file_of_questions_until_it_is_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="bankquestion",
            index=models.Index(fields=["owner"], condition=Q(retired_at=None), name="bank_question_standing_of"),
        ),
    ]
