"""Who may see whose scores: the independence rule, stated once. Everything that shows, counts, mails, exports, sorts by
or computes from scorecards asks here.

A sealed scorecard may be read

* by its author, always (the author's draft too, by nobody else);
* by a panelist of the candidacy who owes no scorecard on it any more, once the debrief has revealed it. Who has left
  the panel, or never sealed, waits until the debrief has closed; who recused never reads;
* by a decider of the role (hiring manager or recruiter) when every scorecard of that stage is in, and they owe none on
  this candidacy themselves.

Being an admin opens nothing. Owing a scorecard closes everything, whatever the seat or access level; leaving a panel
or recusing opens nothing, neither content nor who has sealed.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from hiring.models import Candidacy, Panelist, Seat, SeatKind
from question_bank.models import StageKind

from .models import Reveal, Scorecard
from .models.scorecard import ScorecardQuerySet


def visible_scorecards(user: User) -> ScorecardQuerySet:
    """The scorecards whose content ``user`` may read. Every list, count and aggregate of scorecards starts here."""
    return Scorecard.objects.filter(_readable_by(user))


def _readable_by(user: User) -> Q:
    candidacy = OuterRef("panelist__interview__candidacy")
    own_panels = _panels_of(user).filter(interview__candidacy=candidacy)
    owes = Exists(Panelist.objects.owing().filter(user=user, interview__candidacy=candidacy))
    recused = Exists(own_panels.filter(recused_at__isnull=False))
    unfinished = Exists(own_panels.exclude(scorecard__sealed_at__isnull=False))
    revealed = Exists(Reveal.objects.filter(candidacy=candidacy))
    closed = Exists(Reveal.objects.filter(candidacy=candidacy, closed_at__isnull=False))
    decides = Exists(
        Seat.objects.filter(
            role=OuterRef("panelist__interview__candidacy__role"), user=user, kind__in=SeatKind.deciders()
        )
    )
    stage_owed = Exists(
        Panelist.objects.owing().filter(
            interview__candidacy=candidacy, interview__stage=OuterRef("panelist__interview__stage")
        )
    )
    as_panelist = Q(Exists(own_panels)) & ((Q(revealed) & ~Q(unfinished)) | Q(closed))
    as_decider = Q(decides) & ~Q(stage_owed) & (~Q(unfinished) | Q(closed))
    return Q(panelist__user=user) | (Q(sealed_at__isnull=False) & ~Q(owes) & ~Q(recused) & (as_panelist | as_decider))


def may_read(user: User, scorecard: Scorecard) -> bool:
    """Whether ``user`` may read the content of ``scorecard``. One query."""
    return visible_scorecards(user).filter(pk=scorecard.pk).exists()


def may_see_progress(user: User, candidacy: Candidacy) -> bool:
    """Whether ``user`` may see who owes and who has sealed, and when: a decider whom no panel binds. One query."""
    return Candidacy.objects.progress_visible_to(user).filter(pk=candidacy.pk).exists()


def hidden_acts(user: User) -> Q:
    """The events of the audit trail that ``user`` must not know: other people's acts on a candidacy whose panel they
    sit or sat on, until they may read its scorecards or see its progress. An admin who interviews is bound like anyone.
    """
    here = _panels_of(user).filter(interview__candidacy=OuterRef("pk"))
    recused = Exists(here.filter(recused_at__isnull=False))
    unfinished = Exists(here.exclude(scorecard__sealed_at__isnull=False))
    revealed = Q(reveal__isnull=False) & ~Q(unfinished)
    progress = Q(pk__in=Candidacy.objects.progress_visible_to(user).values("pk"))
    opened = revealed | Q(reveal__closed_at__isnull=False) | progress
    bound = Candidacy.objects.filter(Exists(here)).filter(Q(recused) | ~opened)
    return Q(scope_uid__in=bound.values("uid")) & ~Q(actor=user)


def _panels_of(user: User) -> QuerySet[Panelist]:
    """The places on panels where ``user`` scores or scored, cancelled interviews aside."""
    return Panelist.objects.filter(
        user=user, interview__cancelled_at=None, interview__stage__kind__in=StageKind.scored()
    )
