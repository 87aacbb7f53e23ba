"""Whom to ask in a panelist's place."""

from django.utils import timezone

from accounts.models import User
from hiring.models import Interview

from .free_times import Diary
from .people import Person, people_for_panel


def replacements(interview: Interview, *, by: User) -> list[Person]:
    """Return whom to ask, as for planning: without those who are on the panel.

    ``has_time`` says whether a person's own time allows this very appointment; it says nothing once that has begun, nor
    of a work sample. Twelve queries.
    """
    here = set(interview.panelists.active().values_list("user", flat=True))
    candidacy, start = interview.candidacy, interview.starts_at.astimezone(by.zone)
    people = people_for_panel(candidacy.role, stage=interview.stage, around=start, by=by, besides=candidacy)
    found = [person for person in people if person.user.pk not in here]
    if interview.blocks_time and interview.starts_at > timezone.now():
        diary = Diary(
            [person.user for person in found],
            candidate=candidacy.candidate,
            first_day=start.date(),
            days=1,
            zone=by.zone,
            by=by,
            besides=interview,
        )
        for person in found:
            person.has_time = diary.is_free(person.user, interview.starts_at, until=interview.ends_at)
    return found
