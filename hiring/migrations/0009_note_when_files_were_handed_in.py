from django.db import migrations


def note(apps, schema_editor):
    """Files of work that was handed in belong to that hand-in."""
    Document = apps.get_model("hiring", "Document")
    for sample in apps.get_model("hiring", "WorkSample").objects.exclude(handed_in_at=None):
        Document.objects.filter(work_sample=sample).update(handed_in_at=sample.handed_in_at)


class Migration(migrations.Migration):
    dependencies = [("hiring", "0008_let_work_samples_be_handed_in_again")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
