"""Apart from the new columns, so that these are not locked for as long as all interviews take."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def keep(apps, schema_editor):
    """Each interview keeps where its candidate is, and what they had said of their name before it was over."""
    candidates = apps.get_model("hiring", "Candidate").objects
    interviews = apps.get_model("hiring", "Interview").objects
    theirs = candidates.filter(candidacies__interviews=OuterRef("pk"))
    interviews.update(candidate_zone=Subquery(theirs.values("timezone")[:1]))
    for candidate in candidates.exclude(spoken_at=None).iterator():
        said = f"say: {candidate.pronunciation}" if candidate.pronunciation else ""
        words = ", ".join(filter(None, [candidate.spoken_name, said]))
        in_time = interviews.filter(candidacy__candidate=candidate, ends_at__gte=candidate.spoken_at)
        in_time.update(spoken_words=words)


class Migration(migrations.Migration):
    dependencies = [("hiring", "0028_keep_what_a_candidate_told")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
