"""Who owes a scorecard and who has sealed, for deciders whom no panel binds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from hiring.models import Candidacy, Panelist, Stage
from question_bank.models import StageKind

from ..visibility import may_see_progress


@dataclass(frozen=True)
class PanelistProgress:
    """One place on a panel. ``state``: sealed, owing, recused, left, or ended (nothing is owed any more)."""

    panelist: Panelist
    name: str
    state: str
    since: datetime | None


@dataclass(frozen=True)
class StageProgress:
    """One scored stage with interviews; ``is_complete`` when somebody sealed and nobody owes."""

    stage: Stage
    panelists: list[PanelistProgress]

    @property
    def owing(self) -> list[PanelistProgress]:
        return [place for place in self.panelists if place.state == "owing"]

    @property
    def sealed(self) -> list[PanelistProgress]:
        return [place for place in self.panelists if place.state == "sealed"]

    @property
    def is_complete(self) -> bool:
        return bool(self.sealed) and not self.owing


def progress(user: User, candidacy: Candidacy) -> list[StageProgress]:
    """Who owes and who has sealed since when, stage by stage; empty for whoever may not see it. Four queries.

    Nothing waits for whoever sits in to learn, so they are left out. Owing counts from the interview's end.
    """
    if not may_see_progress(user, candidacy):
        return []
    owing = set(Panelist.objects.owing().filter(interview__candidacy=candidacy).values_list("pk", flat=True))
    panel = (
        Panelist.objects.rating()
        .filter(
            interview__candidacy=candidacy,
            interview__cancelled_at=None,
            interview__stage__kind__in=StageKind.scored(),
        )
        .select_related("user", "interview__stage", "scorecard")
        .order_by("interview__stage__position", "interview__starts_at", "user__name")
    )
    stages: dict[int, StageProgress] = {}
    for panelist in panel:
        stage = panelist.interview.stage
        places = stages.setdefault(stage.pk, StageProgress(stage, [])).panelists
        places.append(_place(panelist, panelist.pk in owing))
    return list(stages.values())


def with_stage_progress(found: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate of each one's whole stage, for its candidate, ``stage_owes``: whether a rater owes a scorecard, and
    ``stage_sealed``: how many have sealed one."""
    panel = Panelist.objects.rating().filter(
        interview__candidacy=OuterRef("panelist__interview__candidacy"),
        interview__stage=OuterRef("panelist__interview__stage"),
    )
    sealed = panel.sealed().order_by().values("interview__stage").annotate(count=Count("pk")).values("count")
    return found.annotate(stage_owes=Exists(panel.owing()), stage_sealed=Subquery(sealed))


def _place(panelist: Panelist, owes: bool) -> PanelistProgress:
    name = panelist.user.name
    sealed_at = getattr(getattr(panelist, "scorecard", None), "sealed_at", None)
    if sealed_at:
        return PanelistProgress(panelist, name, "sealed", sealed_at)
    if panelist.recused_at:
        return PanelistProgress(panelist, name, "recused", panelist.recused_at)
    if panelist.left_at:
        return PanelistProgress(panelist, name, "left", panelist.left_at)
    return PanelistProgress(panelist, name, "owing" if owes else "ended", panelist.interview.ends_at if owes else None)
