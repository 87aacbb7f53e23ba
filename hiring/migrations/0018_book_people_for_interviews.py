"""Bookings, and on PostgreSQL the constraints that refuse two of one person that overlap.

An exclusion constraint over a number and a time needs the extension btree_gist, unless the number is written as a range
that holds it alone: ranges have their GiST operators built in. A row without a person would be a range without ends,
which overlaps all, so each constraint looks at the rows of its own kind of person.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "hiring_booking"
PEOPLE = ("user", "candidate")


def exclude(apps, schema_editor):
    """Add the constraints."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for person in PEOPLE:
        schema_editor.execute(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT booking_{person}_one_at_a_time EXCLUDE USING gist ("
            f"int8range({person}_id, {person}_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&"
            f") WHERE ({person}_id IS NOT NULL)"
        )


def include(apps, schema_editor):
    """Drop them."""
    if schema_editor.connection.vendor == "postgresql":
        for person in PEOPLE:
            schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT booking_{person}_one_at_a_time")


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0017_note_replies_to_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "candidate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="hiring.candidate",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bookings", to="hiring.interview"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("interview", "user"), name="booking_once_per_user"),
                    models.UniqueConstraint(fields=("interview", "candidate"), name="booking_once_per_candidate"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("candidate__isnull", False), ("user", None)),
                            models.Q(("candidate", None), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="booking_of_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="booking_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.RunPython(exclude, include),
    ]
