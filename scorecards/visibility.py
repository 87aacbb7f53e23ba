"""Who may see whose scores: the independence rule, stated once. Everything that shows, counts, mails, exports, sorts by
or computes from scorecards asks here.

A sealed scorecard may be read

* by its author, always (the author's draft too, by nobody else);
* by a panelist of the candidacy once a debrief has revealed it: one that was open when it was sealed, or opened since
  (a debrief that is taken up again reveals nothing that was sealed after it had closed),
* by a guest of that debrief as long as they are one: a listener, or who is asked to approve its decision,
* by a decider of the role (hiring manager or recruiter) when every scorecard of that stage is in,
* by an admin who has broken the glass of the candidacy, while that is open, unless they sit or sat on a panel of it,
* if its author sat in to learn, by nobody but those who sealed one of the same interview, once a debrief has revealed
  it or the candidacy has ended; it counts for nothing,

unless a place on one of its panels bars them: ``hiring``'s ``Panelist.objects.barring()``. It bars whoever owes a
scorecard, whatever the seat or access level; whoever left the panel unsealed, or had begun a scorecard when the
interview was cancelled, until a debrief has closed since they joined; and for good whoever recused themselves. Being an
admin opens nothing by itself. How far the candidacy is stands still for them as long (``Panelist.objects.binding()``,
``Candidacy.objects.held_for``), except that it opens to everybody once the candidacy has ended.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core.jobs import KEEP_FINISHED
from hiring.models import Candidacy, Panelist, Seat, SeatKind

from .models import BreakGlass, Guest, Reveal, Scorecard
from .models.scorecard import ScorecardQuerySet


def visible_scorecards(user: User) -> ScorecardQuerySet:
    """The scorecards whose content ``user`` may read. Every list, count and aggregate of scorecards starts here."""
    return Scorecard.objects.filter(_readable_by(user))


def countable_scorecards(user: User) -> ScorecardQuerySet:
    """The sealed scorecards that an aggregate over several candidates may be made of for ``user``: readable to them, in
    stages that are in as a whole, and none of a candidacy on which a panel bars them, not even their own."""
    return visible_scorecards(user).sealed().counting().exclude(_barred(user)).exclude(_stage_owed())


def revealed_scorecards(candidacy: Candidacy) -> ScorecardQuerySet:
    """The sealed scorecards that a debrief has opened to the whole panel, for what is made once for all who take part.

    Whoever hands out what was made of them asks first whether ``visible_scorecards(user)`` holds each.
    """
    counting = Scorecard.objects.sealed().counting().filter(panelist__interview__candidacy=candidacy)
    return counting.filter(Exists(Candidacy.objects.filter(pk=candidacy.pk).revealing(OuterRef("sealed_at"))))


def _barred(user: User) -> Exists:
    here = OuterRef("panelist__interview__candidacy")
    return Exists(Panelist.objects.barring().filter(user=user, interview__candidacy=here))


def _stage_owed() -> Exists:
    interview = OuterRef("panelist__interview__candidacy"), OuterRef("panelist__interview__stage")
    owing = Panelist.objects.rating().owing()
    return Exists(owing.filter(interview__candidacy=interview[0], interview__stage=interview[1]))


def _readable_by(user: User) -> Q:
    candidacy = OuterRef("panelist__interview__candidacy")
    sat = Exists(Panelist.objects.scoring().filter(user=user, interview__candidacy=candidacy))
    revealed = Exists(Candidacy.objects.filter(pk=candidacy).revealing(OuterRef("sealed_at")))
    is_guest = Exists(Guest.objects.open().filter(user=user, reveal__candidacy=candidacy))
    decides = Exists(
        Seat.objects.filter(
            role=OuterRef("panelist__interview__candidacy__role"), user=user, kind__in=SeatKind.deciders()
        )
    )
    opened = ((Q(sat) | Q(is_guest)) & Q(revealed)) | (Q(decides) & ~Q(_stage_owed()))
    if user.access_level == "admin":
        opened |= ~Q(sat) & Q(Exists(BreakGlass.objects.open().filter(by=user, candidacy=candidacy)))
    counts = Q(panelist__shadows=False)
    opened = (counts & opened) | (~counts & _teaches(user))
    return Q(panelist__user=user) | (Q(sealed_at__isnull=False) & ~Q(_barred(user)) & opened)


def _teaches(user: User) -> Q:
    """Whoever rated the interview that somebody sat in on to learn, once it can sway nothing any more."""
    here = Panelist.objects.rating().sealed().filter(user=user, interview=OuterRef("panelist__interview"))
    candidacy = Candidacy.objects.filter(pk=OuterRef("panelist__interview__candidacy"))
    return Q(Exists(here)) & Q(Exists(candidacy.revealing(OuterRef("sealed_at"))) | ~Exists(candidacy.running()))


def may_read(user: User, scorecard: Scorecard) -> bool:
    """Whether ``user`` may read the content of ``scorecard``. One query."""
    return visible_scorecards(user).filter(pk=scorecard.pk).exists()


def may_see_progress(user: User, candidacy: Candidacy) -> bool:
    """Whether ``user`` may see who owes and who has sealed, and when: a decider whom no panel binds. One query."""
    return Candidacy.objects.progress_visible_to(user).filter(pk=candidacy.pk).exists()


def is_kept_by_panel(user: User, candidacy: Candidacy) -> bool:
    """Whether ``user`` sits or sat on a panel here, so that being an admin can open nothing to them. One query."""
    return Panelist.objects.scoring().filter(user=user, interview__candidacy=candidacy).exists()


def reads_along(user: User) -> QuerySet[Reveal]:
    """The reveals whose guest ``user`` is now; of none of a candidacy on which a panel bars them."""
    barred = Panelist.objects.barring().filter(user=user, interview__candidacy=OuterRef("candidacy"))
    guests = Guest.objects.open().filter(user=user, reveal=OuterRef("pk"))
    return Reveal.objects.filter(Exists(guests), ~Exists(barred))


def hidden_acts(user: User) -> Q:
    """The events of the audit trail that ``user`` must not know: other people's acts on a candidacy whose panel they
    sit or sat on, until a debrief has revealed what they tell of, or they may see its progress. An admin who
    interviews is bound like anyone.
    """
    barred, unheard = _kept_from(user)
    revealed = Exists(Candidacy.objects.filter(uid=OuterRef("scope_uid")).revealing(OuterRef("at")))
    hidden = Q(scope_uid__in=barred.values("uid")) | (Q(scope_uid__in=unheard.values("uid")) & ~Q(revealed))
    # What was done with jobs says not which jobs they were, nor whom they were about.
    hidden |= Q(object_type="core.job") & Q(Exists(_kept_lately(user)))
    return hidden & ~Q(actor=user)


def is_kept_from_any(user: User) -> bool:
    """Whether ``user`` sits or sat on the panel of a candidacy of which the audit trail hides what others did, and they
    owe a scorecard on it, or it runs, or ended within as long as jobs are kept. One query.

    For what is shown of all candidacies together and names none.
    """
    return _kept_lately(user).exists()


def _kept_lately(user: User) -> QuerySet[Candidacy]:
    barred, unheard = _kept_from(user)
    owes = Exists(Panelist.objects.owing().filter(user=user, interview__candidacy=OuterRef("pk")))
    kept = Q(ended_at=None) | Q(ended_at__gte=timezone.now() - KEEP_FINISHED) | Q(owes)
    return (barred | unheard).filter(kept)


def _kept_from(user: User) -> tuple[QuerySet[Candidacy], QuerySet[Candidacy]]:
    """The candidacies whose panel bars ``user``, and those on whose panel they sat and that no debrief has revealed as
    a whole, unless they may see the progress."""
    here = Panelist.objects.filter(user=user, interview__candidacy=OuterRef("pk"))
    sat = Candidacy.objects.filter(Exists(here.scoring()))
    barred = sat.filter(Exists(here.barring()))
    follows = Q(pk__in=Candidacy.objects.progress_visible_to(user).values("pk"))
    return barred, sat.exclude(follows | Q(pk__in=Candidacy.objects.wholly_revealed().values("pk")))
