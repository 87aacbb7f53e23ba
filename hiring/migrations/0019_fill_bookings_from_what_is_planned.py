"""Book everybody for the interviews that stand.

Whoever sits in two at once was double booked before bookings were kept. First in wins: interviews are taken in the order
in which they were planned, and of two that overlap the later one leaves that person unbooked. It stays on the calendar
as it was, with everybody else booked; moving or cancelling either puts it right.
"""

from collections import defaultdict

from django.db import migrations

AT_ONCE = 1_000


def fill(apps, schema_editor):
    """Write a booking for each candidate and each active panelist of an interview that takes their time."""
    booking = apps.get_model("hiring", "Booking")
    interviews = apps.get_model("hiring", "Interview").objects
    standing = interviews.filter(cancelled_at=None, candidacy__state__in=["active", "on_hold"])
    rows = standing.exclude(stage__kind="work_sample").order_by("pk").values_list(
        "pk", "starts_at", "ends_at", "candidacy__candidate"
    )  # fmt: skip
    panels = _panels(apps)
    taken, bookings = defaultdict(list), []
    for interview, starts_at, ends_at, candidate in rows.iterator():
        people = [("candidate_id", candidate), *(("user_id", user) for user in panels[interview])]
        for person in people:
            if any(starts_at < end and start < ends_at for start, end in taken[person]):
                continue
            taken[person].append((starts_at, ends_at))
            times = {"interview_id": interview, "starts_at": starts_at, "ends_at": ends_at}
            bookings.append(booking(**dict([person]), **times))
    booking.objects.bulk_create(bookings, batch_size=AT_ONCE)


def empty(apps, schema_editor):
    """Nothing else is written in them."""
    apps.get_model("hiring", "Booking").objects.all().delete()


def _panels(apps):
    """The people on each interview's panel, in the order in which they joined."""
    panels = defaultdict(list)
    active = apps.get_model("hiring", "Panelist").objects.filter(left_at=None, recused_at=None)
    for interview, user in active.order_by("joined_at", "pk").values_list("interview", "user").iterator():
        panels[interview].append(user)
    return panels


class Migration(migrations.Migration):
    dependencies = [("hiring", "0018_book_people_for_interviews")]

    operations = [migrations.RunPython(fill, empty)]
