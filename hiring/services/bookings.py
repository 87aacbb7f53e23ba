"""Keeping the bookings: one row for each person whose time an interview takes, so that the database refuses an overlap.

``refuse_double_booking`` reads the interviews and panels themselves and tells who and when; the rows here follow from
the same facts, and on PostgreSQL a constraint over them holds even against a writer who took no lock.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q

from accounts.models import User
from hiring.models import Booking, Candidacy, Interview, Panelist

from .appointments import DoubleBooked, refuse_double_booking

# PostgreSQL's codes for a row that an exclusion constraint refuses, and for one of two that waited for each other: both
# were written in the same instant, and each found the other's.
OVERLAPS = {"23P01", "40P01"}


def keep_bookings(candidacy: Candidacy, *, checked: Collection[Interview] = (), by: User) -> None:
    """Make the bookings of ``candidacy``'s interviews what follows from the facts.

    Call it where these facts changed: with the candidacy locked, after they are stored. ``checked`` are the interviews
    that ``refuse_double_booking`` was just asked about: they get all of their people, or it raises ``DoubleBooked``. Of
    the others whoever is taken stays unbooked: they were double booked before there were bookings, or the interview
    was over when its candidacy came back.
    """
    wanted = {_key(row): row for row in _from_facts(candidacy)}
    stored = {_key(row): row.pk for row in Booking.objects.filter(interview__candidacy=candidacy)}
    gone = [pk for key, pk in stored.items() if key not in wanted]
    if gone:
        Booking.objects.filter(pk__in=gone).delete()
    missing = [row for key, row in wanted.items() if key not in stored]
    if missing:
        _book(missing, checked, by)


def _from_facts(candidacy: Candidacy) -> Iterator[Booking]:
    """The bookings as they should be: the candidate first, then people by id, the order in which people are locked."""
    interviews = {row.pk: row for row in candidacy.interviews.blocking_time().order_by("pk")}
    panels = defaultdict(list)
    places = Panelist.objects.active().filter(interview__in=interviews).select_related("user").order_by("user")
    for place in places:
        panels[place.interview_id].append(place.user)
    for interview in interviews.values():
        times = {"interview": interview, "starts_at": interview.starts_at, "ends_at": interview.ends_at}
        yield Booking(candidate=candidacy.candidate, **times)
        yield from (Booking(user=user, **times) for user in panels[interview.pk])


def _key(row: Booking) -> tuple[object, ...]:
    return row.interview_id, row.user_id, row.candidate_id, row.starts_at, row.ends_at


def _book(missing: list[Booking], checked: Collection[Interview], by: User) -> None:
    people = Q(user__in=[row.user for row in missing if row.user])
    people |= Q(candidate__in=[row.candidate for row in missing if row.candidate])
    taken = list(Booking.objects.filter(people).overlapping(*_span(missing)))
    free: list[Booking] = []
    for row in missing:
        if not any(_clash(row, other) for other in [*taken, *free]):
            free.append(row)
        elif row.interview in checked:
            _refuse(checked, missing, by)
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(free)
    except (IntegrityError, OperationalError) as error:
        if getattr(error.__cause__, "pgcode", "") not in OVERLAPS:
            raise
        _refuse(checked, missing, by)


def _span(rows: list[Booking]) -> tuple[datetime, datetime]:
    return min(row.starts_at for row in rows), max(row.ends_at for row in rows)


def _clash(one: Booking, other: Booking) -> bool:
    same = (one.user_id, one.candidate_id) == (other.user_id, other.candidate_id)
    return same and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _refuse(checked: Collection[Interview], missing: list[Booking], by: User) -> NoReturn:
    """Tell who is taken and when, as far as the other interview can be read by now."""
    for interview in checked:
        users = [row.user for row in missing if row.user and row.interview == interview]
        refuse_double_booking(interview=interview, users=users, by=by)
    raise DoubleBooked("Somebody is not available then. Choose another time.")
