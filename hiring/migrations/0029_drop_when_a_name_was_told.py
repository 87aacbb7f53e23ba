from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hiring", "0028_keep_what_a_candidate_told")]

    operations = [migrations.RemoveField(model_name="candidate", name="spoken_at")]
