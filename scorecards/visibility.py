"""Who may see whose scores: the independence rule, stated once. Everything that shows, counts, mails, exports, sorts by
or computes from scorecards asks here.

A sealed scorecard may be read

* by its author, always (the author's draft too, by nobody else);
* by a panelist of the candidacy once the debrief has revealed it,
* by a decider of the role (hiring manager or recruiter) when every scorecard of that stage is in,

unless a place on one of its panels bars them: ``hiring``'s ``Panelist.objects.barring()``. It bars whoever owes a
scorecard, whatever the seat or access level; whoever left the panel unsealed, or had begun a scorecard when the
interview was cancelled, until the debrief has closed; and for good whoever recused themselves. Being an admin opens
nothing. How far the candidacy is stands still for them as long (``Panelist.objects.binding()``,
``Candidacy.objects.held_for``), except that it opens to everybody once the candidacy has ended.
"""

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from hiring.models import Candidacy, Panelist, Seat, SeatKind

from .models import Reveal, Scorecard
from .models.scorecard import ScorecardQuerySet


def visible_scorecards(user: User) -> ScorecardQuerySet:
    """The scorecards whose content ``user`` may read. Every list, count and aggregate of scorecards starts here."""
    return Scorecard.objects.filter(_readable_by(user))


def _readable_by(user: User) -> Q:
    candidacy = OuterRef("panelist__interview__candidacy")
    barred = Exists(Panelist.objects.barring().filter(user=user, interview__candidacy=candidacy))
    sat = Exists(Panelist.objects.scoring().filter(user=user, interview__candidacy=candidacy))
    revealed = Exists(Reveal.objects.filter(candidacy=candidacy))
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
    opened = (Q(sat) & Q(revealed)) | (Q(decides) & ~Q(stage_owed))
    return Q(panelist__user=user) | (Q(sealed_at__isnull=False) & ~Q(barred) & opened)


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
    here = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("pk"))
    opened = Q(reveal__isnull=False) | Q(pk__in=Candidacy.objects.progress_visible_to(user).values("pk"))
    sat, barred = Exists(here.scoring()), Exists(here.barring())
    bound = Candidacy.objects.filter(sat).filter(Q(barred) | ~opened)
    return Q(scope_uid__in=bound.values("uid")) & ~Q(actor=user)
