"""When a candidate could."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from hiring.models import Candidacy, CandidateWindow, Panelist

from .appointments import NotRunning
from .locks import lock_candidacy, lock_people

MOST_WINDOWS = 10
FURTHEST = timedelta(days=366)
Windows = Collection[tuple[datetime, datetime]]


class NoWindow(Refused):
    """Nothing to remember."""

    message = "Give at least one day with a time from and until."
    field = "windows"


class BadWindow(Refused):
    """The time cannot be."""

    message = "Give at most ten times within the next year, each with an end after its start."
    field = "windows"


@transaction.atomic
def note_windows(*, candidacy: Candidacy, windows: Windows, by: User) -> None:
    """Note when the candidate of ``candidacy`` could, as they told ``by``: aware starts and ends, none to forget all.

    It replaces what ``by`` may know of, but not what somebody noted whom a panel of the candidate binds: it would tell
    them of an offer. Raises ``NotRunning`` and ``BadWindow``.
    """
    lock_candidacy(candidacy)
    if not candidacy.is_running:
        raise NotRunning
    bound = Panelist.objects.binding().filter(interview__candidacy__candidate=candidacy.candidate).exclude(user=by)
    known = CandidateWindow.objects.visible_to(by).filter(candidate=candidacy.candidate)
    known = known.filter(Q(noted_by=None) | ~Q(noted_by__in=bound.values("user")))
    replace_windows(known, candidacy, windows, by=by)
    audit.record("candidate.windows_noted", by=by, obj=candidacy, scope=candidacy.uid, number=len(set(windows)))


def replace_windows(
    known: QuerySet[CandidateWindow], candidacy: Candidacy, windows: Windows, *, by: User | None = None
) -> None:
    """Put ``windows`` in the place of ``known``, with the candidacy locked. Raises ``BadWindow``."""
    lock_people(candidacy, [])
    now = timezone.now()
    if len(windows) > MOST_WINDOWS or any(not now < end <= now + FURTHEST or end <= start for start, end in windows):
        raise BadWindow
    CandidateWindow.objects.filter(pk__in=list(known.values_list("pk", flat=True))).delete()
    CandidateWindow.objects.bulk_create(
        CandidateWindow(candidate=candidacy.candidate, starts_at=start, ends_at=end, noted_by=by)
        for start, end in sorted(set(windows))
    )
